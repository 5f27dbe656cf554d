/* Path retry: what requesters of a pair notice of its takeovers and switches (active-backup.md sections 6 and 8). */
#include "check.h"

enum {
    FETIMEDOUT = 40,
    FENOSUCHDEV = 14,
    FEWRONGID = 60,
    FEPATHDOWN = 201,
    FEOWNERSHIP = 200,
    FEEOF = 1,
    PATIENCE = 2000
};

static partner server;
static short file;

/* A pair: primary in CPU 1, backup in CPU 2; `file` is a waited open of it with that sync depth. */
static int serve_as_pair(short sync_depth, const char *settings) {
    creation made;
    if (!EXPECT_EQUAL(start_partner(&server, "$SRV", 1, settings), 0)) return 0;
    file = open_partner(&server, 0, sync_depth);
    if (!EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0)) return 0;
    return EXPECT_EQUAL(made.error, 0);
}

/* CPU of the member that answers. */
static short who_answers(short on) {
    identity who = {.cpu = -1};
    send_order(on, ORDER(WHO), &who, sizeof who, NULL);
    return who.cpu;
}

static short hold_request(short on, short key, long long tag, void *reply, int room) {
    static order held[8];
    held[key] = (order){.mark = ORDER_MARK, .command = HOLD, .number = key};
    return FILE_WRITEREAD64_(on, (char *)&held[key], reply, order_bytes(&held[key]), room, , tag);
}

static short await(short on, long long *tag, __int32_t *count) {
    short which = on;
    return FILE_AWAITIO64_(&which, , count, tag, PATIENCE);
}

/* Orders of other opens may overtake one that is on its way to the survivor. */
static void wait_until_held(short on, short key) {
    short status = -2;
    for (int tries = 0; tries < 1000 && status == -2; tries++) {
        send_order(on, ORDER(HELD_STATUS, .number = key), &status, sizeof status, NULL);
    }
    EXPECT_EQUAL(status, 0);
}

CHECK("sync ids are 0 for the first request of an open, one more for each further one, and each open has its own",
      "FS-01", "FILE_WRITE64_ WRITEX WRITEREADX FILE_WRITEREAD64_") {
    zsys_ddl_receiveinformation_def information;
    short other;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 0);
    for (int expected = 0; expected < 3; expected++) {
        EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
        EXPECT_EQUAL(information.z_syncid, expected);
    }
    EXPECT_EQUAL(WRITEX(file, "x", 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 5);
    other = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(other, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 0);
    EXPECT_EQUAL(information.z_filenum, other);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 6);
}

CHECK("RESETSYNC starts the sync ids of an open again and tells the server", "FS-01", "RESETSYNC") {
    zsys_ddl_receiveinformation_def information;
    seen what;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(WRITEX(file, "x", 1), 0);
    EXPECT_EQUAL(WRITEX(file, "x", 1), 0);
    EXPECT_EQUAL(RESETSYNC(file), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_RESETSYNC, &what));
    EXPECT_EQUAL(what.bytes, 2);
    EXPECT_EQUAL(RESETSYNC(file), 0);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 0);
}

CHECK("a request that was read and not answered is sent to the survivor with the same sync id, unnoticed",
      "FS-02 R-28 R-29 R-30 R-49 PP-06 S-11", "FILE_WRITEREAD64_ FILE_AWAITIO64_ FILE_GETRECEIVEINFO_") {
    zsys_ddl_receiveinformation_def first, again;
    short nowait, waited;
    long long tag = 0;
    __int32_t count = 0;
    REQUIRE(serve_as_pair(1, "label 5"));
    nowait = open_partner(&server, 4, 1);
    waited = open_partner(&server, 0, 1);
    EXPECT_EQUAL(WRITEX(nowait, "a", 1), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), 0);
    EXPECT_EQUAL(hold_request(nowait, 1, 11, &first, sizeof first), 0);
    EXPECT_EQUAL(send_order(waited, ORDER(RELEASE, .number = 1, .option = 1), NULL, 0, NULL), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), 0);
    EXPECT_EQUAL(hold_request(nowait, 2, 22, &again, sizeof again), 0);
    EXPECT_EQUAL(send_order(waited, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    EXPECT_EQUAL(who_answers(waited), 2);
    wait_until_held(waited, 2);
    EXPECT_EQUAL(send_order(waited, ORDER(RELEASE, .number = 2, .option = 1), NULL, 0, NULL), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), 0);
    EXPECT_EQUAL(tag, 22);
    EXPECT_EQUAL(count, sizeof again);
    EXPECT_EQUAL(again.z_syncid, first.z_syncid + 1);
    EXPECT_EQUAL(again.z_filenum, first.z_filenum);
    EXPECT_EQUAL(again.z_openlabel, first.z_openlabel);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&again.z_sender, (short *)&first.z_sender), 2);
    EXPECT_EQUAL(count_seen(waited, ZSYS_VAL_SMSG_OPEN), 0);
}

CHECK("with sync depth 0 the caller gets 201 once, and its next request reaches the survivor", "FS-03",
      "FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    zsys_ddl_receiveinformation_def information;
    short nowait;
    long long tag = 0;
    __int32_t count;
    REQUIRE(serve_as_pair(1, ""));
    nowait = open_partner(&server, 4, 0);
    EXPECT_EQUAL(hold_request(nowait, 1, 1, NULL, 0), 0);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_OPEN), 2);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), FEPATHDOWN);
    EXPECT_EQUAL(tag, 1);
    EXPECT_EQUAL(hold_request(nowait, 2, 2, &information, sizeof information), 0);
    EXPECT_EQUAL(who_answers(file), 2);
    wait_until_held(file, 2);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 2, .option = 1), NULL, 0, NULL), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), 0);
    EXPECT_EQUAL(information.z_syncid, 1); /* a request of its own, not the old one again */
}

CHECK("a second 201 with sync depth 0 says that nobody is left", "FS-03 FS-09", "FILE_WRITEREAD64_") {
    REQUIRE(serve_as_pair(0, ""));
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL, .number = 1), NULL, 0, NULL), FEPATHDOWN);
    EXPECT_EQUAL(who_answers(file), 2);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL, .number = 1), NULL, 0, NULL), FEPATHDOWN);
    EXPECT_EQUAL(WRITEX(file, "x", 1), -1);
    EXPECT_EQUAL(last_error(file), FEPATHDOWN);
    EXPECT_EQUAL(WRITEX(file, "x", 1), -1);
    EXPECT_EQUAL(last_error(file), FEPATHDOWN);
}

CHECK("the server learns for how many replies it has to answer: the sync depth of the open", "FS-04 R-57",
      "FILE_OPEN_") {
    seen what;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    for (short depth = 0; depth < 5; depth++) {
        file = open_partner(&server, 2, depth);
        REQUIRE(seen_by_partner(open_partner(&server, 0, 1), 2 * depth, &what));
        EXPECT_EQUAL(what.number, ZSYS_VAL_SMSG_OPEN);
        EXPECT_EQUAL(word_of(what.data, 3), 2); /* nowait depth */
        EXPECT_EQUAL(word_of(what.data, 4), depth);
    }
}

/* Does what it is told once, and answers a repeated request from its memory; its backup shares the memory by messages.
 */
typedef struct {
    unsigned int sync;
    int done;
    short any;
} saved_reply;

ROLE(careful) {
    short receive, to_backup = -1, detail;
    saved_reply saved = {0, 0, 0};
    char buffer[250];
    __int32_t count;
    zsys_ddl_receiveinformation_def information;
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    if (PROCESS_GETPAIRINFO_() == 4) {
        __ns_start_backup(&detail, (short)atoi(word[0]));
        FILE_OPEN_("$CARE", 5, &to_backup);
    }
    for (;;) {
        short error = FILE_READUPDATE64_(0, buffer, sizeof buffer, &count);
        FILE_GETRECEIVEINFO_((short *)&information);
        if (error == 6) {
            REPLYX();
        } else if (count == sizeof saved) { /* from the primary */
            memcpy(&saved, buffer, sizeof saved);
            REPLYX();
        } else if (saved.any && saved.sync == (unsigned int)information.z_syncid) {
            REPLYX((char *)&saved.done, sizeof saved.done);
        } else {
            saved = (saved_reply){(unsigned int)information.z_syncid, saved.done + 1, 1};
            if (to_backup >= 0) WRITEX(to_backup, (char *)&saved, sizeof saved);
            if (buffer[0] == 'k') PROCESS_STOP_(, 0, 1); /* after it was done, before it was answered */
            REPLYX((char *)&saved.done, sizeof saved.done);
        }
    }
}

CHECK("a server recognises a repeated request by its sync id and answers it from its memory", "FS-05 R-28",
      "PROCESS_STOP_ FILE_GETRECEIVEINFO_") {
    partner careful;
    int done = 0;
    __int32_t count;
    REQUIRE_EQUAL(start_role(&careful, "$CARE", 1, "careful 2"), 0);
    file = open_partner(&careful, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "a", (char *)&done, 1, sizeof done, &count), 0);
    EXPECT_EQUAL(done, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "k", (char *)&done, 1, sizeof done, &count), 0);
    EXPECT_EQUAL(done, 2);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "a", (char *)&done, 1, sizeof done, &count), 0);
    EXPECT_EQUAL(done, 3);
}

CHECK("a receive depth has its limit", "FS-08", "FILE_OPEN_") {
    short receive;
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &receive, , , , 4047), 0);
    EXPECT_EQUAL(FILE_CLOSE_(0), 0);
    EXPECT(FILE_OPEN_("$RECEIVE", 8, &receive, , , , 16301) >= 10);
    EXPECT_EQUAL(receive, -1);
}

CHECK("a server that dies with a request it has read, and without a backup, gives 201 whatever the sync depth",
      "FS-09 MS-10", "FILE_WRITEREAD64_") {
    for (short depth = 0; depth < 2; depth++) {
        REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
        file = open_partner(&server, 0, depth);
        EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL, .number = 1), NULL, 0, NULL), FEPATHDOWN);
        stop_partner(&server);
    }
}

CHECK("a request that timed out may be made again; one that the path lost is lost for good", "FS-10",
      "AWAITIOX CANCELREQ FILE_WRITEREAD64_") {
    short nowait, which;
    long long tag;
    __int32_t count;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    nowait = open_partner(&server, 1, 1);
    EXPECT_EQUAL(hold_request(nowait, 1, 1, NULL, 0), 0);
    which = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&which, , &count, &tag, 1), FETIMEDOUT);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, "again", NULL, 5, 0, , 2), 0);
    EXPECT_EQUAL(await(nowait, &tag, &count), 0);
    stop_partner(&server);
    for (int i = 0; i < 3; i++) {
        short error = FILE_WRITEREAD64_(nowait, "lost", NULL, 4, 0, , 3);
        EXPECT_EQUAL(error ? error : await(nowait, &tag, &count), FEPATHDOWN);
    }
}

/* ---------------------------------------------------------------------------------------------- ownership, 200 */

CHECK("200 of a member that is not primary is never seen: the request goes to the other with the same sync id",
      "R-47 R-59 PP-06", "PROCESS_SETINFO_ FILE_WRITEREAD64_") {
    zsys_ddl_receiveinformation_def before, after;
    exchange done;
    REQUIRE(serve_as_pair(1, ""));
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &before, sizeof before, NULL), 0);
    EXPECT_EQUAL(relay_order(file, open_through(file, "$SRV", 0), ORDER(SWITCH), &done), 0);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &after, sizeof after, NULL), 0);
    EXPECT_EQUAL(after.z_syncid, before.z_syncid + 3);
    EXPECT_EQUAL(after.z_filenum, before.z_filenum);
    EXPECT_EQUAL(after.z_openlabel, before.z_openlabel);
    EXPECT_EQUAL(who_answers(file), 2);
    for (int i = 0; i < 5; i++) EXPECT_EQUAL(who_answers(open_partner(&server, 0, (short)(i & 1))), 2);
}

ROLE(unwilling) { /* answers 200 so many times, then serves */
    short receive, refusals = (short)atoi(word[0]);
    char buffer[250];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    for (;;) {
        if (FILE_READUPDATE64_(0, buffer, sizeof buffer, &count) == 6) {
            REPLYX();
        } else if (refusals-- > 0) {
            REPLYX(, , , , FEOWNERSHIP);
        } else {
            REPLYX(buffer, (unsigned short)count);
        }
    }
}

CHECK("200 of the only member is retried at it, and is no error of the caller", "R-48", "FILE_WRITEREAD64_") {
    partner unwilling;
    char reply[4];
    __int32_t count = 0;
    REQUIRE_EQUAL(start_role(&unwilling, "$UNWI", 1, "unwilling 3"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&unwilling, 0, 1), "ok", reply, 2, sizeof reply, &count), 0);
    EXPECT_TEXT(reply, count, "ok");
}

CHECK("the errors of a server are passed on unchanged and cause no repetition", "R-50 R-21 FS-09",
      "WRITEX FILE_WRITEREAD64_ FILE_GETINFO_ FILE_REPLY64_") {
    static const short errors[] = {1, 2, 9, 10, 12, 16, 28, 48, 60, 201 + 99, 511, 565, 899};
    char reply[8];
    int count;
    REQUIRE(serve_as_pair(1, ""));
    for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        order answer = {.mark = ORDER_MARK, .command = REPLY_WITH, .error = errors[i], .text = "data"};
        EXPECT_EQUAL(send_order(file, &answer, reply, sizeof reply, &count), errors[i]);
        EXPECT_TEXT(reply, count, "data");
        EXPECT_EQUAL(WRITEX(file, (char *)&answer, (unsigned short)order_bytes(&answer)), errors[i] < 10 ? 1 : -1);
        EXPECT_EQUAL(last_error(file), errors[i]);
    }
    EXPECT_EQUAL(who_answers(file), 1);
}

CHECK("reply data longer than the read count is cut to it", "R-51", "FILE_WRITEREAD64_ WRITEREADX") {
    char reply[12];
    int count;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    memset(reply, '.', sizeof reply);
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH, .text = "0123456789"), reply, 4, &count), 0);
    EXPECT_EQUAL(count, 4);
    EXPECT_BYTES(reply, "0123........", 12);
}

CHECK("an open of a pair by name is told to its primary alone", "R-52 R-30 S-03", "FILE_OPEN_") {
    exchange done;
    int opens;
    REQUIRE(serve_as_pair(1, ""));
    open_partner(&server, 0, 1);
    open_partner(&server, 0, 0);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_OPEN), 3);
    EXPECT_EQUAL(
        relay_order(file, open_through(file, "$SRV", 0), ORDER(COUNT_SEEN, .number = ZSYS_VAL_SMSG_OPEN), &done), 0);
    memcpy(&opens, done.data, sizeof opens);
    EXPECT_EQUAL(opens, 1); /* its primary's */
}

CHECK("requests that nobody has read move to the survivor, or fail once with sync depth 0", "R-31 FS-02 FS-03",
      "FILE_WRITE64_ FILE_AWAITIO64_ PROCESS_SUSPEND_ PROCESS_STOP_") {
    short safe, unsafe;
    long long tag;
    __int32_t count;
    seen what;
    REQUIRE(serve_as_pair(1, ""));
    safe = open_partner(&server, 4, 1);
    unsafe = open_partner(&server, 4, 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(FILE_WRITE64_(safe, "s1", 2, , 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(unsafe, "u1", 2, , 2), 0);
    EXPECT_EQUAL(FILE_WRITE64_(safe, "s2", 2, , 3), 0);
    EXPECT_EQUAL(PROCESS_STOP_(server.handle, 0), 0);
    EXPECT_EQUAL(await(safe, &tag, &count), 0);
    EXPECT_EQUAL(tag, 1);
    EXPECT_EQUAL(await(safe, &tag, &count), 0);
    EXPECT_EQUAL(tag, 3);
    EXPECT_EQUAL(await(unsafe, &tag, &count), FEPATHDOWN);
    EXPECT_EQUAL(count_seen(file, 0), 2);
    EXPECT_EQUAL(who_answers(file), 2);
    for (int i = 0, found = 0; seen_by_partner(file, i, &what) && found < 2; i++) {
        if (what.error == 0) EXPECT_BYTES(what.data, found++ ? "s2" : "s1", 2);
    }
}

CHECK("an old open of a name that was started anew stays dead", "PR-06 PR-07 DC-03 FS-09",
      "FILE_WRITEREAD64_ FILE_OPEN_") {
    partner second;
    short error, again;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    partner first = server;
    stop_partner(&server);
    REQUIRE_EQUAL(start_partner(&second, "$SRV", 1, ""), 0);
    EXPECT(strncmp(first.descriptor, second.descriptor, (size_t)first.length) != 0);
    error = send_order(file, ORDER(WHO), NULL, 0, NULL);
    EXPECT(error == FEPATHDOWN || error == FEWRONGID);
    EXPECT_EQUAL(count_seen(open_partner(&second, 0, 1), 0), 0);
    EXPECT_EQUAL(FILE_OPEN_(first.descriptor, first.length, &again), FENOSUCHDEV);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(first.handle, second.handle), 0);
}
