/* Blocks for frames and messages, which come and go with every exchange: kept for the next one instead of freed. */
#include <stdlib.h>

#include "process.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ /* clang has another way to say so */
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { MOST_KEPT = 0 }; /* the sanitizer is to see every use of what was freed */
#else
enum { MOST_KEPT = 64 };
#endif

struct kept_blocks small_blocks, large_blocks;

static struct kept_blocks *kept_like(const struct block *block) {
    return block->bytes == SMALL_BLOCK ? &small_blocks : block->bytes == LARGE_BLOCK ? &large_blocks : NULL;
}

void *pool_find(size_t bytes) {
    struct kept_blocks *kept = bytes <= SMALL_BLOCK ? &small_blocks : bytes <= LARGE_BLOCK ? &large_blocks : NULL;
    struct block *block = kept ? kept->first : NULL;
    if (block) {
        kept->first = block->next;
        kept->count--;
        return block->byte;
    }
    size_t room = !kept ? bytes : kept == &small_blocks ? SMALL_BLOCK : LARGE_BLOCK;
    block = allocate(sizeof *block + room);
    block->bytes = room;
    return block->byte;
}

void pool_put(struct block *block) {
    struct kept_blocks *kept = kept_like(block);
    if (!kept || kept->count >= MOST_KEPT) {
        free(block);
        return;
    }
    block->next = kept->first;
    kept->first = block;
    kept->count++;
}
