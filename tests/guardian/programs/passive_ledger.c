/* A ledger as a passive process pair: the backup waits in CHECKMONITOR, and the library keeps its data and files.
 *
 * It answers the requesters of examples/c, and passes every post on to another ledger before it counts it itself. As a
 * requester of that one it is a pair, too: it checkpoints the sync block of its open before each post, so that a post
 * that the new primary repeats is known there as a duplicate (FS-06).
 *
 * RUN PASSIVE / NAME $PAIR / OTHER-LEDGER CPU [ CPU ... ]     processors for its backup
 */
#include <cextdecs> nolist
#include <crtlns.h> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist
#include <zsysc.h> nolist

#include "ledger.h"

#define LEDGER_SWITCH 5 /* the members change their duties */
#define LEDGER_ABEND 6  /* the primary abends, without an answer */

#define OPENERS 64
#define NO_OPENER -1
#define BACKUP_ROLE 6
#define SINGLE_ROLE 4
#define TRIES 200
#define WRONG 300

#define FEOK 0
#define FEEOF 1
#define FESYSMESS 6
#define FEINUSE 12
#define FENOPRIMARY 17
#define FEOLDSYNC 39
#define FEWRONGID 60

#define CHECK_CLASS(status) ((status) >> 8 & 0xff)
#define BY_SWITCH 0x0203

typedef struct {
    zsys_ddl_phandle_def primary; /* the two handles come first: OPENER_LOST_ works on this table */
    zsys_ddl_phandle_def backup;
    short file;
    short error; /* answer to the last request */
    unsigned int sync;
    ledger_reply reply;
} opener;

typedef struct {
    int entries;
    int balance;
} account;

/* A post that was passed on, perhaps: the new primary passes it on again. */
typedef struct {
    short under_way;
    short index; /* of the opener */
    unsigned int sync;
    ledger_request request;
} passing;

typedef union {
    ledger_request request;
    zsys_ddl_smsg_def system;
    char byte[ZSYS_VAL_SMSG_LEN];
} message;

/* What is checkpointed. */
static opener openers[OPENERS];
static account accounts[LEDGER_ACCOUNTS];
static passing passed;
static short books_closed;
static short other; /* file number of the other ledger */

static short has_backup, backup_wanted;
static short own_cpu, cpus[16], cpu_count;

static void stop_with(const char *what, short error) {
    printf("passive: %s, error %d\n", what, error);
    exit(1);
}

/* ------------------------------------------------------------------------------------------------------ the backup */

/* Without a backup the work goes on. */
static void checked(short status) {
    if (status == 0) return;
    if (CHECK_CLASS(status) != 1) stop_with("checkpoint", status);
    has_backup = 0;
}

static void checkpoint_opener(short index) {
    if (has_backup) checked(CHECKPOINTX(, , (char *)&openers[index], (int)sizeof openers[index]));
}

/* A complete continuation point: this post is about to be passed on, with the next sync id. */
static void checkpoint_passing(void) {
    if (has_backup) checked(CHECKPOINTX(, other, , , , (char *)&passed, (int)sizeof passed));
}

/* The same: it was passed on, counted, and has its answer. The next one has the sync id after it. */
static void checkpoint_result(short index, short number) {
    if (!has_backup) return;
    checked(CHECKPOINTX(, , (char *)&openers[index], (int)sizeof openers[index], , (char *)&accounts[number],
                        (int)sizeof accounts[number], , (char *)&passed, (int)sizeof passed, , (char *)&books_closed,
                        (int)sizeof books_closed, other));
}

static short checkpoint_all(void) {
    return CHECKPOINTX(, , (char *)openers, (int)sizeof openers, , (char *)accounts, (int)sizeof accounts, ,
                       (char *)&passed, (int)sizeof passed, , (char *)&books_closed, (int)sizeof books_closed, ,
                       (char *)&other, (int)sizeof other);
}

/* The other ledger may not have heard yet that our former primary is gone: then it knows no primary of this open. */
static short open_other_in_backup(void) {
    short error, tries;
    for (tries = 0; tries < TRIES; tries++) {
        error = FILE_OPEN_CHKPT_(other);
        if (error != FENOPRIMARY && error != FEINUSE) return error;
        DELAY(1);
    }
    return error;
}

static void prepare_backup(void) {
    short status, error = FILE_OPEN_CHKPT_(0, &status);
    if (!error) error = open_other_in_backup();
    if (!error) error = checkpoint_all();
    if (!error) error = CHECKPOINTX(, other);
    if (error && status != 3) printf("passive: no use of the backup, error %d, status %d\n", error, status);
    has_backup = !error;
    if (has_backup) printf("passive: backup ready\n");
}

static void start_backup(void) {
    short i, detail;
    backup_wanted = 0;
    for (i = 0; i < cpu_count; i++) {
        if (cpus[i] != own_cpu && __ns_start_backup(&detail, cpus[i]) == 0) {
            prepare_backup();
            return;
        }
    }
}

/* ---------------------------------------------------------------------------------------------------- opener table */

static void clear_opener(short index) {
    memset(&openers[index], 0, sizeof openers[index]);
    PROCESSHANDLE_NULLIT_((short *)&openers[index].primary);
    PROCESSHANDLE_NULLIT_((short *)&openers[index].backup);
    openers[index].sync = (unsigned int)-1;
}

static short same_handle(zsys_ddl_phandle_def *a, zsys_ddl_phandle_def *b) {
    return PROCESSHANDLE_COMPARE_((short *)a, (short *)b) == 2;
}

static short is_free(short index) {
    return openers[index].primary.u_z_data.z_word[0] == -1;
}

static short known_opener(zsys_ddl_receiveinformation_def *information) {
    short index = information->z_openlabel;
    if (index < 0 || index >= OPENERS || openers[index].file != information->z_filenum) return NO_OPENER;
    if (same_handle(&openers[index].primary, &information->z_sender)) return index;
    return same_handle(&openers[index].backup, &information->z_sender) ? index : NO_OPENER;
}

static void accept_open(zsys_ddl_receiveinformation_def *information) {
    zsys_ddl_smsg_open_reply_def reply;
    short index = 0;
    while (index < OPENERS && !is_free(index)) index++;
    if (index == OPENERS) {
        REPLYX(, , , , FEINUSE);
        return;
    }
    clear_opener(index);
    openers[index].primary = information->z_sender;
    openers[index].file = information->z_filenum;
    checkpoint_opener(index);
    reply.z_msgnumber = ZSYS_VAL_SMSG_OPEN;
    reply.z_openid = index;
    REPLYX((char *)&reply, (unsigned short)sizeof reply);
}

static void accept_close(zsys_ddl_receiveinformation_def *information) {
    short index = known_opener(information);
    if (index != NO_OPENER) {
        clear_opener(index);
        checkpoint_opener(index);
    }
    REPLYX();
}

static void forget_openers_of(message *down, short count) {
    short index = -1, status;
    do {
        status = OPENER_LOST_(down->byte, count, (short *)openers, &index, OPENERS, (short)(sizeof(opener) / 2));
        if (status == 6) clear_opener(index);
    } while (status == 4 || status == 5 || status == 6);
}

/* ----------------------------------------------------------------------------------------------------------- posts */

/* The other ledger counts as we do, or a post was lost or done twice. */
static short pass_on(const ledger_request *request) {
    ledger_reply reply;
    short error;
    int count = 0;
    error = FILE_WRITEREAD64_(other, (const char *)request, (char *)&reply, (int)sizeof *request, (int)sizeof reply,
                              &count);
    if (error) return error;
    if (reply.entries != accounts[request->account].entries + 1) {
        printf("passive: account %d has %d entries there, %d here\n", request->account, reply.entries,
               accounts[request->account].entries + 1);
        return WRONG;
    }
    return FEOK;
}

static void finish_post(void) {
    opener *entry = &openers[passed.index];
    account *state = &accounts[passed.request.account];
    memset(&entry->reply, 0, sizeof entry->reply);
    entry->error = pass_on(&passed.request);
    entry->sync = passed.sync;
    passed.under_way = 0;
    if (entry->error == FEOK) {
        state->entries++;
        state->balance += passed.request.amount;
    }
    entry->reply.kind = passed.request.kind;
    entry->reply.account = passed.request.account;
    entry->reply.number = passed.request.number;
    entry->reply.entries = state->entries;
    entry->reply.balance = state->balance;
    checkpoint_result(passed.index, passed.request.account);
}

static void post(const ledger_request *request, short index, unsigned int sync) {
    passed.under_way = 1;
    passed.index = index;
    passed.sync = sync;
    passed.request = *request;
    checkpoint_passing();
    finish_post();
}

static void total(opener *entry) {
    short i;
    for (i = 0; i < LEDGER_ACCOUNTS; i++) {
        entry->reply.entries += accounts[i].entries;
        entry->reply.balance += accounts[i].balance;
    }
}

static void other_request(const ledger_request *request, opener *entry, short index, unsigned int sync) {
    memset(&entry->reply, 0, sizeof entry->reply);
    entry->sync = sync;
    entry->error = request->kind == LEDGER_POST ? FEEOF : FEOK; /* the books are closed */
    if (request->kind == LEDGER_TOTAL) total(entry);
    if (request->kind == LEDGER_CLOSE) books_closed = 1;
    checkpoint_result(index, 0);
}

static void taken_over(short status);

static void serve(const ledger_request *request, short index, unsigned int sync) {
    short is_post = request->kind == LEDGER_POST && request->account >= 0 && request->account < LEDGER_ACCOUNTS;
    if (request->kind == LEDGER_ABEND) PROCESS_STOP_(, , 1);
    if (is_post && !books_closed) post(request, index, sync);
    else other_request(request, &openers[index], index, sync);
    REPLYX((char *)&openers[index].reply, (unsigned short)sizeof openers[index].reply, , , openers[index].error);
    if (request->kind == LEDGER_QUIT) exit(0);
    if (request->kind == LEDGER_SWITCH) {
        short status = CHECKSWITCH();
        if (CHECK_CLASS(status) == 2) taken_over(status);
        else printf("passive: no switch, status %d\n", status);
    }
}

static void user_request(const message *received, zsys_ddl_receiveinformation_def *information) {
    short index = known_opener(information);
    int newer;
    if (index == NO_OPENER) {
        REPLYX(, , , , FEWRONGID);
        return;
    }
    newer = (int)((unsigned int)information->z_syncid - openers[index].sync);
    if (newer == 0) {
        REPLYX((char *)&openers[index].reply, (unsigned short)sizeof openers[index].reply, , , openers[index].error);
    } else if (newer < 0) {
        REPLYX(, , , , FEOLDSYNC);
    } else {
        serve(&received->request, index, (unsigned int)information->z_syncid);
    }
}

/* -------------------------------------------------------------------------------------------------------- messages */

static void system_message(message *received, short count, zsys_ddl_receiveinformation_def *information) {
    switch (received->system.u_z_msg.z_msgnumber[0]) {
    case ZSYS_VAL_SMSG_OPEN:
        accept_open(information);
        break;
    case ZSYS_VAL_SMSG_CLOSE:
        accept_close(information);
        break;
    case ZSYS_VAL_SMSG_CPUDOWN:
        printf("passive: processor %d down\n", received->system.z_cpudown.z_cpunumber);
        forget_openers_of(received, count);
        /* fall through */
    case ZSYS_VAL_SMSG_PROCDEATH:
    case ZSYS_VAL_SMSG_CPUUP:
        REPLYX();
        backup_wanted = PROCESS_GETPAIRINFO_() == SINGLE_ROLE;
        break;
    default:
        REPLYX();
    }
}

/* After a takeover: what was under way is done first, before anybody else uses its sync id. */
static void taken_over(short status) {
    printf("passive: takeover %04x in %d\n", (unsigned short)status, own_cpu);
    has_backup = status == BY_SWITCH;
    backup_wanted = !has_backup;
    if (passed.under_way) finish_post();
}

static void run(void) {
    static message received;
    zsys_ddl_receiveinformation_def information;
    unsigned short count;
    MONITORCPUS(-1); /* the backup has not asked: CHECKMONITOR knows of its primary's processor all the same */
    for (;;) {
        short error;
        if (backup_wanted) start_backup();
        _cc_status status = READUPDATEX(0, received.byte, (unsigned short)sizeof received, &count);
        FILE_GETINFO_(0, &error);
        if (_status_lt(status)) stop_with("$RECEIVE", error);
        FILE_GETRECEIVEINFO_((short *)&information);
        if (error == FESYSMESS) system_message(&received, (short)count, &information);
        else user_request(&received, &information);
    }
}

static void begin_as_primary(const char *other_name) {
    short i, file, error = FEINUSE, tries;
    for (i = 0; i < OPENERS; i++) clear_opener(i);
    error = FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    if (error) stop_with("$RECEIVE", error);
    for (tries = 0; tries < TRIES; tries++) {
        error = FILE_OPEN_(other_name, (short)strlen(other_name), &other, , , , 1);
        if (error == FEOK) break;
        DELAY(5);
    }
    if (error) stop_with(other_name, error);
    backup_wanted = 1;
}

int main(int argc, char *argv[]) {
    short i;
    zsys_ddl_phandle_def own;
    if (argc < 3) stop_with("usage: OTHER-LEDGER CPU ...", 0);
    for (i = 2; i < argc; i++) cpus[cpu_count++] = (short)atoi(argv[i]);
    PROCESSHANDLE_GETMINE_((short *)&own);
    PROCESSHANDLE_DECOMPOSE_((short *)&own, &own_cpu);
    if (PROCESS_GETPAIRINFO_() == BACKUP_ROLE) taken_over(CHECKMONITOR());
    else begin_as_primary(argv[1]);
    run();
    return 0;
}
