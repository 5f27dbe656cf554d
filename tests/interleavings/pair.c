/* A pair for random interleavings: applies every token once, whatever is stopped, killed or switched meanwhile.
 *
 * A request is {kind, spare, token}, a reply {count of this token}. The primary tells the backup of every change in
 * one message and only then replies; a request that comes again is answered from what was saved for its sync id.
 */
#include <cextdecs(FILE_OPEN_, FILE_CLOSE_, FILE_GETINFO_, FILE_GETRECEIVEINFO_, READUPDATEX, REPLYX, WRITEX, \
                   MONITORCPUS, PROCESS_GETPAIRINFO_, PROCESS_SETINFO_, PROCESS_STOP_, PROCESSHANDLE_GETMINE_, \
                   PROCESSHANDLE_COMPARE_, PROCESSHANDLE_DECOMPOSE_)> nolist
#include <crtlns.h> nolist
#include <signal.h> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist
#include <zsysc.h> nolist

enum { POST = 1, QUERY = 2, HOLD = 3, SWITCH = 4, DIE = 5, ABEND_SELF = 6, STOP_BOTH = 7, KILL_BACKUP = 8 };
enum { ENTRY = 101, APPLIED = 102, TOKENS = 103, SWITCHED = 104 };
enum { OPENERS = 32, WINDOW = 16, MOST_TOKENS = 1024, DEPTH = 20, SAME_PAIR = 1, SINGLE = 4, BACKUP = 6 };
enum { FEOLDSYNC = 39, FEWRONGID = 60, FEOWNERSHIP = 200, CPU_DOWN = 10 };

typedef struct {
    short used;
    short file;
    zsys_ddl_phandle_def handle;
    int last; /* sync id of the last request served, -1 for none */
    int saved[WINDOW];
} opener;

typedef struct {
    short kind;
    short index;
    int token;
    int sync;
    opener entry;
    unsigned char counts[MOST_TOKENS];
} update;

typedef struct {
    short kind;
    short spare;
    int token;
} request;

static union {
    request request;
    update update;
    zsys_ddl_smsg_def system;
} message;

static opener openers[OPENERS];
static unsigned char counts[MOST_TOKENS];
static struct {
    short tag, index;
    int sync, token;
} held[DEPTH];
static short holding;
static short is_backup, backup_file = -1;
static zsys_ddl_phandle_def own;

static void stop_with(const char *what, long error) {
    fprintf(stderr, "pair: %s, error %ld\n", what, error);
    PROCESS_STOP_(, , 1, , , , what, (short)strlen(what));
}

/* ---------------------------------------------------------------------------------------- the other member */

static void lose_backup(void) {
    if (backup_file >= 0) FILE_CLOSE_(backup_file);
    backup_file = -1;
}

static short tell(short kind, short index, int token, int sync) {
    static update told;
    if (backup_file < 0) return 0;
    memset(&told, 0, sizeof told);
    told.kind = kind;
    told.index = index;
    told.token = token;
    told.sync = sync;
    if (index >= 0) told.entry = openers[index];
    if (kind == TOKENS) memcpy(told.counts, counts, sizeof counts);
    if (_status_eq(WRITEX(backup_file, (char *)&told, (unsigned short)sizeof told))) return 1;
    lose_backup();
    return 0;
}

static void open_backup(void) {
    char name[ZSYS_VAL_LEN_FILENAME];
    short length, i;
    if (PROCESSHANDLE_DECOMPOSE_((short *)&own, , , , , , , name, (short)sizeof name, &length)) return;
    if (FILE_OPEN_(name, length, &backup_file)) {
        backup_file = -1;
        return;
    }
    tell(TOKENS, -1, 0, 0);
    for (i = 0; i < OPENERS; i++) {
        if (openers[i].used) tell(ENTRY, i, 0, 0);
    }
}

static void start_backup(void) {
    short detail;
    long error = __ns_start_backup(&detail, -1);
    if (error == 0) open_backup();
    else if (error != CPU_DOWN) stop_with("no backup", error * 1000 + detail);
}

/* After any news: who am I, and is there a backup? */
static void check_pair(void) {
    short role = PROCESS_GETPAIRINFO_();
    if (role == BACKUP) return;
    is_backup = 0;
    if (role != SINGLE) return;
    lose_backup();
    start_backup();
}

/* A requester's message may come before the news of the primary's death. */
static short still_backup(void) {
    if (is_backup) check_pair();
    return is_backup;
}

/* ------------------------------------------------------------------------------------------------ openers */

static void accept_open(zsys_ddl_receiveinformation_def *information) {
    short reply[2], i = 0;
    if (PROCESSHANDLE_COMPARE_((short *)&information->z_sender, (short *)&own) == SAME_PAIR) {
        REPLYX(, , , information->z_messagetag);
        return;
    }
    if (still_backup()) {
        REPLYX(, , , information->z_messagetag, FEOWNERSHIP);
        return;
    }
    while (i < OPENERS && openers[i].used) i++;
    if (i == OPENERS) {
        REPLYX(, , , information->z_messagetag, 12);
        return;
    }
    memset(&openers[i], 0, sizeof openers[i]);
    openers[i].used = 1;
    openers[i].file = information->z_filenum;
    openers[i].handle = information->z_sender;
    openers[i].last = -1;
    tell(ENTRY, i, 0, 0);
    reply[0] = ZSYS_VAL_SMSG_OPEN;
    reply[1] = i;
    REPLYX((char *)reply, 4, , information->z_messagetag);
}

/* The label may be another open's soon: nothing held for it may stay. */
static void close_opener(short label) {
    short i, kept = 0;
    for (i = 0; i < holding; i++) {
        if (held[i].index != label) held[kept++] = held[i];
        else REPLYX(, , , held[i].tag);
    }
    holding = kept;
    openers[label].used = 0;
    tell(ENTRY, label, 0, 0);
}

static void system_message(zsys_ddl_receiveinformation_def *information) {
    short number = message.system.u_z_msg.z_msgnumber[0], label = information->z_openlabel;
    if (number == ZSYS_VAL_SMSG_OPEN) {
        accept_open(information);
        return;
    }
    REPLYX(, , , information->z_messagetag);
    if (number == ZSYS_VAL_SMSG_CLOSE && label >= 0 && label < OPENERS && !is_backup) close_opener(label);
    if (number == ZSYS_VAL_SMSG_PROCDEATH || number == ZSYS_VAL_SMSG_CPUDOWN || number == ZSYS_VAL_SMSG_CPUUP) {
        check_pair();
    }
}

/* ----------------------------------------------------------------------------------------------- requests */

static void answer(short tag, int count) {
    REPLYX((char *)&count, (unsigned short)sizeof count, , tag);
}

/* Sync ids start at 0 and grow by one; what was served is known by its place in the window. */
static void serve(short index, int sync, int token, short tag) {
    opener *entry = &openers[index];
    if (sync <= entry->last) {
        if (entry->last - sync >= WINDOW) REPLYX(, , , tag, FEOLDSYNC);
        else answer(tag, entry->saved[sync % WINDOW]);
        return;
    }
    counts[token % MOST_TOKENS]++;
    entry->last = sync;
    entry->saved[sync % WINDOW] = counts[token % MOST_TOKENS];
    tell(APPLIED, index, token, sync);
    answer(tag, entry->saved[sync % WINDOW]);
}

static void release_held(void) {
    short i;
    for (i = 0; i < holding; i++) serve(held[i].index, held[i].sync, held[i].token, held[i].tag);
    holding = 0;
}

static void switch_roles(short tag) {
    if (!tell(SWITCHED, -1, 0, 0)) {
        answer(tag, 0);
        return;
    }
    answer(tag, 1);
    lose_backup();
    is_backup = 1;
}

static void kill_backup(short tag) {
    PROCESS_STOP_(, 2);
    answer(tag, 0);
}

static void requested(zsys_ddl_receiveinformation_def *information) {
    short index = information->z_openlabel, tag = information->z_messagetag;
    int sync = (int)information->z_syncid, token = message.request.token;
    if (still_backup()) {
        REPLYX(, , , tag, FEOWNERSHIP);
        return;
    }
    if (index < 0 || index >= OPENERS || !openers[index].used) {
        REPLYX(, , , tag, FEWRONGID);
        return;
    }
    if (message.request.kind == HOLD && holding < DEPTH - 4) {
        held[holding].tag = tag;
        held[holding].index = index;
        held[holding].sync = sync;
        held[holding++].token = token;
        return;
    }
    if (message.request.kind == POST || message.request.kind == SWITCH) release_held();
    switch (message.request.kind) {
    case DIE:
        raise(SIGKILL);
        break;
    case ABEND_SELF:
        PROCESS_STOP_(, , 1);
        break;
    case STOP_BOTH:
        exit(0);
    default:
        break;
    }
    /* What changes no token takes part in the numbering too. */
    if (message.request.kind == POST || message.request.kind == HOLD) {
        serve(index, sync, token, tag);
        return;
    }
    if (sync > openers[index].last) {
        openers[index].last = sync;
        openers[index].saved[sync % WINDOW] = 0;
        tell(ENTRY, index, 0, 0);
    }
    if (message.request.kind == QUERY) answer(tag, counts[token % MOST_TOKENS]);
    if (message.request.kind == SWITCH) switch_roles(tag);
    if (message.request.kind == KILL_BACKUP) kill_backup(tag);
}

/* ------------------------------------------------------------------------------------- what the primary says */

static void store(zsys_ddl_receiveinformation_def *information) {
    update *told = &message.update;
    short one = 1, switched = told->kind == SWITCHED;
    if (told->kind == ENTRY) openers[told->index] = told->entry;
    if (told->kind == APPLIED) {
        openers[told->index] = told->entry;
        counts[told->token % MOST_TOKENS]++;
    }
    if (told->kind == TOKENS) memcpy(counts, told->counts, sizeof counts);
    if (switched) {
        if (PROCESS_SETINFO_(, , 47, &one, 1)) stop_with("no switch", 0);
        is_backup = 0;
    }
    REPLYX(, , , information->z_messagetag);
    if (switched) open_backup();
}

int main(void) {
    short receive_file, error;
    unsigned short count;
    zsys_ddl_receiveinformation_def information;
    PROCESSHANDLE_GETMINE_((short *)&own);
    is_backup = PROCESS_GETPAIRINFO_() == BACKUP;
    MONITORCPUS(-1);
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , , DEPTH)) return 1;
    check_pair();
    for (;;) {
        _cc_status status = READUPDATEX(0, (char *)&message, (unsigned short)sizeof message, &count);
        if (_status_lt(status)) {
            FILE_GETINFO_(0, &error);
            stop_with("$RECEIVE", error);
        }
        FILE_GETRECEIVEINFO_((short *)&information);
        if (_status_gt(status)) system_message(&information);
        else if (message.request.kind == -1) REPLYX(, , , information.z_messagetag); /* startup message */
        else if (is_backup && message.request.kind > 100) store(&information);
        else requested(&information);
    }
}
