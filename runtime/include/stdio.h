/* <stdio.h> of the C library on Guardian files (c-runtime section 11). Without __TANDEM it is the C library's own.
 *
 * The names stay what they are, so that a program may take addresses, have members of these names, or functions of its
 * own: only what the linker looks for is another symbol.
 */
#ifndef GUARDIAN_STDIO_H
#define GUARDIAN_STDIO_H

#include_next <stdio.h>

#ifdef __TANDEM

#ifdef __cplusplus
extern "C" {
#endif

/* Where files of more than 2 GB are asked for, the C library has other names for these. */
#ifdef __USE_FILE_OFFSET64
#define fopen fopen64
#define freopen freopen64
#define tmpfile tmpfile64
#endif

/* Names are Guardian file names; errno is the file-system error where it has no symbol. */
FILE *fopen(const char *name, const char *mode) __asm__("guardian_fopen");
FILE *fopen64(const char *name, const char *mode) __asm__("guardian_fopen");
FILE *fopen_guardian(const char *name, const char *mode) __asm__("guardian_fopen");
FILE *fopen64_guardian(const char *name, const char *mode) __asm__("guardian_fopen");
FILE *freopen(const char *name, const char *mode, FILE *stream) __asm__("guardian_freopen");
FILE *freopen64(const char *name, const char *mode, FILE *stream) __asm__("guardian_freopen");
FILE *freopen_guardian(const char *name, const char *mode, FILE *stream) __asm__("guardian_freopen");
FILE *freopen64_guardian(const char *name, const char *mode, FILE *stream) __asm__("guardian_freopen");

/* There are no OSS files: NULL, EOSSNOTRUNNING. */
FILE *fopen_oss(const char *name, const char *mode);
FILE *fopen64_oss(const char *name, const char *mode);
FILE *freopen_oss(const char *name, const char *mode, FILE *stream);
FILE *freopen64_oss(const char *name, const char *mode, FILE *stream);

/* Guardian files have no descriptors: NULL, EBADF. */
FILE *fdopen(int descriptor, const char *mode) __asm__("guardian_fdopen");

/* Opens the standard file 0, 1 or 2 of a program that was started without them. 0, or the error. */
short fopen_std_file(short file, short die_on_error);

/* Every write of the stream goes out at once. 0, or -1. */
int setnbuf(FILE *stream);

int fflush(FILE *stream) __asm__("guardian_fflush");
size_t fread(void *into, size_t size, size_t count, FILE *stream) __asm__("guardian_fread");
void perror(const char *what) __asm__("guardian_perror");

/* Of disk files, and there are none. */
int remove(const char *name) __asm__("guardian_remove");
int rename(const char *from, const char *to) __asm__("guardian_rename");
FILE *tmpfile(void) __asm__("guardian_tmpfile");
FILE *tmpfile64(void) __asm__("guardian_tmpfile");

#ifdef __cplusplus
}
#endif

#endif

#endif
