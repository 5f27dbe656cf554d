/* <fcntl.h> of the C library. Files are reached by streams and by Guardian procedures: the alternate model of C, with
 * descriptors, is not there (docs/limitations.md). Without __TANDEM it is the C library's own.
 */
#ifndef GUARDIAN_FCNTL_H
#define GUARDIAN_FCNTL_H

#include_next <fcntl.h>

#ifdef __TANDEM

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __USE_FILE_OFFSET64
#define open open64
#define creat creat64
#endif

/* -1: errno is the error of an open of that name, or 2 where there is something that could be opened. */
int open(const char *name, int flags, ...) __asm__("guardian_open");
int open64(const char *name, int flags, ...) __asm__("guardian_open");
int creat(const char *name, mode_t mode) __asm__("guardian_creat");
int creat64(const char *name, mode_t mode) __asm__("guardian_creat");

#ifdef __cplusplus
}
#endif

#endif

#endif
