/* Blocks for frames and messages, which come and go with every exchange: kept for the next one instead of freed. */
#include <stdlib.h>

#include "process.h"

#ifdef __SANITIZE_ADDRESS__
enum { MOST_KEPT = 0 }; /* the sanitizer is to see every use of what was freed */
#else
enum { MOST_KEPT = 64 };
#endif
enum { CLASSES = 2, NO_CLASS = CLASSES };

static const size_t class_bytes[CLASSES] = {512, 8192};

struct block {
    struct block *next;
    size_t class;
    _Alignas(16) uint8_t byte[];
};

static struct {
    struct block *first;
    int count;
} kept[CLASSES];

void *pool_take(size_t bytes) {
    size_t class = 0;
    while (class < CLASSES && bytes > class_bytes[class]) class ++;
    struct block *block = class < CLASSES ? kept[class].first : NULL;
    if (block) {
        kept[class].first = block->next;
        kept[class].count--;
    } else {
        block = allocate(sizeof *block + (class < CLASSES ? class_bytes[class] : bytes));
        block->class = class;
    }
    return block->byte;
}

void pool_return(void *memory) {
    if (!memory) return;
    struct block *block = (struct block *)((uint8_t *)memory - offsetof(struct block, byte));
    size_t class = block->class;
    if (class == NO_CLASS || kept[class].count == MOST_KEPT) {
        free(block);
        return;
    }
    block->next = kept[class].first;
    kept[class].first = block;
    kept[class].count++;
}
