/* What the system knows of a message that was read from $RECEIVE, beside its data. */
#include "receive.h"

enum { CANCELLED = 1, NOT_CANCELLED = 0, NO_SUCH_MESSAGE = -1 };

/* Nothing is known before the first read of this open. */
static bool known(void) {
    return receive.open && receive.read_one;
}

static short most_reply_bytes(const struct last_read *read) {
    return (short)(uint16_t)(read->reply_max > UINT16_MAX ? UINT16_MAX : read->reply_max);
}

GUARDIAN_API short guardian_FILE_GETRECEIVEINFO_(unsigned int present, short *receive_info, short *dialog_info) {
    const struct last_read *read = &receive.last_read;
    require_kernel("FILE_GETRECEIVEINFO_");
    if (!PRESENT(0)) return FEMISSPARM;
    if (!receive_info) return FEBOUNDSERR;
    if (!known()) return FENOTOPEN;
    zsys_ddl_receiveinformation_def information = {.z_iotype = read->io,
                                                   .z_maxreplycount = most_reply_bytes(read),
                                                   .z_messagetag = read->tag,
                                                   .z_filenum = read->file,
                                                   .z_syncid = (int32_t)read->sync,
                                                   .z_openlabel = read->label};
    memcpy(&information.z_sender, &read->sender, sizeof read->sender);
    memcpy(receive_info, &information, sizeof information);
    if (PRESENT(1) && dialog_info) *dialog_info = 0; /* no message belongs to a dialog */
    return FEOK;
}

GUARDIAN_API short guardian_FILE_GETRECEIVEINFOL_(unsigned int present, short *receive_info, short *dialog_info) {
    const struct last_read *read = &receive.last_read;
    require_kernel("FILE_GETRECEIVEINFOL_");
    if (!PRESENT(0)) return FEMISSPARM;
    if (!receive_info) return FEBOUNDSERR;
    if (!known()) return FENOTOPEN;
    zsys_ddl_receiveinformation2_def information = {.z_iotype = read->io,
                                                    .z_filenum = read->file,
                                                    .z_messagetag = read->tag,
                                                    .z_openlabel = read->label,
                                                    .z_maxreplycount = (int32_t)read->reply_max,
                                                    .z_syncid = (int32_t)read->sync};
    memcpy(&information.z_sender, &read->sender, sizeof read->sender);
    memcpy(receive_info, &information, sizeof information);
    if (PRESENT(1) && dialog_info) *dialog_info = 0;
    return FEOK;
}

GUARDIAN_API _cc_status guardian_RECEIVEINFO(unsigned int present, short *process_id, short *message_tag,
                                             __int32_t *sync_id, short *filenum, short *read_count, short *iotype) {
    ENTER(RECEIVEINFO, 0, 0, 0);
    if (!known()) return condition_code(self.last_error = FENOTOPEN);
    struct last_read read = receive.last_read;
    if (PRESENT(0) && process_id) process_id_of(&read.sender, process_id);
    if (PRESENT(1) && message_tag) *message_tag = read.tag;
    if (PRESENT(2) && sync_id) *sync_id = (int32_t)read.sync;
    if (PRESENT(3) && filenum) *filenum = read.file;
    if (PRESENT(4) && read_count) *read_count = most_reply_bytes(&read);
    if (PRESENT(5) && iotype) *iotype = read.io;
    return condition_code(FEOK);
}

GUARDIAN_API _cc_status guardian_LASTRECEIVE(unsigned int present, short *process_id, short *message_tag) {
    ENTER(LASTRECEIVE, 0, 0, 0);
    if (!known()) return condition_code(self.last_error = FENOTOPEN);
    struct last_read read = receive.last_read;
    if (PRESENT(0) && process_id) process_id_of(&read.sender, process_id);
    if (PRESENT(1) && message_tag) *message_tag = read.tag;
    return condition_code(FEOK);
}

/* Whether the sender still waits for the reply; without a tag, of the message read last. */
GUARDIAN_API short guardian_MESSAGESTATUS(unsigned int present, short message_tag) {
    require_kernel("MESSAGESTATUS");
    if (!receive.open) return NO_SUCH_MESSAGE;
    short tag = PRESENT(0) ? message_tag : receive.read_one ? receive.last_read.tag : -1;
    const struct message *message = tag >= 0 && tag < receive.depth ? receive.slots[tag] : NULL;
    if (!message) return NO_SUCH_MESSAGE;
    return message->cancelled ? CANCELLED : NOT_CANCELLED;
}
