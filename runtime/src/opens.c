/* File numbers: which open has which, and which are free. */
#include <stdlib.h>

#include "process.h"

enum { MOST_OPENS = 4096, FIRST_NUMBERS = 16 };

static struct open **numbers; /* by file number; 0 is $RECEIVE and has no entry */
static short room;
static struct open *first, *last; /* all opens, in order of opening */

static HOT_INLINE struct open *numbered(short file) {
    return file > 0 && file < room ? numbers[file] : NULL;
}

HOT_INLINE struct open *open_at(short file) {
    struct open *open = numbered(file);
    return open && open->state != OPEN_CLOSING ? open : NULL;
}

struct open *open_next(const struct open *open) {
    return open ? open->next : first;
}

struct open *open_above(short file) {
    for (int number = file < 0 ? 1 : file + 1; number < room; number++) {
        struct open *open = open_at((short)number);
        if (open) return open;
    }
    return NULL;
}

/* Makes room for that number. */
static bool has_room(short number) {
    if (number >= MOST_OPENS) return false;
    int more = room ? room : FIRST_NUMBERS;
    while (more <= number) more *= 2;
    if (more == room) return true;
    struct open **larger = allocate((size_t)more * sizeof *larger);
    memset(larger, 0, (size_t)more * sizeof *larger);
    if (room) memcpy(larger, numbers, (size_t)room * sizeof *larger);
    free(numbers);
    numbers = larger;
    room = (short)more;
    return true;
}

static short lowest_free(void) {
    short number = 1;
    while (numbered(number)) number++;
    return number;
}

struct open *open_new(short number) {
    if (number < 0) number = lowest_free();
    if (number == 0 || numbered(number) || !has_room(number)) return NULL;
    struct open *open = allocate(sizeof *open);
    *open = (struct open){.number = number, .label = -1, .before = last};
    if (last) last->next = open;
    else first = open;
    last = open;
    return numbers[number] = open;
}

void open_give_number_back(struct open *open) {
    if (numbered(open->number) == open) numbers[open->number] = NULL;
}

void open_free(struct open *open) {
    open_give_number_back(open);
    while (open->first) operation_free(open->first);
    if (open->own) operation_free(open->own);
    if (open->before) open->before->next = open->next;
    else first = open->next;
    if (open->next) open->next->before = open->before;
    else last = open->before;
    free(open);
}

short note_error(struct open *open, short error) {
    return open->last_error = error;
}

short note_file_error(short file, short error) {
    struct open *open = open_at(file);
    if (open) return note_error(open, error);
    if (file == 0 && receive_is_open()) return receive_note_error(error);
    return self.last_error = error;
}
