/* Process pairs: roles, the backup's creation, what the members hear of each other, stops (active-backup.md). */
#include "check.h"

#include <signal.h>

enum {
    FENOSUCHDEV = 14,
    FEPATHDOWN = 201,
    SINGLE = 4,
    PRIMARY = 5,
    BACKUP = 6,
    NOBODY = 9,
    CPU_DOWN = 10,
    NAME_ERROR = 11,
    PAIR_FULL = 45,
    IDENTICAL = 2,
    SAME_PAIR = 1,
    PATIENCE = 2000
};

static partner server;
static short file;      /* an open of the pair with sync depth 1 */
static short to_backup; /* the primary's open of the other member */
static creation backup;

/* A pair: primary in CPU 1, backup in CPU 2. */
static int start_pair(const char *settings) {
    if (!EXPECT_EQUAL(start_partner(&server, "$PAIR", 1, settings), 0)) return 0;
    file = open_partner(&server, 0, 1);
    if (!EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &backup, sizeof backup, NULL), 0)) return 0;
    if (!EXPECT_EQUAL(backup.error, 0)) return 0;
    to_backup = open_through(file, "$PAIR", 0);
    return to_backup > 0;
}

static int ask(identity *who) {
    memset(who, 0, sizeof *who);
    return send_order(file, ORDER(WHO), who, sizeof *who, NULL) == 0;
}

static int ask_backup(identity *who) {
    exchange done;
    short error = relay_order(file, to_backup, ORDER(WHO), &done);
    memcpy(who, done.data, sizeof *who);
    return error == 0;
}

static void kill_primary(void) {
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
}

static void kill_backup(void) {
    exchange done;
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(DIE, .option = BY_KILL), &done), 0);
}

/* --------------------------------------------------------------------------------------------------- roles */

ROLE(newborn) { /* tells what it was told at its first instruction */
    short first = PROCESS_GETPAIRINFO_(), receive, detail, primary[10];
    short said[12], to_other;
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    if (first == SINGLE) said[1] = (short)__ns_start_backup(&detail, 2);
    else said[1] = PROCESS_GETPAIRINFO_(, , , , primary);
    said[0] = first;
    said[2] = PROCESS_GETPAIRINFO_();
    said[3] = (short)words;
    memcpy(said + 4, words > 1 ? word[1] : "none", 5);
    if (first == SINGLE) {
        char other[24];
        unsigned short count;
        EXPECT_EQUAL(FILE_OPEN_("$NEW", 4, &to_other), 0);
        EXPECT_EQUAL(WRITEREADX(to_other, other, 0, sizeof other, &count), 0);
        memcpy(said + 7, other, 10);
    }
    for (;;) {
        if (FILE_READUPDATE64_(0, (char *)primary, sizeof primary) == 6) REPLYX();
        else REPLYX((char *)said, sizeof said);
    }
}

CHECK("both members know their role from the first instruction on, and have the same words", "R-05 R-11 PP-02 S-02",
      "PROCESS_GETPAIRINFO_ __ns_start_backup") {
    partner newborn;
    short said[12];
    char nothing[1];
    __int32_t count;
    REQUIRE_EQUAL(start_role(&newborn, "$NEW", 1, "newborn one two"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&newborn, 0, 1), nothing, (char *)said, 0, sizeof said, &count), 0);
    EXPECT_EQUAL(said[0], SINGLE);
    EXPECT_EQUAL(said[1], 0);
    EXPECT_EQUAL(said[2], PRIMARY);
    EXPECT_EQUAL(said[3], 2);
    EXPECT_BYTES(said + 4, "two", 4);
    EXPECT_EQUAL(said[7], BACKUP);
    EXPECT_EQUAL(said[8], BACKUP);
    EXPECT_EQUAL(said[9], BACKUP);
    EXPECT_EQUAL(said[10], 2);
    EXPECT_BYTES(said + 11, "tw", 2);
}

CHECK("each member is told the whole handle of the other", "R-04 PP-01 MO-09",
      "PROCESS_GETPAIRINFO_ PROCESSHANDLE_COMPARE_") {
    identity one, other;
    short primary[10], second[10];
    REQUIRE(start_pair(""));
    REQUIRE(ask(&one));
    REQUIRE(ask_backup(&other));
    EXPECT_EQUAL(one.role, PRIMARY);
    EXPECT_EQUAL(other.role, BACKUP);
    EXPECT_EQUAL(one.cpu, 1);
    EXPECT_EQUAL(other.cpu, 2);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(one.handle, server.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(other.handle, backup.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(one.handle, other.handle), SAME_PAIR);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(one.backup, other.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(other.primary, one.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary, second), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(primary, one.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(second, other.handle), IDENTICAL);
}

CHECK("each member is the mom of the other", "PP-01 DL-05", "PROCESS_GETINFO_") {
    short mom[10];
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(PROCESS_GETINFO_(backup.handle, , , , , mom), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(mom, server.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESS_GETINFO_(server.handle, , , , , mom), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(mom, backup.handle), IDENTICAL);
}

CHECK("once the death of the backup can be read, pair information says single", "R-01 R-26 DL-05 S-10",
      "PROCESS_GETPAIRINFO_") {
    identity who;
    seen what;
    REQUIRE(start_pair(""));
    kill_backup();
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, SINGLE);
    EXPECT_EQUAL(who.cpu, 1);
    EXPECT_EQUAL(who.backup[0], -1);
    EXPECT_BYTES(what.data + 2, backup.handle, 20);
    EXPECT_EQUAL(word_of(what.data, 36), 0); /* no descriptor: it was the reader's own partner */
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_PROCDEATH), 1);
}

CHECK("a write to a dead backup fails, does not come back, and pair information follows", "R-02 R-16",
      "FILE_WRITEREAD64_ PROCESS_GETPAIRINFO_") {
    identity who;
    exchange done;
    seen what;
    REQUIRE(start_pair(""));
    kill_backup();
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(WHO), &done), FEPATHDOWN);
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(WHO), &done), FEPATHDOWN);
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, SINGLE);
}

CHECK("after the primary's death the backup is single named without a call, and hears of it once",
      "R-03 R-07 R-26 S-11 PP-06", "PROCESS_GETPAIRINFO_") {
    identity who;
    seen what;
    REQUIRE(start_pair(""));
    kill_primary();
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.cpu, 2);
    EXPECT_EQUAL(who.role, SINGLE); /* whether -101 was read before or not */
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_BYTES(what.data + 2, server.handle, 20);
    EXPECT_EQUAL(word_of(what.data, 36), 0);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_PROCDEATH), 1);
}

CHECK("setting the primary attribute swaps the roles at once", "R-06 MO-10 R-52", "PROCESS_SETINFO_") {
    identity one, other;
    exchange done;
    short primary[10], second[10];
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(SWITCH), &done), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary, second), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(primary, backup.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(second, server.handle), IDENTICAL);
    REQUIRE(ask(&one));
    EXPECT_EQUAL(one.cpu, 2);
    EXPECT_EQUAL(one.role, PRIMARY);
    to_backup = open_through(file, "$PAIR", 0);
    REQUIRE(ask_backup(&other));
    EXPECT_EQUAL(other.cpu, 1);
    EXPECT_EQUAL(other.role, BACKUP);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(other.primary, one.handle), IDENTICAL);
}

CHECK("the primary attribute is one's own to set, to 1", "R-06", "PROCESS_SETINFO_") {
    short one = 1, zero = 0, old = -1, length;
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_PRIMARY, &one, 1, &old, 1, &length),
                 0); /* single: primary already */
    EXPECT_EQUAL(old, 1);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(), SINGLE);
    EXPECT(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_PRIMARY, &zero, 1) >= 10);
    EXPECT(PROCESS_SETINFO_(backup.handle, , ZSYS_VAL_PINF_PRIMARY, &one, 1) >= 10);
}

/* -------------------------------------------------------------------------------------- creating the backup */

CHECK("a backup for a CPU that is not there fails at once with error 10 and detail 201", "R-08 CR-01 CR-04",
      "__ns_start_backup PROCESS_CREATE_") {
    creation made;
    short handle[10], detail = 0;
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 9), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, CPU_DOWN);
    EXPECT_EQUAL(made.detail, FEPATHDOWN);
    EXPECT_EQUAL(made.handle[0], -1);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 15, handle, &detail),
                 CPU_DOWN);
    EXPECT_EQUAL(detail, FEPATHDOWN);
}

CHECK("there is one backup at a time, and a new one right after its death, in the same CPU too", "R-09 R-63 PP-08",
      "__ns_start_backup") {
    creation made;
    seen what;
    identity who;
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 3), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, NAME_ERROR);
    EXPECT_EQUAL(made.detail, PAIR_FULL);
    kill_backup();
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(made.handle, backup.handle), SAME_PAIR);
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, PRIMARY);
}

CHECK("a process without a name cannot have a backup", "CR-04 PP-02", "__ns_start_backup PROCESS_GETPAIRINFO_") {
    creation made;
    identity who;
    REQUIRE_EQUAL(start_partner(&server, "", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, 22);
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, 7);
}

ROLE(stillborn) { /* its backup dies at once */
    short receive, detail, said[2];
    char text[4];
    if (PROCESS_GETPAIRINFO_() != SINGLE) raise(SIGKILL);
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, text, sizeof text);
        if (error == 0) {
            said[0] = (short)__ns_start_backup(&detail, 2);
            said[1] = PROCESS_GETPAIRINFO_();
            REPLYX((char *)said, sizeof said);
        } else {
            REPLYX();
        }
    }
}

CHECK("a backup that dies while it starts does not hang its creator", "R-10", "__ns_start_backup") {
    partner stillborn;
    short said[2];
    unsigned short count;
    REQUIRE_EQUAL(start_role(&stillborn, "$STILL", 1, "stillborn"), 0);
    file = open_partner(&stillborn, 0, 1);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQUAL(WRITEREADX(file, (char *)said, 2, sizeof said, &count), 0);
        EXPECT_EQUAL(count, sizeof said);
        EXPECT(said[0] >= -1 && said[0] <= 31);
    }
}

/* ------------------------------------------------------------------------------------------- opening, closing */

CHECK("an open of the own name reaches the other member", "R-12 S-03", "FILE_OPEN_") {
    identity who;
    exchange done;
    REQUIRE(start_pair(""));
    REQUIRE(ask_backup(&who));
    EXPECT_EQUAL(who.cpu, 2);
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(COUNT_SEEN, .number = ZSYS_VAL_SMSG_OPEN), &done), 0);
    EXPECT_EQUAL(words_of(done.data, 0), 1);
    kill_backup();
    opening opened;
    seen what;
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_EQUAL(send_order(file, ORDER(OPEN_OTHER, .text = "$PAIR"), &opened, sizeof opened, NULL), 0);
    EXPECT_EQUAL(opened.error, FENOSUCHDEV);
}

CHECK("an open waits until the server has answered its message", "R-13 MO-11", "FILE_OPEN_ AWAITIOX PROCESS_SUSPEND_") {
    short which, opened;
    __int32_t tag = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &opened, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    which = opened;
    AWAITIOX(&which, , , &tag, 0);
    EXPECT_EQUAL(last_error(opened), 40);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), 0);
    which = opened;
    EXPECT_EQUAL(AWAITIOX(&which, , , &tag, PATIENCE), 0);
    EXPECT_EQUAL(tag, ZSYS_VAL_AWAITIOTAG_OPEN);
}

CHECK("a server that dies during an open gives 201 to the opener", "R-14", "FILE_OPEN_ AWAITIOX") {
    short which, opened;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &opened, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EXPECT_EQUAL(PROCESS_STOP_(server.handle), 0);
    which = opened;
    EXPECT_EQUAL(AWAITIOX(&which, , , , PATIENCE), -1);
    EXPECT_EQUAL(last_error(opened), FEPATHDOWN);
    EXPECT_EQUAL(FILE_CLOSE_(opened), 0);
}

CHECK("the label of an open comes with each of its messages; without one it is -1", "R-15",
      "FILE_OPEN_ FILE_REPLY64_") {
    zsys_ddl_receiveinformation_def information;
    partner without;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 41"), 0);
    REQUIRE_EQUAL(start_partner(&without, "$NONE", 1, "label -1"), 0);
    for (short expected = 41; expected < 44; expected++) {
        EXPECT_EQUAL(
            send_order(open_partner(&server, 0, 0), ORDER(INFORMATION), &information, sizeof information, NULL), 0);
        EXPECT_EQUAL(information.z_openlabel, expected);
    }
    EXPECT_EQUAL(send_order(open_partner(&without, 0, 0), ORDER(INFORMATION), &information, sizeof information, NULL),
                 0);
    EXPECT_EQUAL(information.z_openlabel, -1);
}

ROLE(chatty) { /* answers opens with too many bytes */
    short receive;
    char text[100];
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, text, sizeof text);
        if (error == 6 && word_of(text, 0) == ZSYS_VAL_SMSG_OPEN && word_of(text, 4) == 7) REPLYX(text, 6);
        else REPLYX();
    }
}

CHECK("a server may refuse an open, with any error from 10 on; a bad answer fails it too", "R-15 R-50 FS-04",
      "FILE_OPEN_") {
    partner refusing, chatty;
    short opened;
    REQUIRE_EQUAL(start_role(&chatty, "$CHAT", 1, "chatty"), 0);
    EXPECT(FILE_OPEN_("$CHAT", 5, &opened, , , , 7) >= 10);
    EXPECT_EQUAL(opened, -1);
    EXPECT_EQUAL(FILE_OPEN_("$CHAT", 5, &opened, , , , 1), 0);
    REQUIRE_EQUAL(start_partner(&refusing, "$REF", 1, ""), 0);
    file = open_partner(&refusing, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(REOPEN, .text = "refuse 48"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(FILE_OPEN_("$REF", 4, &opened), 48);
    EXPECT_EQUAL(opened, -1);
    EXPECT_EQUAL(last_error(-1), 48);
}

CHECK("a close does not wait for the server to read it", "R-17", "FILE_CLOSE_ PROCESS_SUSPEND_") {
    short other;
    seen what;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    other = open_partner(&server, 0, 1);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(FILE_CLOSE_(other), 0);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_CLOSE, &what));
    EXPECT_EQUAL(what.information.z_filenum, other);
    EXPECT_EQUAL(what.information.z_openlabel, 2);
}

CHECK("the close that a dying primary leaves is told with its label, and is no takeover", "R-19 DL-01", "FILE_OPEN_") {
    identity who;
    seen what;
    REQUIRE(start_pair("label -1"));
    kill_primary();
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_CLOSE, &what));
    EXPECT_EQUAL(what.information.z_openlabel, -1);
    EXPECT_EQUAL(what.information.z_filenum, to_backup);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, server.handle), IDENTICAL);
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, SINGLE);
}

/* -------------------------------------------------------------------------------------------------- messages */

CHECK("user messages are read with 0, system messages with 6, and both have receive information", "R-20 R-58",
      "FILE_READUPDATE64_ FILE_GETRECEIVEINFO_") {
    short own[10], down[2] = {1, 0};
    seen what;
    REQUIRE(start_pair("label 3"));
    PROCESSHANDLE_GETMINE_(own);
    EXPECT_EQUAL(WRITEX(file, (char *)down, 4), 0);
    REQUIRE(seen_by_partner(file, 1, &what));
    EXPECT_EQUAL(what.error, 0);
    EXPECT_EQUAL(what.information.z_iotype, ZSYS_VAL_RCV_IOTYPE_WRITE);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, own), IDENTICAL);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_OPEN, &what));
    EXPECT_EQUAL(what.error, 6);
    EXPECT_EQUAL(what.information.z_iotype, ZSYS_VAL_RCV_IOTYPE_SYSTEMMSG);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, own), IDENTICAL);
    kill_backup();
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_EQUAL(what.error, 6);
    EXPECT_EQUAL(what.information.z_sender.u_z_data.z_word[0], -1);
    EXPECT_EQUAL(what.information.z_filenum, -1);
    EXPECT_EQUAL(what.information.z_openlabel, -1);
}

CHECK("state goes to the backup in ordinary messages, with each call that writes, and is complete when it is answered",
      "R-21 R-22 S-03 S-06 MS-01", "WRITE WRITEX WRITEREAD WRITEREADX") {
    static const char *const sent[] = {"w", "wx", "wr", "wrx"};
    partner other;
    short words[4], opened;
    unsigned short count;
    seen what;
    REQUIRE_EQUAL(start_partner(&other, "$OTHR", 2, ""), 0);
    opened = open_partner(&other, 0, 0);
    memcpy(words, "w ", 2);
    EXPECT_EQUAL(WRITE(opened, words, 1), 0);
    EXPECT_EQUAL(WRITEX(opened, "wx", 2), 0);
    memcpy(words, "wr", 2);
    EXPECT_EQUAL(WRITEREAD(opened, words, 2, 8, &count), 0);
    EXPECT_EQUAL(count, 2);
    memcpy(words, "wrx ", 4);
    EXPECT_EQUAL(WRITEREADX(opened, (char *)words, 3, 8, &count), 0);
    EXPECT_EQUAL(count, 3);
    for (int i = 0; i < 4; i++) {
        REQUIRE(seen_by_partner(opened, i + 1, &what));
        EXPECT_TEXT(what.data, what.bytes, sent[i]);
        EXPECT_EQUAL(what.information.z_iotype, i < 2 ? ZSYS_VAL_RCV_IOTYPE_WRITE : ZSYS_VAL_RCV_IOTYPE_WRITEREAD);
    }
}

CHECK("messages are raw bytes: nothing of them is changed on the way", "R-23", "FILE_WRITEREAD64_") {
    static char sent[5000], got[5000];
    __int32_t count;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    for (int i = 0; i < (int)sizeof sent; i++) sent[i] = (char)(i * 7 + i / 256);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&server, 0, 1), sent, got, sizeof sent, sizeof got, &count), 0);
    EXPECT_EQUAL(count, sizeof got);
    EXPECT(memcmp(sent, got, sizeof got) == 0);
}

CHECK("messages have their largest sizes", "R-25", "WRITEX WRITEREADX FILE_WRITE64_ FILE_WRITEREAD64_ FILE_REPLY64_") {
    static char data[2097153];
    unsigned short few;
    __int32_t count;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    file = open_partner(&server, 0, 1);
    data[0] = data[57343] = data[2097151] = 'x';
    EXPECT_EQUAL(WRITEX(file, data, 57344), 0);
    EXPECT_EQUAL(WRITEX(file, data, 57345), -1);
    EXPECT_EQUAL(last_error(file), 21);
    EXPECT_EQUAL(WRITEREADX(file, data, 57344, 57344, &few), 0);
    EXPECT_EQUAL(few, 57344);
    EXPECT_EQUAL(data[57343], 'x');
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, data, data, 2097152, 2097152, &count), 0);
    EXPECT_EQUAL(count, 2097152);
    EXPECT_EQUAL(data[2097151], 'x');
    EXPECT_EQUAL(FILE_WRITE64_(file, data, 2097153), 21);
}

CHECK("what dies with a primary: its timers and its nowait requests are not the survivor's", "R-32", "SIGNALTIMEOUT") {
    identity who;
    partner third;
    exchange done;
    short other;
    REQUIRE(start_pair(""));
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, ""), 0);
    other = open_through(file, "$THRD", 256);
    EXPECT(other > 0);
    EXPECT_EQUAL(send_order(file, ORDER(SET_TIMER, .count = 20, .number = 7), NULL, 0, NULL), 0);
    EXPECT_EQUAL(send_order(file, ORDER(SET_TIMER, .count = 1, .number = 8), NULL, 0, NULL), 0);
    seen what;
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_TIMESIGNAL, &what));
    EXPECT_EQUAL(word_of(what.data, 1), 8);
    kill_primary();
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.cpu, 2);
    EXPECT_EQUAL(relay_order(file, other, ORDER(WHO), &done), 16); /* its opens were its own */
    EXPECT_EQUAL(send_order(file, ORDER(SET_TIMER, .count = 25, .number = 9), NULL, 0, NULL), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_TIMESIGNAL, &what));
    EXPECT_EQUAL(word_of(what.data, 1), 9); /* its own, and not that of the dead, which was due before */
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_TIMESIGNAL), 1);
    EXPECT(partner_sees(open_partner(&third, 0, 0), ZSYS_VAL_SMSG_CLOSE, &what));
}

CHECK("the name resolves to the survivor without a gap", "R-34 DC-03 PP-06", "FILE_OPEN_ PROCESS_GETPAIRINFO_") {
    short opened, primary[10];
    for (int round = 0; round < 5; round++) {
        REQUIRE(start_pair(""));
        EXPECT_EQUAL(PROCESS_STOP_(server.handle, 0), 0);
        for (int i = 0; i < 20; i++) {
            short answer = PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary);
            EXPECT(answer == 0 || answer == SINGLE);
            EXPECT_EQUAL(FILE_OPEN_("$PAIR", 5, &opened, , , , 1), 0);
            EXPECT_EQUAL(WRITEX(opened, "x", 1), 0);
            EXPECT_EQUAL(FILE_CLOSE_(opened), 0);
        }
        stop_partner(&server);
    }
}

CHECK("a survivor's own files go on as they are", "R-33 PP-09", "FILE_WRITEREAD64_") {
    partner third;
    exchange done;
    opening opened;
    order open_third = {.mark = ORDER_MARK, .command = OPEN_OTHER, .text = "$THRD"};
    REQUIRE(start_pair(""));
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, ""), 0);
    REQUIRE_EQUAL(relay_order(file, to_backup, &open_third, &done), 0);
    memcpy(&opened, done.data, sizeof opened);
    REQUIRE_EQUAL(opened.error, 0);
    kill_primary();
    EXPECT_EQUAL(relay_order(file, opened.file, ORDER(WHO), &done), 0);
    EXPECT_EQUAL(count_seen(open_partner(&third, 0, 0), ZSYS_VAL_SMSG_OPEN), 2);
}

/* --------------------------------------------------------------------------------------------- requester pairs */

CHECK("a requester pair has one open twice: the same file number, and the server sees which primary it belongs to",
      "R-53 R-57 PP-03 FS-06", "FILE_OPEN_ FILE_GETRECEIVEINFO_") {
    partner third;
    exchange done;
    seen what;
    opening opened;
    zsys_ddl_receiveinformation_def information;
    short direct, number;
    order backup_open = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = 1, .text = "$THRD"};
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, "label 7"), 0);
    REQUIRE(start_pair(""));
    number = open_through(file, "$THRD", 1);
    backup_open.file = number;
    memcpy(backup_open.handle, server.handle, 20);
    REQUIRE_EQUAL(relay_order(file, to_backup, &backup_open, &done), 0);
    memcpy(&opened, done.data, sizeof opened);
    EXPECT_EQUAL(opened.error, 0);
    EXPECT_EQUAL(opened.file, number);
    direct = open_partner(&third, 0, 0);
    REQUIRE(seen_by_partner(direct, 1, &what));
    EXPECT_EQUAL(what.number, ZSYS_VAL_SMSG_OPEN);
    EXPECT_EQUAL(word_of(what.data, 7) & 1, 1);
    EXPECT_BYTES(what.data + 16, server.handle, 20);
    EXPECT_EQUAL(word_of(what.data, 21), number);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, backup.handle), IDENTICAL);
    REQUIRE(seen_by_partner(direct, 0, &what));
    EXPECT_EQUAL(word_of(what.data, 7) & 1, 0);
    EXPECT_EQUAL(word_of(what.data, 21), 0);
    EXPECT_EQUAL(word_of(what.data, 8), -1);
    kill_primary();
    EXPECT_EQUAL(relay_order(file, number, ORDER(INFORMATION), &done), 0);
    memcpy(&information, done.data, sizeof information);
    EXPECT_EQUAL(information.z_filenum, number);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&information.z_sender, backup.handle), IDENTICAL);
}

CHECK("two closes come from a requester pair, one of each member", "R-54 DL-01", "FILE_CLOSE_") {
    partner third;
    exchange done;
    seen what;
    short number, direct;
    order backup_open = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = 1, .text = "$THRD"};
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, ""), 0);
    REQUIRE(start_pair(""));
    number = open_through(file, "$THRD", 1);
    backup_open.file = number;
    memcpy(backup_open.handle, server.handle, 20);
    REQUIRE_EQUAL(relay_order(file, to_backup, &backup_open, &done), 0);
    direct = open_partner(&third, 0, 0);
    kill_primary();
    REQUIRE(partner_sees(direct, ZSYS_VAL_SMSG_CLOSE, &what));
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, server.handle), IDENTICAL);
    EXPECT_EQUAL(what.information.z_openlabel, 1);
    EXPECT_EQUAL(count_seen(direct, ZSYS_VAL_SMSG_CLOSE), 1);
    EXPECT_EQUAL(send_order(direct, ORDER(FORGET_SEEN), NULL, 0, NULL), 0);
    EXPECT_EQUAL(send_order(file, ORDER(CLOSE_OTHER, .file = number), NULL, 0, NULL), 0);
    REQUIRE(partner_sees(direct, ZSYS_VAL_SMSG_CLOSE, &what));
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, backup.handle), IDENTICAL);
}

CHECK("a backup open needs the primary's open, and its file number to be free", "R-53 FS-06", "FILE_OPEN_") {
    partner third;
    exchange done;
    opening opened;
    order backup_open = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = 1, .text = "$THRD"};
    short number;
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, ""), 0);
    REQUIRE(start_pair(""));
    number = open_through(file, "$THRD", 1);
    REQUIRE_EQUAL(relay_order(file, to_backup, ORDER(OPEN_OTHER, .text = "$THRD"), &done), 0);
    memcpy(&opened, done.data, sizeof opened);
    backup_open.file = opened.file;
    memcpy(backup_open.handle, server.handle, 20);
    REQUIRE_EQUAL(relay_order(file, to_backup, &backup_open, &done), 0);
    memcpy(&opened, done.data, sizeof opened);
    EXPECT_EQUAL(opened.error, 12);
    EXPECT(number > 0);
}

CHECK("a close goes to the member that is primary now, with the label of its open", "R-56 R-30", "FILE_CLOSE_") {
    short other;
    seen what;
    REQUIRE(start_pair("label 11"));
    other = open_partner(&server, 0, 1); /* label 12 */
    kill_primary();
    EXPECT_EQUAL(WRITEX(other, "x", 1), 0);
    EXPECT_EQUAL(send_order(file, ORDER(FORGET_SEEN), NULL, 0, NULL), 0);
    EXPECT_EQUAL(FILE_CLOSE_(other), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_CLOSE, &what));
    EXPECT_EQUAL(what.information.z_openlabel, 12);
    EXPECT_EQUAL(what.information.z_filenum, other);
}

CHECK("an open message tells the opener's access id, its sync depth and its name", "R-57 CR-05",
      "FILE_OPEN_ PROCESS_GETINFO_") {
    seen what;
    short paid = -1, caid = -1, at, length;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    open_partner(&server, 3, 9);
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , , , , , &caid, &paid), 0);
    REQUIRE(seen_by_partner(open_partner(&server, 0, 0), 0, &what));
    EXPECT_EQUAL(word_of(what.data, 0), ZSYS_VAL_SMSG_OPEN);
    EXPECT_EQUAL(word_of(what.data, 1), 0); /* access */
    EXPECT_EQUAL(word_of(what.data, 2), 0); /* exclusion */
    EXPECT_EQUAL(word_of(what.data, 3), 3);
    EXPECT_EQUAL(word_of(what.data, 4), 9);
    EXPECT_EQUAL(word_of(what.data, 6), paid);
    EXPECT_EQUAL(word_of(what.data, 22), caid);
    EXPECT_EQUAL(word_of(what.data, 18), 0); /* no qualifier */
    at = word_of(what.data, 19);
    length = word_of(what.data, 20);
    EXPECT(length > 12 && memcmp(what.data + at, "\\ALPHA.$CHK:", 12) == 0);
}

CHECK("the qualifier of an opened name is told", "R-57", "FILE_OPEN_") {
    seen what;
    short opened;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILE_OPEN_("$SRV.#PORT2.CTL", 15, &opened), 0);
    REQUIRE(seen_by_partner(open_partner(&server, 0, 0), 0, &what));
    EXPECT_EQUAL(word_of(what.data, 18), 10);
    EXPECT_BYTES(what.data + 60, "#PORT2.CTL", 10);
}

/* ---------------------------------------------------------------------------------------------- stopping a pair */

/* The death message about $PAIR that this process, its ancestor, gets. */
static int hear_of_the_end(seen *what) {
    return EXPECT(await_message(ZSYS_VAL_SMSG_PROCDEATH, what));
}

CHECK("a normal end of the primary stops both at once: nobody takes over, the ancestor hears once, openers get 201",
      "R-60 R-64 R-26 DL-02 PP-10", "PROCESS_GETPAIRINFO_") {
    seen what;
    listen(1, 8, 0);
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_EXIT), NULL, 0, NULL), 0);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_EQUAL(word_of(what.data, 16), 0);
    EXPECT(memcmp(what.data + word_of(what.data, 35), "\\ALPHA.$PAIR:", 13) == 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5), NOBODY);
    EXPECT_EQUAL(WRITEX(file, "x", 1), -1);
    EXPECT_EQUAL(last_error(file), FEPATHDOWN);
    REQUIRE_EQUAL(start_partner(&server, "$LAST", 1, ""), 0); /* its end is the next that is heard of */
    PROCESS_STOP_(server.handle);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_BYTES(what.data + 2, server.handle, 20);
}

CHECK("a stop of both members by one of them is one act", "R-61 R-64 DL-08 R-66", "PROCESS_STOP_") {
    seen what;
    listen(1, 8, 0);
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_STOP_OF_BOTH), NULL, 0, NULL), 0);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_EQUAL(word_of(what.data, 16), 0);
    EXPECT_EQUAL(word_of(what.data, 37) & 1, 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5), NOBODY);
}

CHECK("a stop of both members by somebody else is one act, with code 6 and the stopper's handle",
      "R-61 R-64 R-66 DL-07 DL-08", "PROCESS_STOP_") {
    seen what;
    short own[10];
    PROCESSHANDLE_GETMINE_(own);
    listen(1, 8, 0);
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(PROCESS_STOP_(backup.handle, 1), 0);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_EQUAL(word_of(what.data, 16), 6);
    EXPECT_BYTES(what.data + 48, own, 20);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5), NOBODY);
}

CHECK("an abnormal end of the primary leaves the backup, whichever way it ends", "R-62 PP-06 PP-11 S-11",
      "PROCESS_STOP_") {
    static const short ways[] = {BY_ABEND, BY_STOP, BY_KILL, BY_FAULT};
    identity who;
    seen what;
    for (int i = 0; i < 4; i++) {
        REQUIRE(start_pair(""));
        EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = ways[i]), NULL, 0, NULL), 0);
        REQUIRE(ask(&who));
        EXPECT_EQUAL(who.cpu, 2);
        EXPECT_EQUAL(who.role, SINGLE);
        REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
        EXPECT_EQUAL(word_of(what.data, 37) & 1, ways[i] != BY_STOP);
        EXPECT_EQUAL(word_of(what.data, 16), ways[i] == BY_ABEND  ? 5
                                             : ways[i] == BY_STOP ? 0
                                             : ways[i] == BY_KILL ? 9
                                                                  : -6);
        stop_partner(&server);
    }
}

CHECK("a backup that stops itself is told to the primary, and can be replaced", "R-63 DL-05 PP-09", "PROCESS_STOP_") {
    exchange done;
    seen what;
    creation made;
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(relay_order(file, to_backup, ORDER(DIE, .option = BY_STOP), &done), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_BYTES(what.data + 2, backup.handle, 20);
    EXPECT_EQUAL(word_of(what.data, 16), 0);
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 3), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, 0);
}

CHECK("specifier 2 stops the other member and not oneself", "R-61 DL-08", "PROCESS_STOP_") {
    identity who;
    seen what;
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(send_order(file, ORDER(STOP_MEMBER), NULL, 0, NULL), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_BYTES(what.data + 2, backup.handle, 20);
    REQUIRE(ask(&who));
    EXPECT_EQUAL(who.role, SINGLE);
    EXPECT_EQUAL(who.cpu, 1);
}

CHECK("both members lost one after the other: the name is free, the ancestor hears once, openers get 201",
      "R-65 R-26 PP-10 PP-11 DL-02", "PROCESS_STOP_ FILE_OPEN_") {
    seen what;
    identity who;
    short opened;
    listen(1, 8, 0);
    REQUIRE(start_pair(""));
    kill_primary();
    REQUIRE(ask(&who));
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL, .number = 1), NULL, 0, NULL), FEPATHDOWN);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_BYTES(what.data + 2, backup.handle, 20); /* the last member */
    EXPECT(memcmp(what.data + word_of(what.data, 35), "\\ALPHA.$PAIR:", 13) == 0);
    EXPECT_EQUAL(FILE_OPEN_("$PAIR", 5, &opened), FENOSUCHDEV);
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    PROCESS_STOP_(server.handle);
    REQUIRE(hear_of_the_end(&what));
    EXPECT_BYTES(what.data + 2, server.handle, 20);
}

ROLE(ender) { /* ends as it is told */
    short how = (short)atoi(word[0]);
    if (how == 0) return;
    if (how == 1) PROCESS_STOP_();
    if (how == 2) PROCESS_STOP_(, , 1);
    if (how == 3) abort();
    for (;;) PROCESS_DELAY_(1000000);
}

CHECK("completion codes by default: 0 stopped, 5 abended, 6 stopped by somebody else", "R-66 DL-07", "PROCESS_STOP_") {
    static const short codes[] = {0, 0, 5, 5, 6};
    seen what;
    partner ender;
    listen(1, 8, 0);
    for (int how = 0; how < 5; how++) {
        char role[16];
        sprintf(role, "ender %d", how);
        REQUIRE_EQUAL(start_role(&ender, "$END", 1, role), 0);
        if (how == 4) EXPECT_EQUAL(PROCESS_STOP_(ender.handle), 0);
        REQUIRE(hear_of_the_end(&what));
        EXPECT_EQUAL(word_of(what.data, 16), codes[how]);
        EXPECT_EQUAL(word_of(what.data, 37) & 1, codes[how] == 5);
        EXPECT_EQUAL(word_of(what.data, 24) != -1, how == 4);
    }
}

/* ------------------------------------------------------------------------------------------ the life of a pair */

CHECK("a pair replaces its lost members again and again, and keeps name and openers", "PP-06 PP-08 PR-06 S-02 R-24",
      "__ns_start_backup PROCESSHANDLE_DECOMPOSE_") {
    identity who;
    creation made;
    long long sequence = 0, first = 0;
    short at = 1;
    REQUIRE(start_pair(""));
    PROCESSHANDLE_DECOMPOSE_(server.handle, , , , , , , , , , &first);
    for (int round = 0; round < 6; round++) {
        kill_primary();
        REQUIRE(ask(&who));
        EXPECT(who.cpu != at);
        at = who.cpu;
        EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(who.handle, , , , , , , , , , &sequence), 0);
        EXPECT_EQUAL(sequence, first);
        EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = (short)(3 - at)), &made, sizeof made, NULL), 0);
        EXPECT_EQUAL(made.error, 0);
        EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_OPEN), round == 0); /* a new backup begins with nothing */
    }
}

CHECK("the death of a backup changes nothing for the openers", "PP-09", "FILE_WRITEREAD64_") {
    zsys_ddl_receiveinformation_def before, after;
    REQUIRE(start_pair(""));
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &before, sizeof before, NULL), 0);
    kill_backup();
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &after, sizeof after, NULL), 0);
    EXPECT_EQUAL(after.z_syncid, before.z_syncid + 2);
    EXPECT_EQUAL(after.z_openlabel, before.z_openlabel);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_OPEN), 1);
}

/* Control state, critical data and file state as a program sends them; the survivor resumes where it was told. */
typedef struct {
    short kind, resume_at;
    char data[40];
    short block[64], block_bytes;
    short file;
} state;

ROLE(resuming) {
    short receive, to_other = -1, detail, third = -1;
    state kept = {.resume_at = -1};
    char buffer[sizeof(state) + 8];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    if (PROCESS_GETPAIRINFO_() == SINGLE) {
        FILE_OPEN_("$THRD", 5, &third, , , , 1);
        __ns_start_backup(&detail, 2);
        FILE_OPEN_("$RESU", 5, &to_other);
    }
    for (;;) {
        short error = FILE_READUPDATE64_(0, buffer, sizeof buffer, &count);
        if (error == 6) {
            REPLYX();
        } else if (count == sizeof kept) {
            memcpy(&kept, buffer, sizeof kept);
            if (third < 0) { /* the open state first: the same file in the backup */
                short primary[10];
                PROCESS_GETPAIRINFO_(, , , , primary);
                third = kept.file;
                FILE_OPEN_("$THRD", 5, &third, , , , 1, , , , primary);
            }
            REPLYX();
        } else if (buffer[0] == 's') { /* a step: tell the backup, then do it */
            kept.resume_at++;
            kept.file = third;
            sprintf(kept.data, "after step %d", kept.resume_at);
            FILE_GETSYNCINFO_(third, kept.block, sizeof kept.block, &kept.block_bytes);
            if (to_other >= 0) WRITEX(to_other, (char *)&kept, sizeof kept);
            WRITEX(third, "step", 4);
            REPLYX((char *)&kept, sizeof kept);
        } else if (buffer[0] == 'd') {
            PROCESS_STOP_(, 0, 1);
        } else { /* resume */
            error = FILE_SETSYNCINFO_(third, kept.block, kept.block_bytes);
            WRITEX(third, "step", 4);
            kept.kind = error;
            REPLYX((char *)&kept, sizeof kept);
        }
    }
}

CHECK("open state, critical data, file state and control state can be sent, and the survivor resumes from them",
      "S-04 S-06 S-09 S-03 FS-06 R-53", "FILE_GETSYNCINFO_ FILE_SETSYNCINFO_") {
    partner resuming, third;
    state told;
    seen what, last[4];
    short direct, steps = 0;
    __int32_t count;
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 3, ""), 0);
    REQUIRE_EQUAL(start_role(&resuming, "$RESU", 1, "resuming"), 0);
    file = open_partner(&resuming, 0, 0);
    for (int i = 0; i < 3; i++) EXPECT_EQUAL(FILE_WRITEREAD64_(file, "s", (char *)&told, 1, sizeof told, &count), 0);
    EXPECT_EQUAL(told.resume_at, 2);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "d", (char *)&told, 1, sizeof told, &count), FEPATHDOWN);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "r", (char *)&told, 1, sizeof told, &count), 0);
    EXPECT_EQUAL(told.kind, 0); /* of FILE_SETSYNCINFO_ */
    EXPECT_EQUAL(told.resume_at, 2);
    EXPECT_TEXT(told.data, (int)strlen(told.data), "after step 2");
    direct = open_partner(&third, 0, 0);
    for (int i = 0; steps < 4 && seen_by_partner(direct, i, &what); i++) {
        if (what.error == 0) last[steps++] = what;
    }
    REQUIRE_EQUAL(steps, 4);
    EXPECT_EQUAL(last[3].information.z_syncid, last[2].information.z_syncid);
    EXPECT_EQUAL(last[3].information.z_filenum, last[2].information.z_filenum);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&last[3].information.z_sender, (short *)&last[2].information.z_sender),
                 SAME_PAIR);
}

/* One switch as a pair makes it: the backup becomes primary, the old primary closes, the new one opens the other. */
static int switch_once(void) {
    exchange done;
    if (!EXPECT_EQUAL(relay_order(file, to_backup, ORDER(SWITCH), &done), 0)) return 0;
    to_backup = open_through(file, "$PAIR", 0);
    return to_backup > 0;
}

CHECK("switches without end under load: no 200 is seen, nothing is lost or done twice, nobody hangs",
      "R-47 R-59 R-17 R-06 FS-02", "PROCESS_SETINFO_ FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    enum { SWITCHES = 150, LOAD = 10 };
    static char sent[LOAD][8], got[LOAD][8];
    short nowait, which;
    __int32_t count;
    long long tag;
    identity who;
    REQUIRE(start_pair(""));
    nowait = open_partner(&server, LOAD, 1);
    for (int round = 0; round < SWITCHES; round++) {
        for (int i = 0; i < LOAD; i++) {
            sprintf(sent[i], "%03d-%02d", round, i);
            EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, sent[i], got[i], 6, 6, , i), 0);
        }
        REQUIRE(switch_once());
        for (int i = 0; i < LOAD; i++) {
            which = nowait;
            REQUIRE_EQUAL(FILE_AWAITIO64_(&which, , &count, &tag, PATIENCE), 0);
            EXPECT_EQUAL(tag, i);
            EXPECT_EQUAL(count, 6);
            EXPECT_BYTES(got[i], sent[i], 6);
        }
        REQUIRE(ask(&who));
        EXPECT_EQUAL(who.role, PRIMARY);
        EXPECT_EQUAL(who.cpu, round % 2 ? 1 : 2);
    }
}
