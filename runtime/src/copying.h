/* Copying and clearing. */
#ifndef GUARDIAN_COPYING_H
#define GUARDIAN_COPYING_H

#include <stddef.h>
#include <string.h>

#ifdef __powerpc__
/* Under qemu a floating-point register moves eight bytes at the price of a word, whatever their alignment, where the
 * C library's memcpy moves words, and single bytes when the two sides are not aligned alike. */
typedef double __attribute__((may_alias, aligned(4))) eight_bytes;

static inline void copy_bytes(void *to, const void *from, size_t bytes) {
    eight_bytes *target = to;
    const eight_bytes *source = from;
    for (; bytes >= 64; bytes -= 64, target += 8, source += 8) {
        double a = source[0], b = source[1], c = source[2], d = source[3];
        double e = source[4], f = source[5], g = source[6], h = source[7];
        target[0] = a, target[1] = b, target[2] = c, target[3] = d;
        target[4] = e, target[5] = f, target[6] = g, target[7] = h;
    }
    for (; bytes >= 8; bytes -= 8) *target++ = *source++;
    if (bytes) memcpy(target, source, bytes);
}

/* So many bytes, known to the compiler, without the call that memset would be. */
static inline void clear_bytes(void *at, size_t bytes) {
    eight_bytes *target = at;
#pragma GCC unroll 16
    for (size_t i = 0; i < bytes / sizeof *target; i++) target[i] = 0;
    memset(target + bytes / sizeof *target, 0, bytes % sizeof *target);
}
#else
static inline void copy_bytes(void *to, const void *from, size_t bytes) {
    memcpy(to, from, bytes);
}

static inline void clear_bytes(void *at, size_t bytes) {
    memset(at, 0, bytes);
}
#endif

#endif
