/* Requests on an open of a process: READ, WRITE, WRITEREAD in all forms, their errors, sync ids, path retry
 * (procedures.md sections 1.5 to 1.8, errors.md section 4, active-backup.md sections 8 and 9). */
#include "check.h"

enum { FEINVALOP = 2, FENOTOPEN = 16, FEBADCOUNT = 21, FEBOUNDSERR = 22, FEMISSPARM = 29, LARGE = 2097152 };

/* Answers a READ with "read N bytes", a WRITEREAD with its data behind "re:", and a WRITE with data that nobody takes.
 */
ROLE(reader) {
    static char text[70000] = "re:";
    zsys_ddl_receiveinformation_def information;
    short file;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 4);
    for (;;) {
        short error = FILE_READUPDATE64_(0, text + 3, 60000, &count);
        FILE_GETRECEIVEINFO_((short *)&information);
        if (error) {
            FILE_REPLY64_(, , , 0);
        } else if (information.z_iotype == ZSYS_VAL_RCV_IOTYPE_READ) {
            char answer[40];
            int length =
                snprintf(answer, sizeof answer, "read %u and %d", (unsigned short)information.z_maxreplycount, count);
            FILE_REPLY64_(answer, length, , 0);
        } else {
            FILE_REPLY64_(text, count + 3, , 0, (short)(text[3] == '!' ? 300 : 0));
        }
    }
}

/* A pair that keeps "hold" unanswered as long as it has a backup, and else answers what it is asked with how it was
 * asked (a zsys_ddl_receiveinformation_def), "hold" as well. "pair" starts the backup, which says 200 until it knows
 * that it is alone. */
ROLE(holder) {
    char text[64];
    zsys_ddl_receiveinformation_def information;
    short file, detail;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 20);
    for (;;) {
        short error = FILE_READUPDATE64_(0, text, sizeof text - 1, &count);
        FILE_GETRECEIVEINFO_((short *)&information);
        text[count] = 0;
        if (error) {
            FILE_REPLY64_(, , , information.z_messagetag);
        } else if (PROCESS_GETPAIRINFO_() == 6) {
            FILE_REPLY64_(, , , information.z_messagetag, 200);
        } else if (strcmp(text, "pair") == 0) {
            FILE_REPLY64_(, , , information.z_messagetag, (short)__ns_start_backup(&detail, 2));
        } else if (strcmp(text, "hold") != 0 || PROCESS_GETPAIRINFO_() == 4) {
            FILE_REPLY64_((char *)&information, sizeof information, , information.z_messagetag);
        }
    }
}

/* Says 200 so many times to each request, then answers. */
ROLE(refuser) {
    char text[64];
    short file;
    int times = 0;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, text, sizeof text, &count);
        short answer = (short)(error == 0 && ++times % (atoi(word[0]) + 1) ? 200 : 0);
        FILE_REPLY64_(text, error ? 0 : count, , , answer);
    }
}

static char large[LARGE], back[LARGE];

/* ---------------------------------------------------------------------------------------------------- the forms */

CHECK("READ in all forms is a request without data, and its reply is what is read", "MS-02",
      "READ READX READXL FILE_READ64_") {
    partner server;
    short words[20], file;
    char bytes[40];
    unsigned short count = 0;
    __int32_t long_count = 0;
    REQUIRE_EQUAL(start_role(&server, "$READ", 1, "reader"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_eq(READ(file, words, 40, &count)));
    EXPECT_TEXT((char *)words, count, "read 40 and 0");
    EXPECT(_status_eq(READX(file, bytes, 6, &count)));
    EXPECT_TEXT(bytes, count, "read 6");
    EXPECT_EQUAL(READXL(file, bytes, 40, &long_count), 0);
    EXPECT_TEXT(bytes, long_count, "read 40 and 0");
    EXPECT_EQUAL(FILE_READ64_(file, bytes, 39, &long_count), 0);
    EXPECT_TEXT(bytes, long_count, "read 39 and 0");
    EXPECT_EQUAL(FILE_READ64_(file, bytes, 0, &long_count), 0);
    EXPECT_EQUAL(long_count, 0);
}

CHECK("WRITE in all forms takes no reply data, but the error", "R-21", "WRITE WRITEX WRITEXL FILE_WRITE64_") {
    partner server;
    short file;
    unsigned short count = 9;
    __int32_t long_count = 9;
    REQUIRE_EQUAL(start_role(&server, "$READ", 1, "reader"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_eq(WRITE(file, (short *)(void *)"abcd", 4, &count)));
    EXPECT_EQUAL(count, 4);
    EXPECT(_status_eq(WRITEX(file, "abc", 3, &count)));
    EXPECT_EQUAL(count, 3);
    EXPECT_EQUAL(WRITEXL(file, "ab", 2, &long_count), 0);
    EXPECT_EQUAL(long_count, 2);
    EXPECT_EQUAL(FILE_WRITE64_(file, "a", 1, &long_count), 0);
    EXPECT_EQUAL(long_count, 1);
    EXPECT_EQUAL(FILE_WRITE64_(file, NULL, 0, &long_count), 0);
    EXPECT_EQUAL(FILE_WRITE64_(file, "!", 1, &long_count), 300);
    EXPECT_EQUAL(long_count, 0);
    EXPECT(_status_lt(WRITEX(file, "!", 1, &count)));
    EXPECT_EQUAL(count, 0);
    EXPECT_EQUAL(last_error(file), 300);
}

CHECK("WRITEREAD in all forms brings the reply back", "MS-02 R-51",
      "WRITEREAD WRITEREADX WRITEREADXL FILE_WRITEREAD_ FILE_WRITEREAD64_") {
    partner server;
    short words[20], file;
    char bytes[40];
    unsigned short count = 0;
    __int32_t long_count = 0;
    REQUIRE_EQUAL(start_role(&server, "$READ", 1, "reader"), 0);
    file = open_partner(&server, 0, 1);
    memcpy(words, "one", 3);
    EXPECT(_status_eq(WRITEREAD(file, words, 3, 40, &count)));
    EXPECT_TEXT((char *)words, count, "re:one");
    memcpy(bytes, "two", 3);
    EXPECT(_status_eq(WRITEREADX(file, bytes, 3, 5, &count))); /* cut to the read count */
    EXPECT_TEXT(bytes, count, "re:tw");
    memcpy(bytes, "three", 5);
    EXPECT_EQUAL(WRITEREADXL(file, bytes, 5, 40, &long_count), 0);
    EXPECT_TEXT(bytes, long_count, "re:three");
    EXPECT_EQUAL(FILE_WRITEREAD_(file, "four", bytes, 4, 40, &long_count), 0);
    EXPECT_TEXT(bytes, long_count, "re:four");
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "", bytes, 0, 40, &long_count), 0);
    EXPECT_TEXT(bytes, long_count, "re:");
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "!", bytes, 1, 40, &long_count), 300);
    EXPECT_TEXT(bytes, long_count, "re:!"); /* an error has its data too */
}

CHECK("the server sees how it is asked", "MS-04 R-20", "WRITEX READX FILE_WRITEREAD64_") {
    partner server;
    seen what;
    char text[8];
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 6"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_eq(WRITEX(file, "abc", 3)));
    EXPECT(_status_eq(READX(file, text, 5)));
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "abcd", text, 4, 7), 0);
    static const struct {
        short iotype, most;
        int bytes;
    } wanted[] = {{1, 0, 3}, {2, 5, 0}, {3, 7, 4}};
    for (int i = 0; i < 3; i++) {
        REQUIRE(seen_by_partner(file, 1 + i, &what));
        EXPECT_EQUAL(what.error, 0);
        EXPECT_EQUAL(what.information.z_iotype, wanted[i].iotype);
        EXPECT_EQUAL(what.information.z_maxreplycount, wanted[i].most);
        EXPECT_EQUAL(what.bytes, wanted[i].bytes);
        EXPECT_EQUAL(what.information.z_syncid, i);
        EXPECT_EQUAL(what.information.z_openlabel, 6);
        EXPECT_EQUAL(what.information.z_filenum, file);
    }
}

CHECK("sizes up to 57344 bytes, and to two MiB where counts are wider", "R-25",
      "WRITEX WRITEREADX FILE_WRITEREAD64_ FILE_WRITE64_") {
    partner server;
    short file;
    unsigned short count = 0;
    __int32_t long_count = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    for (int i = 0; i < LARGE; i++) large[i] = (char)(i * 7 >> 3);
    memcpy(back, large, 57344);
    EXPECT(_status_eq(WRITEREADX(file, back, 57344, 57344, &count)));
    EXPECT_EQUAL(count, 57344);
    EXPECT_BYTES(back, large, 57344);
    EXPECT(_status_lt(WRITEREADX(file, back, 57345, 1, &count)));
    EXPECT_EQUAL(last_error(file), FEBADCOUNT);
    EXPECT(_status_lt(WRITEREADX(file, back, 1, 57345, &count)));
    EXPECT(_status_lt(WRITEREAD(file, (short *)(void *)back, 1, 57345, &count)));
    EXPECT(_status_lt(WRITEX(file, large, 57345, &count)));
    EXPECT(_status_lt(WRITE(file, (short *)(void *)large, 57345, &count)));
    EXPECT(_status_lt(READX(file, back, 57345, &count)));
    EXPECT(_status_lt(READ(file, (short *)(void *)back, 57345, &count)));
    EXPECT_EQUAL(last_error(file), FEBADCOUNT);
    memset(back, 0, LARGE);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, large, back, LARGE, LARGE, &long_count), 0);
    EXPECT_EQUAL(long_count, LARGE);
    EXPECT_BYTES(back, large, LARGE);
    EXPECT_EQUAL(FILE_WRITE64_(file, large, LARGE, &long_count), 0);
    EXPECT_EQUAL(long_count, LARGE);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, large, back, LARGE + 1, 1), FEBADCOUNT);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, large, back, 1, LARGE + 1), FEBADCOUNT);
    EXPECT_EQUAL(FILE_WRITEREAD_(file, large, back, 1, -1), FEBADCOUNT);
    EXPECT_EQUAL(WRITEREADXL(file, back, -1, 1), FEBADCOUNT);
    EXPECT_EQUAL(FILE_WRITE64_(file, large, -1), FEBADCOUNT);
    EXPECT_EQUAL(WRITEXL(file, large, LARGE + 1), FEBADCOUNT);
    EXPECT_EQUAL(FILE_READ64_(file, back, LARGE + 1), FEBADCOUNT);
    EXPECT_EQUAL(READXL(file, back, -1), FEBADCOUNT);
}

CHECK("a request that lacks an argument is 29, one with a bad address 22", "",
      "READ READX READXL FILE_READ64_ WRITE WRITEX WRITEXL FILE_WRITE64_ WRITEREAD WRITEREADX WRITEREADXL "
      "FILE_WRITEREAD_ FILE_WRITEREAD64_") {
    partner server;
    short words[4], file;
    char bytes[8];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_lt(READ(file, words)));
    EXPECT_EQUAL(last_error(file), FEMISSPARM);
    EXPECT(_status_lt(READ(, words, 1)));
    EXPECT(_status_lt(READ(file, NULL, 1)));
    EXPECT_EQUAL(last_error(file), FEBOUNDSERR);
    EXPECT(_status_lt(READX(file, , 1)));
    EXPECT(_status_lt(READX(file, NULL, 1)));
    EXPECT_EQUAL(READXL(file, bytes), FEMISSPARM);
    EXPECT_EQUAL(READXL(file, NULL, 1), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_READ64_(file, bytes), FEMISSPARM);
    EXPECT_EQUAL(FILE_READ64_(file, NULL, 1), FEBOUNDSERR);
    EXPECT(_status_lt(WRITE(file, words)));
    EXPECT_EQUAL(last_error(file), FEMISSPARM);
    EXPECT(_status_lt(WRITE(file, NULL, 1)));
    EXPECT_EQUAL(last_error(file), FEBOUNDSERR);
    EXPECT(_status_lt(WRITEX(file, , 0)));
    EXPECT(_status_lt(WRITEX(file, NULL, 1)));
    EXPECT_EQUAL(WRITEXL(file, bytes), FEMISSPARM);
    EXPECT_EQUAL(WRITEXL(file, NULL, 1), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_WRITE64_(file, bytes), FEMISSPARM);
    EXPECT_EQUAL(FILE_WRITE64_(file, NULL, 1), FEBOUNDSERR);
    EXPECT(_status_lt(WRITEREAD(file, words, 1)));
    EXPECT_EQUAL(last_error(file), FEMISSPARM);
    EXPECT(_status_lt(WRITEREAD(file, NULL, 0, 1)));
    EXPECT_EQUAL(last_error(file), FEBOUNDSERR);
    EXPECT(_status_lt(WRITEREADX(file, bytes, , 1)));
    EXPECT(_status_lt(WRITEREADX(file, NULL, 1, 0)));
    EXPECT_EQUAL(WRITEREADXL(file, bytes, 1), FEMISSPARM);
    EXPECT_EQUAL(WRITEREADXL(file, NULL, 1, 1), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_WRITEREAD_(file, bytes, bytes, 1), FEMISSPARM);
    EXPECT_EQUAL(FILE_WRITEREAD_(file, NULL, bytes, 1, 1), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, bytes, bytes, , 1), FEMISSPARM);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, bytes, NULL, 1, 1), FEBOUNDSERR);
}

CHECK("a number that is not open is 16, and $RECEIVE takes no requests", "",
      "READ READX READXL FILE_READ64_ WRITE WRITEX WRITEXL FILE_WRITE64_ WRITEREAD WRITEREADX WRITEREADXL "
      "FILE_WRITEREAD_ FILE_WRITEREAD64_") {
    char bytes[8];
    short words[4];
    EXPECT(_status_lt(READ(99, words, 1)));
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
    EXPECT(_status_lt(READX(99, bytes, 1)));
    EXPECT_EQUAL(READXL(99, bytes, 1), FENOTOPEN);
    EXPECT_EQUAL(FILE_READ64_(-1, bytes, 1), FENOTOPEN);
    EXPECT(_status_lt(WRITE(99, words, 1)));
    EXPECT(_status_lt(WRITEX(99, bytes, 1)));
    EXPECT_EQUAL(WRITEXL(99, bytes, 1), FENOTOPEN);
    EXPECT_EQUAL(FILE_WRITE64_(-2, bytes, 1), FENOTOPEN);
    EXPECT(_status_lt(WRITEREAD(99, words, 1, 1)));
    EXPECT(_status_lt(WRITEREADX(99, bytes, 1, 1)));
    EXPECT_EQUAL(WRITEREADXL(99, bytes, 1, 1), FENOTOPEN);
    EXPECT_EQUAL(FILE_WRITEREAD_(99, bytes, bytes, 1, 1), FENOTOPEN);
    EXPECT_EQUAL(FILE_WRITEREAD64_(32767, bytes, bytes, 1, 1), FENOTOPEN);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_WRITE64_(0, bytes, 1), FENOTOPEN);
    listen(0, 1, 0);
    EXPECT_EQUAL(FILE_WRITE64_(0, bytes, 1), FEINVALOP);
    EXPECT_EQUAL(FILE_WRITEREAD64_(0, bytes, bytes, 1, 1), FEINVALOP);
    EXPECT_EQUAL(last_error(0), FEINVALOP);
}

CHECK("an open for reading or writing only does no other", "", "FILE_OPEN_ READX WRITEX FILE_WRITEREAD64_") {
    partner server;
    char bytes[8];
    short reads = -1, writes = -1;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &reads, 1), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &writes, 2), 0);
    EXPECT_EQUAL(FILE_READ64_(reads, bytes, 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(reads, bytes, 1), 49);
    EXPECT_EQUAL(FILE_WRITEREAD64_(reads, bytes, bytes, 1, 1), 49);
    EXPECT_EQUAL(FILE_WRITE64_(writes, bytes, 1), 0);
    EXPECT_EQUAL(FILE_READ64_(writes, bytes, 1), 49);
    EXPECT_EQUAL(FILE_WRITEREAD64_(writes, bytes, bytes, 1, 1), 49);
    EXPECT_EQUAL(last_error(writes), 49);
}

CHECK("a server's errors come unchanged, warnings with their data", "R-50 R-46", "WRITEREADX FILE_WRITEREAD64_") {
    static const short errors[] = {1, 2, 9, 10, 12, 16, 28, 40, 48, 60, 201, 210, 211, 250, 300, 511, 565, 899, -5};
    partner server;
    char text[16];
    int count;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        count = -1;
        EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH, .error = errors[i], .text = "data"), text, 16, &count),
                     errors[i]);
        EXPECT_TEXT(text, count, "data");
        EXPECT_EQUAL(last_error(file), errors[i]);
    }
    order warns = {.mark = ORDER_MARK, .command = REPLY_WITH, .error = 9};
    EXPECT(_status_gt(WRITEREADX(file, (char *)&warns, (unsigned short)order_bytes(&warns), 0)));
    order fails = {.mark = ORDER_MARK, .command = REPLY_WITH, .error = 10};
    EXPECT(_status_lt(WRITEREADX(file, (char *)&fails, (unsigned short)order_bytes(&fails), 0)));
}

/* ------------------------------------------------------------------------------------------------------ sync ids */

CHECK("sync ids count every request of an open, whatever becomes of it", "FS-01 R-35",
      "FILE_WRITEREAD64_ CANCEL CONTROL SETMODE") {
    partner server;
    zsys_ddl_receiveinformation_def information;
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 5};
    short file, waited;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    waited = open_partner(&server, 0, 0);
    file = open_partner(&server, 3, 0); /* the depth makes no difference */
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, (char *)&held, (char *)&held, order_bytes(&held), 8), 0); /* 0 */
    EXPECT(_status_eq(CANCEL(file)));
    EXPECT(_status_eq(SETMODE(file, 100, 1))); /* 1 */
    EXPECT(_status_eq(CONTROL(file, 1, 1)));   /* 2 */
    EXPECT_EQUAL(FILE_AWAITIO64_(&file), 0);
    order asks = {.mark = ORDER_MARK, .command = INFORMATION};
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, (char *)&asks, (char *)&information, order_bytes(&asks), sizeof information),
                 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file), 0);
    EXPECT_EQUAL(information.z_syncid, 3);
    EXPECT_EQUAL(send_order(waited, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 0);
}

/* ----------------------------------------------------------------------------------------------------- path retry */

static int ask_pair(short file, const char *text, zsys_ddl_receiveinformation_def *how) {
    return FILE_WRITEREAD64_(file, text, (char *)how, (int)strlen(text), sizeof *how);
}

static short start_holders(partner *pair, short *file, short nowait, short depth) {
    short waited, error;
    zsys_ddl_receiveinformation_def how;
    error = start_role(pair, "$HOLD", 1, "holder");
    if (error) return error;
    waited = open_partner(pair, 0, 1);
    *file = open_partner(pair, nowait, depth);
    return (short)ask_pair(waited, "pair", &how);
}

CHECK("depth 1: requests of a dead primary go to the survivor, the same as before",
      "FS-02 R-28 R-29 R-31 R-34 R-49 PP-06", "FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    partner pair;
    zsys_ddl_receiveinformation_def how[3], after;
    short file, any;
    long long tag = 0;
    REQUIRE_EQUAL(start_holders(&pair, &file, 4, 1), 0);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQUAL(FILE_WRITEREAD64_(file, "hold", (char *)&how[i], 4, sizeof how[i], , i), 0);
    }
    EXPECT_EQUAL(PROCESS_STOP_(pair.handle), 0);
    for (int i = 0; i < 3; i++) {
        any = -1;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
        EXPECT_EQUAL(any, file);
        EXPECT_EQUAL(tag, i);
        EXPECT_EQUAL(how[i].z_syncid, i);
        EXPECT_EQUAL(how[i].z_filenum, file);
        EXPECT_EQUAL(how[i].z_iotype, 3);
        EXPECT_EQUAL(how[i].z_maxreplycount, sizeof how[i]);
    }
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "next", (char *)&after, 4, sizeof after), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
    EXPECT_EQUAL(after.z_syncid, 3);
}

CHECK("depth 0: one 201, and the next request goes to the survivor with a new sync id", "FS-03 FS-09 FS-10 R-28",
      "FILE_WRITEREAD64_") {
    partner pair;
    zsys_ddl_receiveinformation_def how;
    short file, any;
    REQUIRE_EQUAL(start_holders(&pair, &file, 2, 0), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "hold", (char *)&how, 4, sizeof how), 0);
    EXPECT_EQUAL(PROCESS_STOP_(pair.handle), 0);
    any = file;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 201);
    EXPECT_EQUAL(last_error(file), 201);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "next", (char *)&how, 4, sizeof how), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
    EXPECT_EQUAL(how.z_syncid, 1);
}

CHECK("SETMODE 73 turns path retry off", "FS-03", "SETMODE FILE_WRITEREAD64_") {
    partner pair;
    zsys_ddl_receiveinformation_def how;
    short file, any;
    REQUIRE_EQUAL(start_holders(&pair, &file, 2, 1), 0);
    EXPECT(_status_eq(SETMODE(file, 73, 1)));
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "hold", (char *)&how, 4, sizeof how), 0);
    EXPECT_EQUAL(PROCESS_STOP_(pair.handle), 0);
    any = file;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 201);
}

CHECK("a request that the primary did not read moves to the survivor", "R-31 R-49 MS-10", "FILE_WRITEREAD64_") {
    partner pair;
    zsys_ddl_receiveinformation_def how;
    short file, waited, any;
    REQUIRE_EQUAL(start_holders(&pair, &file, 15, 1), 0);
    waited = open_partner(&pair, 0, 1);
    EXPECT_EQUAL(PROCESS_SUSPEND_(pair.handle), 0);
    for (int i = 0; i < 15; i++) {
        EXPECT_EQUAL(FILE_WRITEREAD64_(file, "more", (char *)&how, 4, sizeof how, , i), 0);
    }
    EXPECT_EQUAL(PROCESS_STOP_(pair.handle), 0);
    EXPECT_EQUAL(ask_pair(waited, "next", &how), 0);
    for (int i = 0; i < 15; i++) {
        long long tag = -1;
        any = file;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
        EXPECT_EQUAL(tag, i);
    }
}

/* The primary tells its backup to take the primary's role. */
static void switch_members(short file) {
    order switches = {.mark = ORDER_MARK, .command = SWITCH};
    order told = {.mark = ORDER_MARK, .command = TELL_OTHER, .bytes = offsetof(order, text)};
    opening opened;
    exchange done;
    REQUIRE_EQUAL(send_order(file, ORDER(OPEN_OTHER, .text = "$SRV"), &opened, sizeof opened, NULL), 0);
    REQUIRE_EQUAL(opened.error, 0);
    told.file = opened.file;
    memcpy(told.text, &switches, offsetof(order, text));
    REQUIRE_EQUAL(send_order(file, &told, &done, sizeof done, NULL), 0);
    EXPECT_EQUAL(done.error, 0);
}

CHECK("200 is repeated at the other member and never seen", "R-47 R-59 R-06", "FILE_WRITEREAD64_ PROCESS_SETINFO_") {
    partner server;
    zsys_ddl_receiveinformation_def information;
    identity who;
    creation made;
    short order_file, file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    order_file = open_partner(&server, 0, 1);
    file = open_partner(&server, 0, 0); /* at depth 0 as well */
    REQUIRE_EQUAL(send_order(order_file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    REQUIRE_EQUAL(made.error, 0);
    switch_members(order_file);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQUAL(send_order(file, ORDER(WHO), &who, sizeof who, NULL), 0);
        EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(who.handle, made.handle), 2);
        EXPECT_EQUAL(who.role, 5);
    }
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 3);
    EXPECT_EQUAL(information.z_openlabel, 2); /* no new open message */
    EXPECT_EQUAL(send_order(order_file, ORDER(WHO), &who, sizeof who, NULL), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(who.handle, made.handle), 2);
}

CHECK("200 from a single member is repeated at it", "R-48", "FILE_WRITEREAD64_") {
    partner server;
    char text[8];
    short file;
    __int32_t count = 0;
    REQUIRE_EQUAL(start_role(&server, "$TWOH", 1, "refuser 5"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "again", text, 5, 8, &count), 0);
    EXPECT_TEXT(text, count, "again");
}

CHECK("a dead server is 201 for what was asked and what is asked, 14 for who opens it", "FS-09 R-14 MS-10 DC-03",
      "FILE_WRITEREAD64_ FILE_OPEN_") {
    partner server;
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    char text[8];
    short nowait, file, other = -1, any;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    nowait = open_partner(&server, 3, 1);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&held, (char *)&held, order_bytes(&held), 8), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&held, (char *)&held, order_bytes(&held), 8), 0);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_ABEND, .number = 1), NULL, 0, NULL), 201);
    for (int i = 0; i < 2; i++) {
        any = nowait;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any), 201);
    }
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 8), 201);
    EXPECT_EQUAL(FILE_WRITE64_(file, "x", 1), 201);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "x", 1), 201);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &other), 14);
}

CHECK("an open of a name that others have now is 60", "PR-07 R-34", "FILE_WRITEREAD64_") {
    partner server;
    char text[8];
    short file, other;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    stop_partner(&server);
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 8), 60);
    EXPECT_EQUAL(last_error(file), 60);
    other = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(other, "x", text, 1, 8), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 8), 60);
}

CHECK("a pair that is stopped as one is 201 at once", "R-64 R-65", "FILE_WRITEREAD64_ PROCESS_STOP_") {
    partner pair;
    zsys_ddl_receiveinformation_def how;
    short file, any;
    REQUIRE_EQUAL(start_holders(&pair, &file, 2, 1), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "hold", (char *)&how, 4, sizeof how), 0);
    EXPECT_EQUAL(PROCESS_STOP_(pair.handle, 1), 0);
    any = file;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 201);
    EXPECT_EQUAL(FILE_WRITE64_(file, "x", 1), 201);
}

/* --------------------------------------------------------------------------------------------------------- order */

CHECK("requests arrive in their order and each completes once", "MS-01 MS-06 MS-08 R-22",
      "FILE_WRITE64_ FILE_AWAITIO64_") {
    partner server;
    seen what;
    char text[15];
    short file, any;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    file = open_partner(&server, 15, 1);
    for (int i = 0; i < 15; i++) {
        text[i] = (char)('a' + i);
        EXPECT_EQUAL(FILE_WRITE64_(file, &text[i], 1, , i), 0);
    }
    for (int i = 0; i < 15; i++) {
        long long tag = -1;
        any = file;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
        EXPECT_EQUAL(tag, i);
    }
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
    short order_file = open_partner(&server, 0, 1);
    for (int i = 0; i < 15; i++) {
        REQUIRE(seen_by_partner(order_file, 1 + i, &what));
        EXPECT_EQUAL(what.data[0], text[i]);
        EXPECT_EQUAL(what.information.z_syncid, i);
    }
}

CHECK("a write completes when it is answered and not before", "R-21 MS-05", "FILE_WRITE64_ FILE_AWAITIO64_") {
    partner server;
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    short nowait, file, any;
    int count = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    nowait = open_partner(&server, 1, 1);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, (char *)&held, order_bytes(&held)), 0);
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH), NULL, 0, NULL), 0); /* it has read both */
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 40);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 1, .error = 9, .text = "gone"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , &count), 9);
    EXPECT_EQUAL(count, order_bytes(&held));
}
