/* Sync ids as programs keep them: RESETSYNC and sync blocks (procedures.md section 1.24, FS-01, FS-06). */
#include "process.h"

enum { PROCESS_BLOCK = 4, OTHER_BLOCK = 2 }; /* bytes: the sync id of the next request; a word that is 0 */

static bool reaches_process(const struct open *open) {
    return open && !open->device;
}

static bool is_open(short file) {
    return open_at(file) || (file == 0 && receive_is_open());
}

static short block_bytes(short file) {
    return reaches_process(open_at(file)) ? PROCESS_BLOCK : OTHER_BLOCK;
}

static void write_block(short file, short *block) {
    struct open *open = open_at(file);
    if (reaches_process(open)) memcpy(block, &open->next_sync, PROCESS_BLOCK);
    else *block = 0;
}

/* What was no block of such a file is damaged. */
static short read_block(short file, const short *block) {
    struct open *open = open_at(file);
    if (!reaches_process(open)) return *block ? FEBADSYNC : FEOK;
    short error = request_allowed(open, true);
    if (error) return error;
    memcpy(&open->next_sync, block, PROCESS_BLOCK);
    return FEOK;
}

GUARDIAN_API short guardian_FILE_GETSYNCINFO_(unsigned int present, short filenum, short *infobuf, short infomax,
                                              short *infosize) {
    ENTER(FILE_GETSYNCINFO_, filenum, 0, 0);
    if ((present & 15) != 15) return note_file_error(filenum, FEMISSPARM);
    if (!infobuf || !infosize) return note_file_error(filenum, FEBOUNDSERR);
    if (!is_open(filenum)) return note_file_error(filenum, FENOTOPEN);
    if (infomax < block_bytes(filenum)) return note_file_error(filenum, FEBUFTOOSMALL);
    write_block(filenum, infobuf);
    *infosize = block_bytes(filenum);
    return note_file_error(filenum, FEOK);
}

GUARDIAN_API short guardian_FILE_SETSYNCINFO_(unsigned int present, short filenum, short *infobuf, short infosize) {
    ENTER(FILE_SETSYNCINFO_, filenum, 0, 0);
    if ((present & 7) != 7) return note_file_error(filenum, FEMISSPARM);
    if (!infobuf) return note_file_error(filenum, FEBOUNDSERR);
    if (!is_open(filenum)) return note_file_error(filenum, FENOTOPEN);
    if (infosize != block_bytes(filenum)) return note_file_error(filenum, FEBADSYNC);
    return note_file_error(filenum, read_block(filenum, infobuf));
}

GUARDIAN_API _cc_status guardian_GETSYNCINFO(unsigned int present, short filenum, short *sync_block,
                                             short *sync_block_size) {
    ENTER(GETSYNCINFO, filenum, 0, 0);
    if (!PRESENT(0)) return condition_code(note_file_error(filenum, FEMISSPARM));
    if (!is_open(filenum)) return condition_code(note_file_error(filenum, FENOTOPEN));
    if (PRESENT(1) && sync_block) write_block(filenum, sync_block);
    if (PRESENT(2) && sync_block_size) *sync_block_size = block_bytes(filenum) / 2;
    return condition_code(note_file_error(filenum, FEOK));
}

GUARDIAN_API _cc_status guardian_SETSYNCINFO(unsigned int present, short filenum, short *sync_block) {
    ENTER(SETSYNCINFO, filenum, 0, 0);
    if ((present & 3) != 3) return condition_code(note_file_error(filenum, FEMISSPARM));
    if (!sync_block) return condition_code(note_file_error(filenum, FEBOUNDSERR));
    if (!is_open(filenum)) return condition_code(note_file_error(filenum, FENOTOPEN));
    return condition_code(note_file_error(filenum, read_block(filenum, sync_block)));
}

/* The next request is number 0 again, and the server forgets what it has saved for the open (-34). */
static short reset(struct open *open) {
    uint8_t message[2];
    uint32_t count;
    short error = request_allowed(open, true);
    if (error) return note_error(open, error);
    open->next_sync = 0;
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_RESETSYNC);
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .message = ZSYS_VAL_SMSG_RESETSYNC,
                              .waited = true,
                              .data = message,
                              .bytes = sizeof message};
    return request_perform(open, &request, &count);
}

GUARDIAN_API _cc_status guardian_RESETSYNC(unsigned int present, short filenum) {
    ENTER(RESETSYNC, filenum, 0, 0);
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    struct open *open = open_at(filenum);
    if (!open)
        return condition_code(note_file_error(filenum, filenum == 0 && receive_is_open() ? FEINVALOP : FENOTOPEN));
    return condition_code(reset(open));
}
