/* <string.h> of the C library, with texts for the error numbers of Guardian files. Without __TANDEM it is the C
 * library's own.
 */
#ifndef GUARDIAN_STRING_H
#define GUARDIAN_STRING_H

#include_next <string.h>

#ifdef __TANDEM

#ifdef __cplusplus
extern "C" {
#endif

char *strerror(int number) __asm__("guardian_strerror");

#ifdef __cplusplus
}
#endif

#endif

#endif
