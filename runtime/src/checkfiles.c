/* Files that both members of a passive pair have open: which they are, what was checkpointed of their sync ids, and the
 * modes that go from one member to the other. */
#include <stdlib.h>

#include "process.h"

struct check_file {
    struct check_file *next;
    short number;
    uint32_t block_bytes; /* of the sync block; 0: none was checkpointed */
    uint8_t block[MOST_SYNC_BLOCK];
};

static struct check_file *files;

static struct check_file **place_of(short number) {
    struct check_file **at = &files;
    while (*at && (*at)->number != number) at = &(*at)->next;
    return at;
}

void check_file_mirrored(short number, bool mirrored) {
    struct check_file **at = place_of(number);
    struct check_file *file = *at;
    if (mirrored && !file) {
        *at = allocate(sizeof **at);
        **at = (struct check_file){.number = number};
    } else if (!mirrored && file) {
        *at = file->next;
        free(file);
    }
}

bool check_file_is_mirrored(short number) {
    return *place_of(number) != NULL;
}

void check_files_forget(void) {
    while (files) check_file_mirrored(files->number, false);
}

/* -------------------------------------------------------------------------------------------------------- sync ids */

void check_file_store_sync(short number, const uint8_t *block, uint32_t bytes) {
    struct check_file *file = *place_of(number);
    if (!file || bytes > sizeof file->block) return;
    memcpy(file->block, block, bytes);
    file->block_bytes = bytes;
}

void check_files_forget_sync(void) {
    for (struct check_file *file = files; file; file = file->next) file->block_bytes = 0;
}

/* Errors are noted in the file, where the program finds them. $RECEIVE has no sync id. */
static void restore(struct check_file *file) {
    short block[MOST_SYNC_BLOCK / 2];
    if (file->number == 0 || !open_at(file->number)) return;
    if (file->block_bytes == 0) {
        guardian_RESETSYNC(1u, file->number);
        return;
    }
    memcpy(block, file->block, file->block_bytes);
    guardian_FILE_SETSYNCINFO_(7u, file->number, block, (short)file->block_bytes);
}

void check_files_restore_sync(void) {
    for (struct check_file *file = files; file; file = file->next) restore(file);
}

/* ----------------------------------------------------------------------------------------------------------- modes */

/* Functions of CHECKSETMODE that this library keeps in the member itself, for an open and for $RECEIVE. Those of disk
 * files and terminals are for neither. */
static const struct {
    short function, mode; /* of an open; -1: none */
    bool of_receive;
} kept[] = {{30, MODE_ORDER, true},     {36, -1, true}, {71, MODE_PRIORITY, false},
            {72, MODE_BUFFERING, true}, {80, -1, true}, {117, MODE_TRANSID, false}};

enum { KEPT = sizeof kept / sizeof *kept };

bool check_mode_supported(short function) {
    static const short supported[] = {12, 30, 36, 71, 72, 80, 117, 141, 149};
    for (size_t i = 0; i < sizeof supported / sizeof *supported; i++) {
        if (supported[i] == function) return true;
    }
    return false;
}

/* Its place in the table; KEPT when the file has no such mode. */
static int place_of_mode(short number, short function) {
    int i = 0;
    while (i < KEPT && kept[i].function != function) i++;
    if (i == KEPT) return KEPT;
    return (number == 0 ? kept[i].of_receive : kept[i].mode >= 0) ? i : KEPT;
}

static bool is_open(short number) {
    return number == 0 ? receive_is_open() : open_at(number) != NULL;
}

short check_mode_get(short number, short function, struct check_mode *mode) {
    int place = place_of_mode(number, function);
    if (!is_open(number)) return FENOTOPEN;
    if (place == KEPT) return FEINVALOP;
    *mode = (struct check_mode){.function = function};
    if (number == 0) return receive_setmode(function, false, 0, false, 0, mode->parameters);
    memcpy(mode->parameters, open_at(number)->modes[kept[place].mode], sizeof mode->parameters);
    return FEOK;
}

/* Also on an open that waits for its answer: nothing of it concerns the server. */
short check_mode_set(short number, const struct check_mode *mode) {
    int place = place_of_mode(number, mode->function);
    if (!is_open(number)) return FENOTOPEN;
    if (place == KEPT) return FEINVALOP;
    if (number == 0) return receive_setmode(mode->function, true, mode->parameters[0], false, 0, NULL);
    memcpy(open_at(number)->modes[kept[place].mode], mode->parameters, sizeof mode->parameters);
    return FEOK;
}

int check_modes_of(short number, struct check_mode *modes) {
    int count = 0;
    for (int i = 0; i < KEPT; i++) {
        if (check_mode_get(number, kept[i].function, &modes[count]) == FEOK) count++;
    }
    return count;
}
