/* A ledger that survives the loss of a processor: an active-backup process pair.
 *
 * Both members run this program from the start; each asks the system which one it is. The primary applies a post,
 * sends the result to the backup in one message, and only then replies. A requester's file system sends a request
 * again after a takeover with the same sync ID, so a post that was applied, but not answered, is answered from the
 * saved reply and not applied twice.
 *
 * RUN LEDGER / NAME $LEDG, CPU 0 / [ processors that the pair prefers ]
 */
#include <cextdecs(FILE_OPEN_, FILE_CLOSE_, FILE_GETINFO_, FILE_GETRECEIVEINFO_, READUPDATEX, AWAITIOX, REPLYX, \
                   WRITEX, MONITORCPUS, OPENER_LOST_, PROCESS_GETPAIRINFO_, PROCESSHANDLE_GETMINE_, \
                   PROCESSHANDLE_COMPARE_, PROCESSHANDLE_DECOMPOSE_, PROCESSHANDLE_NULLIT_)> nolist
#include <crtlns.h> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist
#include <zsysc.h> nolist

#include "ledger.h"

#define OPENERS 64
#define NO_OPENER -1
#define CPUS 16
#define ANY_CPU -1
#define RECEIVE_DEPTH 1

/* Answers of PROCESS_GETPAIRINFO_ about the caller */
#define SINGLE_NAMED 4
#define PAIR_PRIMARY 5
#define PAIR_BACKUP 6

/* File-system errors */
#define FEOK 0
#define FEEOF 1
#define FEINVALOP 2
#define FESYSMESS 6
#define FEINUSE 12
#define FENOPRIMARY 17
#define FETOOMANY 28
#define FEOLDSYNC 39
#define FETIMEDOUT 40
#define FEWRONGID 60
#define FEOWNERSHIP 200

#define CREATION_CPU_DOWN 10

/* After a takeover requesters are served first; the new backup follows after a moment without messages (units of
 * 10 ms), or after so many of them. */
#define MOMENT 1
#define SERVED_BEFORE_BACKUP 16

typedef struct {
    zsys_ddl_phandle_def primary; /* the two handles come first: OPENER_LOST_ works on this table */
    zsys_ddl_phandle_def backup;
    short file;
    short spare;
    unsigned int sync; /* of the last request served */
    short error;       /* and its answer */
    short spare_too;
    ledger_reply reply;
} opener;

typedef struct {
    int entries;
    int balance;
} account;

/* What the primary tells the backup. One message is one complete continuation point. */
#define UPDATE_OPENER 101
#define UPDATE_POST 102
#define UPDATE_ACCOUNT 103

typedef struct {
    short kind;
    short index;   /* of the opener, or NO_OPENER */
    short account; /* number of the account */
    short closed;
    opener entry;
    account state;
} update;

typedef union {
    ledger_request request;
    update change;
    zsys_ddl_smsg_def system;
    char byte[ZSYS_VAL_SMSG_LEN];
} message;

static opener openers[OPENERS];
static account accounts[LEDGER_ACCOUNTS];
static short books_closed;

static short is_backup;
static short backup_file = -1; /* open of the other member, -1 while there is none */
static short backup_wanted;
static short served_alone;
static short preferred[CPUS], preferences;
static short own_cpu;
static zsys_ddl_phandle_def own_handle;

static void stop_with(const char *what, short error) {
    fprintf(stderr, "ledger: %s, error %d\n", what, error);
    exit(1);
}

static short last_error(short file) {
    short error;
    FILE_GETINFO_(file, &error);
    return error;
}

/* ------------------------------------------------------------------------------------- the other member */

static void lose_backup(void) {
    if (backup_file >= 0) FILE_CLOSE_(backup_file);
    backup_file = -1;
}

/* Sends one update. Without a backup there is nobody to tell, and the work goes on. */
static void tell_backup(const update *change) {
    _cc_status status;
    if (backup_file < 0) return;
    status = WRITEX(backup_file, (const char *)change, (unsigned short)sizeof *change);
    if (_status_lt(status)) {
        lose_backup();
        backup_wanted = 1;
    }
}

static void tell_opener(short index) {
    update change;
    memset(&change, 0, sizeof change);
    change.kind = UPDATE_OPENER;
    change.index = index;
    change.closed = books_closed;
    change.entry = openers[index];
    tell_backup(&change);
}

static void tell_account(short number) {
    update change;
    memset(&change, 0, sizeof change);
    change.kind = UPDATE_ACCOUNT;
    change.index = NO_OPENER;
    change.account = number;
    change.closed = books_closed;
    change.state = accounts[number];
    tell_backup(&change);
}

/* A new backup knows nothing: it gets the whole table. */
static void tell_everything(void) {
    short i;
    for (i = 0; i < OPENERS; i++) {
        if (openers[i].primary.u_z_data.z_word[0] != -1) tell_opener(i);
    }
    for (i = 0; i < LEDGER_ACCOUNTS; i++) {
        if (accounts[i].entries) tell_account(i);
    }
}

static void open_backup(void) {
    char name[ZSYS_VAL_LEN_FILENAME];
    short length, error;
    error = PROCESSHANDLE_DECOMPOSE_((short *)&own_handle, , , , , , , name, (short)sizeof name, &length);
    if (error) stop_with("own name not found", error);
    error = FILE_OPEN_(name, length, &backup_file);
    if (error) { /* it died meanwhile: the message about it is on its way */
        backup_file = -1;
        return;
    }
    tell_everything();
}

/* The backup goes where the pair prefers to be, else where the system likes. Error 10: that processor is down. */
static long create_backup(short *detail) {
    long error = CREATION_CPU_DOWN;
    short i, others = 0;
    for (i = 0; i < preferences && error == CREATION_CPU_DOWN; i++) {
        if (preferred[i] == own_cpu) continue;
        others++;
        error = __ns_start_backup(detail, preferred[i]);
    }
    return others ? error : __ns_start_backup(detail, ANY_CPU);
}

/* With no processor for it the primary goes on alone until one comes back (-3). */
static void start_backup(void) {
    short detail;
    long error;
    backup_wanted = 0;
    served_alone = 0;
    error = create_backup(&detail);
    if (error == 0) open_backup();
    else if (error != CREATION_CPU_DOWN) fprintf(stderr, "ledger: no backup, creation error %ld, %d\n", error, detail);
}

static void become_primary(void) {
    is_backup = 0;
    backup_file = -1;
    backup_wanted = 1;
    served_alone = 0;
}

/* A processor or a process died. Are we alone now? */
static void check_pair(void) {
    if (PROCESS_GETPAIRINFO_() != SINGLE_NAMED) return;
    if (is_backup) {
        become_primary();
    } else {
        lose_backup();
        backup_wanted = 1;
    }
}

/* ------------------------------------------------------------------------------------------- opener table */

static void clear_opener(short index) {
    memset(&openers[index], 0, sizeof openers[index]);
    PROCESSHANDLE_NULLIT_((short *)&openers[index].primary);
    PROCESSHANDLE_NULLIT_((short *)&openers[index].backup);
    openers[index].sync = (unsigned int)-1;
}

static short same_handle(zsys_ddl_phandle_def *a, zsys_ddl_phandle_def *b) {
    return PROCESSHANDLE_COMPARE_((short *)a, (short *)b) == 2;
}

static short free_opener(void) {
    short i;
    for (i = 0; i < OPENERS; i++) {
        if (openers[i].primary.u_z_data.z_word[0] == -1) return i;
    }
    return NO_OPENER;
}

/* The entry that this sender's label names, or none when it is not the sender's. */
static short known_opener(zsys_ddl_receiveinformation_def *information) {
    short index = information->z_openlabel;
    if (index < 0 || index >= OPENERS || openers[index].file != information->z_filenum) return NO_OPENER;
    if (same_handle(&openers[index].primary, &information->z_sender)) return index;
    return same_handle(&openers[index].backup, &information->z_sender) ? index : NO_OPENER;
}

static void accept_open(zsys_ddl_smsg_open_def *open, zsys_ddl_receiveinformation_def *information) {
    zsys_ddl_smsg_open_reply_def reply;
    short index;
    if (PROCESSHANDLE_COMPARE_((short *)&information->z_sender, (short *)&own_handle) == 1) {
        REPLYX(); /* the other member: no label */
        return;
    }
    if (open->z_syncdepth > 1) {
        REPLYX(, , , , FETOOMANY);
        return;
    }
    if (open->z_flags & ZSYS_MSK_OPEN_BACKUPOPEN) {
        for (index = 0; index < OPENERS; index++) {
            if (same_handle(&openers[index].primary, &open->z_primary) && openers[index].file == open->z_primary_fnum) {
                break;
            }
        }
        if (index == OPENERS) {
            REPLYX(, , , , FENOPRIMARY);
            return;
        }
        openers[index].backup = information->z_sender;
    } else {
        index = free_opener();
        if (index == NO_OPENER) {
            REPLYX(, , , , FEINUSE);
            return;
        }
        clear_opener(index);
        openers[index].primary = information->z_sender;
        openers[index].file = information->z_filenum;
    }
    tell_opener(index);
    reply.z_msgnumber = ZSYS_VAL_SMSG_OPEN;
    reply.z_openid = index;
    REPLYX((char *)&reply, (unsigned short)sizeof reply);
}

static void accept_close(zsys_ddl_receiveinformation_def *information) {
    short index = known_opener(information);
    if (index != NO_OPENER) {
        if (same_handle(&openers[index].backup, &information->z_sender)) {
            PROCESSHANDLE_NULLIT_((short *)&openers[index].backup);
        } else if (openers[index].backup.u_z_data.z_word[0] != -1) {
            openers[index].primary = openers[index].backup;
            PROCESSHANDLE_NULLIT_((short *)&openers[index].backup);
        } else {
            clear_opener(index);
        }
        if (!is_backup) tell_opener(index);
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

/* --------------------------------------------------------------------------------------------- messages */

static void system_message(message *received, short count, zsys_ddl_receiveinformation_def *information) {
    switch (received->system.u_z_msg.z_msgnumber[0]) {
    case ZSYS_VAL_SMSG_OPEN:
        accept_open(&received->system.z_open, information);
        break;
    case ZSYS_VAL_SMSG_CLOSE:
        accept_close(information);
        break;
    case ZSYS_VAL_SMSG_CPUDOWN:
        forget_openers_of(received, count);
        REPLYX();
        check_pair();
        break;
    case ZSYS_VAL_SMSG_PROCDEATH:
        REPLYX();
        check_pair();
        break;
    case ZSYS_VAL_SMSG_CPUUP:
        REPLYX();
        if (!is_backup && backup_file < 0) backup_wanted = 1;
        break;
    default:
        REPLYX();
    }
}

/* The backup stores what the primary did. */
static void store(const update *change) {
    books_closed = change->closed;
    if (change->index != NO_OPENER) openers[change->index] = change->entry;
    if (change->kind != UPDATE_OPENER) accounts[change->account] = change->state;
    REPLYX();
}

static short post(const ledger_request *request, ledger_reply *reply) {
    account *entry = &accounts[request->account];
    if (books_closed) return FEEOF;
    entry->entries++;
    entry->balance += request->amount;
    reply->entries = entry->entries;
    reply->balance = entry->balance;
    return FEOK;
}

static short total(ledger_reply *reply) {
    short i;
    for (i = 0; i < LEDGER_ACCOUNTS; i++) {
        reply->entries += accounts[i].entries;
        reply->balance += accounts[i].balance;
    }
    return FEOK;
}

static short process(const ledger_request *request, ledger_reply *reply) {
    memset(reply, 0, sizeof *reply);
    reply->kind = request->kind;
    reply->account = request->account;
    reply->number = request->number;
    if (request->account < 0 || request->account >= LEDGER_ACCOUNTS) return FEINVALOP;
    switch (request->kind) {
    case LEDGER_POST:
        return post(request, reply);
    case LEDGER_TOTAL:
        return total(reply);
    case LEDGER_CLOSE:
        books_closed = 1;
        return FEOK;
    case LEDGER_QUIT:
        return FEOK;
    default:
        return FEINVALOP;
    }
}

/* Apply, remember, tell the backup, reply: in this order. */
static void serve(const ledger_request *request, opener *entry, short index, unsigned int sync) {
    update change;
    entry->sync = sync;
    entry->error = process(request, &entry->reply);
    memset(&change, 0, sizeof change);
    change.kind = UPDATE_POST;
    change.index = index;
    change.account = request->account >= 0 && request->account < LEDGER_ACCOUNTS ? request->account : 0;
    change.closed = books_closed;
    change.entry = *entry;
    change.state = accounts[change.account];
    tell_backup(&change);
    REPLYX((char *)&entry->reply, (unsigned short)sizeof entry->reply, , , entry->error);
    if (request->kind == LEDGER_QUIT) exit(0);
}

static void user_request(message *received, zsys_ddl_receiveinformation_def *information) {
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
        serve(&received->request, &openers[index], index, (unsigned int)information->z_syncid);
    }
}

static void user_message(message *received, zsys_ddl_receiveinformation_def *information) {
    short from_partner = PROCESSHANDLE_COMPARE_((short *)&information->z_sender, (short *)&own_handle) == 1;
    if (from_partner) {
        store(&received->change);
        return;
    }
    /* A request may overtake the news that the primary died. */
    if (is_backup) check_pair();
    if (is_backup) REPLYX(, , , , FEOWNERSHIP);
    else user_request(received, information);
}

static short backup_is_due(void) {
    return backup_wanted && !is_backup && served_alone >= SERVED_BEFORE_BACKUP;
}

/* Waits for the next message. While a backup is wanted, a moment without messages is used to create it: a time limit
 * that passes cancels the read, and no message is lost. */
static short next_message(message *received, short *count) {
    short file, error;
    for (;;) {
        READUPDATEX(0, received->byte, (unsigned short)sizeof *received);
        file = 0;
        AWAITIOX(&file, , count, , backup_wanted && !is_backup ? MOMENT : -1);
        error = last_error(0);
        if (error != FETIMEDOUT) return error;
        start_backup();
    }
}

static void run(void) {
    static message received;
    zsys_ddl_receiveinformation_def information;
    short count, error;
    for (;;) {
        if (backup_is_due()) start_backup();
        error = next_message(&received, &count);
        if (error != FEOK && error != FESYSMESS) stop_with("$RECEIVE", error);
        FILE_GETRECEIVEINFO_((short *)&information);
        if (error == FESYSMESS) system_message(&received, count, &information);
        else user_message(&received, &information);
        if (backup_wanted) served_alone++;
    }
}

int main(int argc, char *argv[]) {
    short receive_file, role, error, i;
    for (i = 1; i < argc && i <= CPUS; i++) preferred[preferences++] = (short)atoi(argv[i]);
    for (i = 0; i < OPENERS; i++) clear_opener(i);
    PROCESSHANDLE_GETMINE_((short *)&own_handle);
    PROCESSHANDLE_DECOMPOSE_((short *)&own_handle, &own_cpu);
    role = PROCESS_GETPAIRINFO_();
    if (role != SINGLE_NAMED && role != PAIR_PRIMARY && role != PAIR_BACKUP) {
        stop_with("a process pair needs a name", role);
    }
    error = FILE_OPEN_("$RECEIVE", 8, &receive_file, , , 1, RECEIVE_DEPTH);
    if (error) stop_with("$RECEIVE cannot be opened", error);
    MONITORCPUS(-1);
    is_backup = role == PAIR_BACKUP;
    backup_wanted = !is_backup;
    if (is_backup) check_pair(); /* the primary may have died while we started */
    run();
    return 0;
}
