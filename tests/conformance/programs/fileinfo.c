/* What files are: FILE_GETINFO_, FILEINFO, FILE_GETINFOLIST_, FILE_GETINFOBYNAME_, FILE_GETINFOLISTBYNAME_
 * (procedures.md section 1.17, appendix A.3; zsys.md section 12). */
#include "check.h"

enum { FENOSUCHDEV = 14, FENOTOPEN = 16, FEBOUNDSERR = 22, FEMISSPARM = 29, FETOOSMALL = 563, FEBAD = 590 };
enum { PROCESS = 0, RECEIVE = 2, TERMINAL = 6, RECORD = 132 };

/* Simulates a device of that type and subtype: makes itself of subtype 30 and answers -106. With a third word it never
 * answers one. */
ROLE(simulator) {
    short file, message[125], subtype = 30;
    __int32_t count;
    PROCESS_SETINFO_(, , 8, &subtype, 1);
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 4);
    for (;;) {
        zsys_ddl_receiveinformation_def information;
        short error = FILE_READUPDATE64_(0, (char *)message, sizeof message, &count);
        FILE_GETRECEIVEINFO_((short *)&information);
        if (error == 6 && message[0] == -106) {
            short reply[7] = {-106, (short)atoi(word[0]), (short)atoi(word[1]), -1, -1, -1, 80};
            if (words < 3) FILE_REPLY64_((char *)reply, sizeof reply, , information.z_messagetag);
        } else {
            FILE_REPLY64_(, , , information.z_messagetag);
        }
    }
}

/* -------------------------------------------------------------------------------------------------- FILE_GETINFO_ */

CHECK("FILE_GETINFO_ tells name, type and last error of an open", "PR-05", "FILE_GETINFO_") {
    partner server;
    short file, error = 9, length = -1, type[5], flags = 9;
    char name[64];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_GETINFO_(file, &error, name, (short)sizeof name, &length, type, &flags), 0);
    EXPECT_EQUAL(error, 0);
    EXPECT_EQUAL(name[0], '\\');
    EXPECT(length > 6 && memcmp(memchr(name, '.', (size_t)length), ".$SRV:", 6) == 0);
    EXPECT_EQUAL(type[0], PROCESS);
    EXPECT_EQUAL(type[1], 0);
    for (int i = 2; i < 5; i++) EXPECT_EQUAL(type[i], -1);
    EXPECT_EQUAL(flags, 0);
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH, .error = 48), NULL, 0, NULL), 48);
    EXPECT_EQUAL(FILE_GETINFO_(file, &error), 0);
    EXPECT_EQUAL(error, 48);
    EXPECT_EQUAL(FILE_GETINFO_(file, &error), 0); /* the call is no operation of the file */
    EXPECT_EQUAL(error, 48);
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, 5, &length), FETOOSMALL);
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, 5), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFO_(file, , , , &length), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFO_(99, &error), FENOTOPEN);
    EXPECT_EQUAL(FILE_GETINFO_(), FEMISSPARM);
}

CHECK("FILE_GETINFO_ of -1 is the last error without a file, of 0 that of $RECEIVE", "", "FILE_GETINFO_") {
    short file, error = 9, length = -1, type[5];
    char name[64], buffer[8];
    EXPECT_EQUAL(FILE_OPEN_("$NONE", 5, &file), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFO_(-1, &error, name, (short)sizeof name, &length), 0);
    EXPECT_EQUAL(error, FENOSUCHDEV);
    EXPECT_EQUAL(length, 0);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_GETINFO_(0, &error), FENOTOPEN);
    listen(0, 0, 1);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 8), 2);
    EXPECT_EQUAL(FILE_GETINFO_(0, &error, name, (short)sizeof name, &length, type), 0);
    EXPECT_EQUAL(error, 2);
    EXPECT_TEXT(name, length, "$RECEIVE");
    EXPECT_EQUAL(type[0], RECEIVE);
}

CHECK("the type of an open is what its server is, not what it simulates", "", "FILE_GETINFO_") {
    partner server;
    short file, type[5];
    REQUIRE_EQUAL(start_role(&server, "$SIM", 1, "simulator 6 4"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_GETINFO_(file, , , , , type), 0);
    EXPECT_EQUAL(type[0], PROCESS);
    EXPECT_EQUAL(type[1], 30);
}

/* ----------------------------------------------------------------------------------------------- FILE_GETINFOLIST_ */

CHECK("FILE_GETINFOLIST_ tells how a file is open", "", "FILE_GETINFOLIST_") {
    static short items[] = {21, 22, 23, 24, 25, 26, 7, 8, 30, 31, 34, 35, 36, 40, 41, 42, 161};
    static const short wanted[] = {1, 3, 4, 2, 8192, 0, 0, 0, 0, 0, RECORD, -1, -1, -1, -1, -1, 0};
    partner server;
    short file = -1, result[32], length = -1, wrong = 9;
    enum { COUNT = sizeof items / sizeof *items };
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, 1, 3, 4, 2, 8192), 0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, COUNT, result, sizeof result, &length, &wrong), 0);
    EXPECT_EQUAL(length, 2 * COUNT);
    EXPECT_EQUAL(wrong, -1);
    for (int i = 0; i < COUNT; i++) {
        if (!EXPECT_EQUAL(result[i], wanted[i])) check_say("it is item %d", items[i]);
    }
    order held = {.mark = ORDER_MARK, .command = HOLD};
    short writer = open_partner(&server, 4, 1);
    EXPECT_EQUAL(FILE_WRITE64_(writer, (char *)&held, order_bytes(&held)), 0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(writer, items + 5, 1, result, sizeof result), 0);
    EXPECT_EQUAL(result[0], 1);
}

CHECK("strings of a list come behind their lengths, each item on a word", "", "FILE_GETINFOLIST_") {
    partner server;
    short file, items[] = {1, 2, 23, 3, 4, 5, 6, 24}, result[80], length = 0;
    char name[64];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV.#AB", 8, &file, , , 3, 2), 0);
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    short words = (short)((length + 1) / 2), of_name = length;
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 8, result, sizeof result, &length), 0);
    EXPECT_EQUAL(result[0], of_name);
    EXPECT_BYTES(result + 1, name, of_name);
    EXPECT_EQUAL(result[1 + words], 3);
    EXPECT_EQUAL(result[2 + words], of_name);
    EXPECT_BYTES(result + 3 + words, name, of_name);
    EXPECT_EQUAL(result[3 + 2 * words], 0); /* no DEFINE */
    EXPECT_EQUAL(result[4 + 2 * words], 2);
    EXPECT_EQUAL(length, 2 * (5 + 2 * words));
}

CHECK("the process's own items are the highest and the next file", "", "FILE_GETINFOLIST_") {
    partner server;
    short file[3], items[] = {19, 20, 7}, result[4], number;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(-1, items, 2, result, sizeof result), 0);
    EXPECT(result[0] == -1 && result[1] == -1);
    for (int i = 0; i < 3; i++) file[i] = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_OPEN_("$NONE", 5, &number), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOLIST_(-1, items, 3, result, sizeof result), 0);
    EXPECT_EQUAL(result[0], file[2]);
    EXPECT_EQUAL(result[1], file[0]);
    EXPECT_EQUAL(result[2], FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file[0], items + 1, 1, result, sizeof result), 0);
    EXPECT_EQUAL(result[0], file[1]);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file[2], items + 1, 1, result, sizeof result), 0);
    EXPECT_EQUAL(result[0], -1);
    listen(1, 7, 0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(-1, items + 1, 1, result, sizeof result), 0);
    EXPECT_EQUAL(result[0], 0);
    short of_receive[] = {23, 24, 25, 30};
    EXPECT_EQUAL(FILE_GETINFOLIST_(0, of_receive, 4, result, sizeof result), 0);
    EXPECT(result[0] == 1 && result[1] == 7 && result[2] == 0 && result[3] == RECEIVE);
}

CHECK("an item that cannot be told is named", "", "FILE_GETINFOLIST_") {
    static const struct {
        short file, item, error;
    } wrongs[] = {{1, 11, 2},   {1, 43, 2},    {1, 110, 2},   {1, 0, 561},         {1, 27, 561},        {1, 999, 561},
                  {1, -1, 561}, {1, 2, FEBAD}, {1, 6, FEBAD}, {-1, 21, FENOTOPEN}, {-1, 30, FENOTOPEN}, {1, 9, 2}};
    partner server;
    short file, result[40], length = -1, wrong = 9;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        short items[] = {7, wrongs[i].item, 7}, asked = wrongs[i].file < 0 ? -1 : file;
        if (!EXPECT_EQUAL(FILE_GETINFOLIST_(asked, items, 3, result, sizeof result, &length, &wrong),
                          wrongs[i].error)) {
            check_say("it is item %d", wrongs[i].item);
        }
        EXPECT_EQUAL(wrong, 1);
        EXPECT_EQUAL(length, 2);
    }
    short items[] = {7, 1, 2};
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 3, result, 3, &length, &wrong), FETOOSMALL);
    EXPECT_EQUAL(wrong, 1);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 3, result, 5, &length, &wrong), FETOOSMALL);
    EXPECT_EQUAL(wrong, 2);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 0, result, 0, &length, &wrong), 0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, -1, result, 8), FEBAD);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 1, result, -1), FEBAD);
    EXPECT_EQUAL(FILE_GETINFOLIST_(99, items, 1, result, 8), FENOTOPEN);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 1, result), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOLIST_(, items, 1, result, 8), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, NULL, 1, result, 8), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 1, NULL, 8), FEBOUNDSERR);
}

/* -------------------------------------------------------------------------------------------------------- by name */

CHECK("FILE_GETINFOBYNAME_ tells what a name is", "", "FILE_GETINFOBYNAME_") {
    partner server;
    short type[5], record = -1, flags = 9;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$srv", 4, type, &record, , , &flags), 0);
    EXPECT(type[0] == PROCESS && type[1] == 0 && type[2] == -1 && type[3] == -1 && type[4] == -1);
    EXPECT_EQUAL(record, RECORD);
    EXPECT_EQUAL(flags, 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_(server.descriptor, server.length, type), 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$RECEIVE", 8, type), 0);
    EXPECT_EQUAL(type[0], RECEIVE);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$ZHOME", 6, type), 0);
    EXPECT_EQUAL(type[0], TERMINAL);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$NONE", 5, type), FENOSUCHDEV);
    EXPECT_EQUAL(last_error(-1), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$DATA.A.B", 9, type), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("\\NOWHERE.$SRV", 13, type), 18);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$S-V", 4, type), 13);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("=NO_SUCH_DEFINE", 15, type), 198);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_(, 4, type), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SRV", , type), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_(NULL, 4, type), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SRV", 4, type, , 8), FEBAD);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SRV", 4, type, , 6, 1), FEBAD);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SRV", 4, type, , 2), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SRV", 4, type, , 2, -2), FEBAD);
}

CHECK("a process of subtype 30 is asked what it simulates", "", "FILE_GETINFOBYNAME_ FILE_GETINFOLISTBYNAME_") {
    partner server;
    short type[5], record = -1, items[] = {30, 31, 34}, result[4], length = 0;
    REQUIRE_EQUAL(start_role(&server, "$SIM", 1, "simulator 6 4"), 0);
    short file = open_partner(&server, 0, 1); /* from here on it is of subtype 30 */
    EXPECT(file > 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, &record), 0);
    EXPECT(type[0] == 6 && type[1] == 4 && record == 80);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, &record, 2, 500), 0);
    EXPECT(type[0] == 6 && type[1] == 4);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, &record, 1), 0); /* never ask */
    EXPECT(type[0] == PROCESS && type[1] == 30);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SIM", 4, items, 3, result, sizeof result, &length), 0);
    EXPECT(length == 6 && result[0] == 6 && result[1] == 4 && result[2] == 80);
}

CHECK("an inquiry with a time limit ends with 40", "", "FILE_GETINFOBYNAME_") {
    partner server;
    short type[5];
    REQUIRE_EQUAL(start_role(&server, "$SIM", 1, "simulator 6 4 silent"), 0);
    EXPECT(open_partner(&server, 0, 1) > 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, , 2, 5), 40);
    EXPECT_EQUAL(last_error(-1), 40);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, , 2, 0), 40);
}

CHECK("a nowait inquiry ends with -108", "", "FILE_GETINFOBYNAME_") {
    partner server;
    seen read;
    short type[5] = {9};
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_role(&server, "$SIM", 1, "simulator 5 7"), 0);
    EXPECT(open_partner(&server, 0, 1) > 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$SIM", 4, type, , 4, 0x12345678), 0);
    EXPECT_EQUAL(type[0], 9);
    REQUIRE(await_message(-108, &read));
    EXPECT_EQUAL(read.bytes, 22);
    EXPECT_EQUAL(words_of(read.data, 1), 0x12345678);
    EXPECT_EQUAL(word_of(read.data, 3), 0);
    EXPECT_EQUAL(word_of(read.data, 4), 5);
    EXPECT_EQUAL(word_of(read.data, 5), 7);
    EXPECT_EQUAL(word_of(read.data, 6), -1);
    EXPECT_EQUAL(word_of(read.data, 9), 80);
    EXPECT_EQUAL(word_of(read.data, 10), 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$NONE", 5, type, , 4, -3), 0);
    REQUIRE(await_message(-108, &read));
    EXPECT_EQUAL(words_of(read.data, 1), -3);
    EXPECT_EQUAL(word_of(read.data, 3), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$S-V", 4, type, , 4, -3), 13); /* at once */
    FILE_CLOSE_(0);
}

CHECK("FILE_GETINFOLISTBYNAME_ takes items from 30 on", "", "FILE_GETINFOLISTBYNAME_") {
    partner server;
    short items[] = {30, 35, 21}, result[8], length = -1, wrong = 9;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 2, result, sizeof result, &length, &wrong), 0);
    EXPECT(length == 4 && wrong == -1 && result[0] == PROCESS && result[1] == -1);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 3, result, sizeof result, &length, &wrong), FEBAD);
    EXPECT_EQUAL(wrong, 2);
    items[1] = 43;
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 2, result, sizeof result, &length, &wrong), 2);
    EXPECT_EQUAL(wrong, 1);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 1, result, 1, &length, &wrong), FETOOSMALL);
    EXPECT_EQUAL(wrong, 0);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$NONE", 5, items, 1, result, sizeof result), FENOSUCHDEV);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$N-E", 4, items, 1, result, sizeof result), 13);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 1, result), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_(NULL, 4, items, 1, result, 8), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, NULL, 1, result, 8), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, 1, NULL, 8), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETINFOLISTBYNAME_("$SRV", 4, items, -1, result, 8), FEBAD);
}

/* ------------------------------------------------------------------------------------------------------- FILEINFO */

CHECK("FILEINFO tells of an open file, of a name, and the last error", "PR-08", "FILEINFO") {
    partner server;
    short file, error = 9, name[12], device = 9, type = 9, record = 9, flags = 9, depth = 9, next = 9, code = 9;
    __int32_t end = 9;
    char text[24];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, 1, 1, 3, 2), 0);
    short other = open_partner(&server, 0, 1);
    EXPECT(_status_eq(
        FILEINFO(file, &error, name, &device, &type, &record, &end, , , &code, , , &flags, , , , , , , &depth, &next)));
    EXPECT_EQUAL(error, 0);
    memcpy(text, name, sizeof text);
    EXPECT(memcmp(text, "$SRV", 4) == 0 || memcmp(text + 2, "SRV", 3) == 0);
    EXPECT_EQUAL(device, -1);
    EXPECT_EQUAL(type, PROCESS);
    EXPECT_EQUAL(record, RECORD);
    EXPECT_EQUAL(end, 0);
    EXPECT_EQUAL(code, 0);
    EXPECT_EQUAL(flags, 0x0400 | 0x0010 | 3);
    EXPECT_EQUAL(depth, 2);
    EXPECT_EQUAL(next, other);
    EXPECT_EQUAL(send_order(other, ORDER(REPLY_WITH, .error = 300), NULL, 0, NULL), 300);
    EXPECT(_status_eq(FILEINFO(other, &error, , , , , , , , , , , , , , , , , , , &next)));
    EXPECT_EQUAL(error, 300);
    EXPECT_EQUAL(next, -1);
    EXPECT(_status_lt(FILEINFO(99, &error)));
    EXPECT_EQUAL(error, FENOTOPEN);
    EXPECT_EQUAL(FILE_OPEN_("$NONE", 5, &file), FENOSUCHDEV);
    EXPECT(_status_eq(FILEINFO(-1, &error)));
    EXPECT_EQUAL(error, FENOSUCHDEV);
    memset(name, ' ', sizeof name);
    memcpy(name, "$SRV", 4);
    EXPECT(_status_eq(FILEINFO(, &error, name, , &type, &record)));
    EXPECT(error == 0 && type == PROCESS && record == RECORD);
    memcpy(name, "$NONE", 5);
    EXPECT(_status_lt(FILEINFO(, &error, name)));
    EXPECT_EQUAL(error, FENOSUCHDEV);
    EXPECT(_status_lt(FILEINFO(, &error)));
    EXPECT_EQUAL(error, FEMISSPARM);
    EXPECT(_status_lt(FILEINFO()));
}
