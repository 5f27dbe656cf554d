/* The static storage of the program: the only data of a C program that both members of a pair have at one place. */
#define _GNU_SOURCE
#include <link.h>

#include "process.h"

/* The program may be loaded anywhere; offsets from there are the same wherever it runs. */
static uintptr_t base;
static struct image image;
static bool known;

static uint64_t mixed(uint64_t state, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) state = (state ^ bytes[i]) * UINT64_C(0x100000001b3);
    return state;
}

static void take_storage(const ElfW(Phdr) * header) {
    uint64_t end = header->p_vaddr + header->p_memsz;
    if (!image.end || header->p_vaddr < image.start) image.start = header->p_vaddr;
    if (end > image.end) image.end = end;
}

/* What is read-only once the program has started stands at the beginning of its writable storage. */
static void leave_out(const ElfW(Phdr) * header) {
    uint64_t end = header->p_vaddr + header->p_memsz;
    if (header->p_vaddr <= image.start && end > image.start) image.start = end;
}

/* The program is the first object; its shared libraries, if any, have their storage elsewhere in each process. */
static int look(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size, (void)unused;
    base = object->dlpi_addr;
    image.identity = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_LOAD && header->p_flags & PF_W) take_storage(header);
        if (header->p_type != PT_NOTE) continue;
        image.identity = mixed(image.identity, (const uint8_t *)base + header->p_vaddr, header->p_memsz);
    }
    for (int i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type == PT_GNU_RELRO) leave_out(&object->dlpi_phdr[i]);
    }
    return 1;
}

struct image image_own(void) {
    if (!known) dl_iterate_phdr(look, NULL);
    known = true;
    return image;
}

/* What the library itself keeps there differs in both members. */
static bool covers_library(uint64_t offset, uint64_t length) {
    uint64_t own = (uint64_t)((uintptr_t)&self - base);
    return offset < own + sizeof self && own < offset + length;
}

bool image_offset(const void *address, uint64_t length, uint64_t *offset) {
    struct image own = image_own();
    *offset = (uint64_t)((uintptr_t)address - base);
    if (*offset < own.start || *offset > own.end || length > own.end - *offset) return false;
    return !covers_library(*offset, length);
}

void *image_address(uint64_t offset) {
    return (void *)(base + (uintptr_t)offset);
}

void *image_address_of_low_word(uint32_t low) {
    uint64_t start = base + image_own().start;
    uint64_t whole = (start & ~(uint64_t)UINT32_MAX) | low;
    if (whole < start && UINTPTR_MAX > UINT32_MAX) whole += UINT64_C(1) << 32;
    return (void *)(uintptr_t)whole;
}
