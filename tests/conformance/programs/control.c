/* What a requester tells its server beside data: CONTROL, CONTROLBUF, SETMODE, SETPARAM, RESETSYNC, and sync blocks
 * (procedures.md sections 1.18, 1.19, 1.24). */
#include "check.h"

enum { FEINVALOP = 2, NO_MESSAGES = 7, FENOTOPEN = 16, FEBADCOUNT = 21, FEBOUNDSERR = 22, FEMISSPARM = 29 };

typedef struct {
    int bytes, syncid;
    char data[250];
} told;

static void keep(told *last, const char *data, __int32_t count) {
    zsys_ddl_receiveinformation_def information;
    FILE_GETRECEIVEINFO_((short *)&information);
    last->bytes = count;
    last->syncid = information.z_syncid;
    memcpy(last->data, data, (size_t)count);
}

/* A device: SETMODE 80 of $RECEIVE as word[0] says. It answers a request with what it was told last, -33 with the
 * parameters of the one before, -37 with the data of the one before; operation or function N below 0 with error -N. */
ROLE(device) {
    static told last;
    static short before[2] = {-1, 258};
    static char data_before[246] = "first";
    short file, old_data = 5, message[128];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    SETMODE(0, 80, (short)atoi(word[0]));
    for (;;) {
        short error = FILE_READUPDATE64_(0, (char *)message, 250, &count);
        short answer = (short)(message[1] < 0 ? -message[1] : 0);
        if (error == 0) {
            FILE_REPLY64_((char *)&last, sizeof last);
            continue;
        }
        if (message[0] <= -32 && message[0] >= -37) keep(&last, (char *)message, count);
        if (message[0] == -33) {
            short reply[3] = {-33, before[0], before[1]};
            short given = (short)(count == 10 && (message[4] & 1) ? sizeof reply : 0);
            before[0] = message[2], before[1] = message[3];
            FILE_REPLY64_((char *)reply, message[1] == 103 ? 0 : given, , , answer);
        } else if (message[0] == -37) {
            short reply[125] = {-37, old_data};
            short length = (short)(4 + old_data);
            memcpy(reply + 2, data_before, (size_t)old_data);
            old_data = message[3];
            memcpy(data_before, message + 4, (size_t)old_data);
            FILE_REPLY64_((char *)reply, message[2] & 1 ? length : 0, , , answer);
        } else {
            FILE_REPLY64_(, , , , (short)(message[0] == -103 || message[0] == -104 ? 0 : answer));
        }
    }
}

static short device;

static int start_device(partner *server, const char *role, short nowait_depth) {
    if (start_role(server, "$DEV", 1, role)) return 0;
    device = open_partner(server, nowait_depth, 1);
    return device > 0;
}

/* What the device was told last. */
static int tells(told *last) {
    return FILE_WRITEREAD64_(device, "?", (char *)last, 1, sizeof *last) == 0;
}

/* -------------------------------------------------------------------------------------------------------- CONTROL */

CHECK("CONTROL reaches the server as -32, and its error comes back", "", "CONTROL FILE_CONTROL64_") {
    partner server;
    told last;
    REQUIRE(start_device(&server, "device 0", 0));
    EXPECT(_status_eq(CONTROL(device, 26, -2)));
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 6);
    EXPECT_EQUAL(word_of(last.data, 0), -32);
    EXPECT_EQUAL(word_of(last.data, 1), 26);
    EXPECT_EQUAL(word_of(last.data, 2), -2);
    EXPECT_EQUAL(last.syncid, 0);
    EXPECT_EQUAL(FILE_CONTROL64_(device, 1, 5), 0);
    EXPECT_EQUAL(FILE_CONTROL64_(device, -48, 5), 48);
    EXPECT_EQUAL(last_error(device), 48);
    EXPECT(_status_gt(CONTROL(device, -2, 0)));
    EXPECT_EQUAL(last_error(device), FEINVALOP);
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.syncid, 4); /* the question was number 1 */
}

CHECK("CONTROLBUF carries up to 244 bytes", "", "CONTROLBUF FILE_CONTROLBUF64_") {
    partner server;
    told last;
    char data[245];
    short count = -1;
    REQUIRE(start_device(&server, "device 0", 0));
    for (int i = 0; i < 245; i++) data[i] = (char)(i + 1);
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 9, data, 244, &count), 0);
    EXPECT_EQUAL(count, 244);
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 250);
    EXPECT_EQUAL(word_of(last.data, 0), -35);
    EXPECT_EQUAL(word_of(last.data, 1), 9);
    EXPECT_EQUAL(word_of(last.data, 2), 244);
    EXPECT_BYTES(last.data + 6, data, 244);
    EXPECT(_status_eq(CONTROLBUF(device, 9, (short *)(void *)data, 3, &count)));
    EXPECT_EQUAL(count, 3);
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 9);
    EXPECT(_status_lt(CONTROLBUF(device, -48, (short *)(void *)data, 3, &count)));
    EXPECT_EQUAL(count, 0);
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 9, data, 245), FEBADCOUNT);
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 9, data, -1), FEBADCOUNT);
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 9, NULL, 1), FEBOUNDSERR);
}

CHECK("nowait CONTROL and CONTROLBUF are awaited", "", "CONTROL CONTROLBUF FILE_CONTROL64_ FILE_CONTROLBUF64_") {
    partner server;
    static char data[8];
    short any, count = -1;
    long long tag = 0, address = 0;
    int moved = -1;
    REQUIRE(start_device(&server, "device 0", 4));
    EXPECT(_status_eq(CONTROL(device, 1, 2, 7)));
    EXPECT_EQUAL(FILE_CONTROL64_(device, -2, 2, 1LL << 40), 0);
    EXPECT(_status_eq(CONTROLBUF(device, 1, (short *)(void *)data, 8, &count, 9)));
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 1, data, 7, &count, 10), 0);
    EXPECT_EQUAL(count, -1);
    any = device;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , &moved, &tag), 0);
    EXPECT_EQUAL(tag, 7);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , &moved, &tag), 2);
    EXPECT_EQUAL(tag, 1LL << 40);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &address, &moved, &tag), 0);
    EXPECT(tag == 9 && moved == 8 && address == (long long)(size_t)data);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &address, &moved, &tag), 0);
    EXPECT(tag == 10 && moved == 7);
}

/* -------------------------------------------------------------------------------------------------------- SETMODE */

CHECK("SETMODE reaches the server as -33, and brings old values when the server gives them", "", "SETMODE") {
    partner server;
    told last;
    short values[2] = {5, 5};
    REQUIRE(start_device(&server, "device 1", 0));
    EXPECT(_status_eq(SETMODE(device, 100, 3, 4, values)));
    EXPECT(values[0] == -1 && values[1] == 258);
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 10);
    EXPECT_EQUAL(word_of(last.data, 0), -33);
    EXPECT_EQUAL(word_of(last.data, 1), 100);
    EXPECT_EQUAL(word_of(last.data, 2), 3);
    EXPECT_EQUAL(word_of(last.data, 3), 4);
    EXPECT_EQUAL(word_of(last.data, 4), 7);
    EXPECT(_status_eq(SETMODE(device, 100, , 9)));
    REQUIRE(tells(&last));
    EXPECT_EQUAL(word_of(last.data, 2), 0);
    EXPECT_EQUAL(word_of(last.data, 4), 2);
    EXPECT(_status_gt(SETMODE(device, 103, 1, 1, values))); /* it gives none */
    EXPECT_EQUAL(last_error(device), FEINVALOP);
    EXPECT(_status_lt(SETMODE(device, -48, 1, 1, values)));
    EXPECT_EQUAL(last_error(device), 48);
}

CHECK("a server without SETMODE 80 bit 15 reads the short form and gives no old values", "", "SETMODE") {
    partner server;
    told last;
    short values[2] = {5, 5};
    REQUIRE(start_device(&server, "device 0", 0));
    EXPECT(_status_eq(SETMODE(device, 100, 3, 4)));
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 8);
    EXPECT(_status_gt(SETMODE(device, 100, 3, 4, values)));
    EXPECT_EQUAL(last_error(device), FEINVALOP);
    EXPECT_EQUAL(values[0], 5);
}

CHECK("functions of the file system stay with the open", "", "SETMODE SETMODENOWAIT") {
    static const short functions[] = {30, 71, 72, 73, 74, 117};
    partner server;
    told last;
    short values[2];
    REQUIRE(start_device(&server, "device 1", 0));
    EXPECT(_status_eq(SETMODE(device, 100, 3, 4)));
    for (int i = 0; i < 6; i++) {
        EXPECT(_status_eq(SETMODE(device, functions[i], 1, 3, values)));
        EXPECT(values[0] == 0 && values[1] == 0);
        EXPECT(_status_eq(SETMODE(device, functions[i], , 4, values)));
        EXPECT(values[0] == 1 && values[1] == 3);
        EXPECT(_status_eq(SETMODE(device, functions[i], , , values)));
        EXPECT(values[0] == 1 && values[1] == 4);
    }
    REQUIRE(tells(&last));
    EXPECT_EQUAL(word_of(last.data, 1), 100);
    EXPECT(_status_lt(SETMODE(device, 30, 2)));
    EXPECT_EQUAL(last_error(device), 590);
    EXPECT(_status_lt(SETMODE(device, 72, 3)));
    EXPECT(_status_lt(SETMODE(device, 73, 2)));
    device = open_partner(&server, 0, 1);
    EXPECT(_status_eq(SETMODE(device, 74, , , values)));
    EXPECT_EQUAL(values[0], 0);
}

CHECK("SETMODENOWAIT is awaited on a nowait open, and is SETMODE on a waited one", "",
      "SETMODENOWAIT FILE_SETMODENOWAIT64_") {
    partner server;
    static short values[2];
    short any, file;
    __int32_t tag = 0;
    long long long_tag = 0;
    guardian_buffer_address address = 0;
    REQUIRE(start_device(&server, "device 1", 3));
    EXPECT(_status_eq(SETMODENOWAIT(device, 100, 1, 2, values, 9)));
    EXPECT_EQUAL(FILE_SETMODENOWAIT64_(device, 30, 1, , , 1LL << 40), 0);
    EXPECT(_status_eq(SETMODENOWAIT(device, -48, 1, 2, , 10)));
    any = device;
    for (int i = 0; i < 2; i++) { /* the local one is ready; the order is what it has set */
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &long_tag), 0);
        EXPECT(long_tag == 1LL << 40 || long_tag == 9);
    }
    EXPECT(values[0] == -1 && values[1] == 258);
    EXPECT(_status_lt(AWAITIOX(&any, &address, , &tag)));
    EXPECT_EQUAL(tag, 10);
    EXPECT_EQUAL(last_error(device), 48);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_eq(SETMODENOWAIT(file, 100, 5, 6, values)));
    EXPECT(values[0] == 1 && values[1] == 2);
    EXPECT_EQUAL(FILE_SETMODENOWAIT64_(file, -2), FEINVALOP);
}

/* ------------------------------------------------------------------------------------------------------- SETPARAM */

CHECK("SETPARAM carries data there and back", "", "SETPARAM") {
    partner server;
    told last;
    char data[8] = "second", back[8] = "-------";
    short count = -1;
    REQUIRE(start_device(&server, "device 2", 0));
    EXPECT(_status_eq(SETPARAM(device, 3, (short *)(void *)data, 6, (short *)(void *)back, &count, 8)));
    EXPECT_TEXT(back, count, "first");
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 14);
    EXPECT_EQUAL(word_of(last.data, 0), -37);
    EXPECT_EQUAL(word_of(last.data, 1), 3);
    EXPECT_EQUAL(word_of(last.data, 2), 3);
    EXPECT_EQUAL(word_of(last.data, 3), 6);
    EXPECT_BYTES(last.data + 8, "second", 6);
    EXPECT(_status_eq(SETPARAM(device, 3, , , (short *)(void *)back, &count, 3)));
    EXPECT_TEXT(back, count, "sec");
    EXPECT_EQUAL(back[3], 's'); /* of "first": no more was written than there was room for */
    REQUIRE(tells(&last));
    EXPECT_EQUAL(last.bytes, 8);
    EXPECT_EQUAL(word_of(last.data, 2), 1);
    EXPECT(_status_lt(SETPARAM(device, -48, (short *)(void *)data, 6)));
    EXPECT_EQUAL(last_error(device), 48);
    EXPECT(_status_eq(SETPARAM(device, 3)));
}

CHECK("a server without SETMODE 80 bit 14 does not take SETPARAM, error 2", "", "SETPARAM") {
    partner server;
    REQUIRE(start_device(&server, "device 0", 0));
    EXPECT(_status_gt(SETPARAM(device, 3)));
    EXPECT_EQUAL(last_error(device), FEINVALOP);
}

CHECK("SETPARAM is nowait with a tag other than -1", "", "SETPARAM FILE_AWAITIO64_") {
    partner server;
    static char back[8];
    short any, count = -1;
    long long tag = 0, address = 0;
    int moved = 0;
    REQUIRE(start_device(&server, "device 2", 2));
    EXPECT(_status_eq(SETPARAM(device, 3, (short *)(void *)"ab", 2)));
    EXPECT(_status_eq(SETPARAM(device, 3, (short *)(void *)"abc", 3, , , , -1)));
    any = device;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
    EXPECT(_status_eq(SETPARAM(device, 3, , , (short *)(void *)back, &count, 8, 55)));
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &address, &moved, &tag), 0);
    EXPECT(tag == 55 && moved == 3 && count == 3 && address == (long long)(size_t)back);
    EXPECT_BYTES(back, "abc", 3);
}

/* ------------------------------------------------------------------------------------------------------- refusals */

CHECK("a server that does not take file-management messages is 7, a warning", "",
      "CONTROL FILE_CONTROL64_ CONTROLBUF FILE_CONTROLBUF64_ SETMODE SETMODENOWAIT FILE_SETMODENOWAIT64_ SETPARAM "
      "RESETSYNC") {
    partner server;
    zsys_ddl_receiveinformation_def information;
    short file, buffer[2] = {0}, values[2];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "options 1"), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_gt(CONTROL(file, 1, 1)));
    EXPECT_EQUAL(last_error(file), NO_MESSAGES);
    EXPECT_EQUAL(FILE_CONTROL64_(file, 1, 1), NO_MESSAGES);
    EXPECT(_status_gt(CONTROLBUF(file, 1, buffer, 2)));
    EXPECT_EQUAL(FILE_CONTROLBUF64_(file, 1, (char *)buffer, 2), NO_MESSAGES);
    EXPECT(_status_gt(SETMODE(file, 100, 1, 1, values)));
    EXPECT_EQUAL(last_error(file), NO_MESSAGES);
    EXPECT(_status_gt(SETMODENOWAIT(file, 100)));
    EXPECT_EQUAL(FILE_SETMODENOWAIT64_(file, 100), NO_MESSAGES);
    EXPECT(_status_gt(SETPARAM(file, 1)));
    EXPECT_EQUAL(last_error(file), NO_MESSAGES);
    EXPECT(_status_gt(RESETSYNC(file)));
    EXPECT_EQUAL(last_error(file), NO_MESSAGES);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 0); /* as of now; the server was not told */
}

CHECK("the dead are 201 for these too, and a primary's death repeats them", "FS-02 R-64", "CONTROL SETMODE RESETSYNC") {
    partner server;
    creation made;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(PROCESS_STOP_(server.handle), 0);
    EXPECT(_status_eq(CONTROL(file, 1, 1)));
    EXPECT(_status_eq(SETMODE(file, 100, 1)));
    EXPECT(_status_eq(RESETSYNC(file)));
    EXPECT_EQUAL(count_seen(file, -32), 1);
    EXPECT_EQUAL(count_seen(file, -33), 1);
    EXPECT_EQUAL(count_seen(file, -34), 1);
    EXPECT_EQUAL(PROCESS_STOP_(made.handle), 0);
    EXPECT(_status_lt(CONTROL(file, 1, 1)));
    EXPECT_EQUAL(last_error(file), 201);
    EXPECT(_status_lt(SETMODE(file, 100, 1)));
    EXPECT(_status_lt(RESETSYNC(file)));
    EXPECT_EQUAL(last_error(file), 201);
}

CHECK("what lacks an argument is 29, what is not open 16, and $RECEIVE is 2", "",
      "CONTROL FILE_CONTROL64_ CONTROLBUF FILE_CONTROLBUF64_ SETMODE SETMODENOWAIT FILE_SETMODENOWAIT64_ SETPARAM "
      "RESETSYNC") {
    partner server;
    short buffer[4] = {0};
    REQUIRE(start_device(&server, "device 2", 0));
    EXPECT(_status_lt(CONTROL(device, 1)));
    EXPECT_EQUAL(last_error(device), FEMISSPARM);
    EXPECT_EQUAL(FILE_CONTROL64_(device, , 1), FEMISSPARM);
    EXPECT(_status_lt(CONTROLBUF(device, 1, buffer)));
    EXPECT_EQUAL(FILE_CONTROLBUF64_(device, 1, , 1), FEMISSPARM);
    EXPECT(_status_lt(SETMODE(device)));
    EXPECT_EQUAL(last_error(device), FEMISSPARM);
    EXPECT(_status_lt(SETMODENOWAIT(device)));
    EXPECT_EQUAL(FILE_SETMODENOWAIT64_(device), FEMISSPARM);
    EXPECT(_status_lt(SETPARAM(device)));
    EXPECT(_status_lt(SETPARAM(device, 1, buffer)));
    EXPECT(_status_lt(SETPARAM(device, 1, , , buffer)));
    EXPECT_EQUAL(last_error(device), FEMISSPARM);
    EXPECT(_status_lt(SETPARAM(device, 1, NULL, 1)));
    EXPECT_EQUAL(last_error(device), FEBOUNDSERR);
    EXPECT(_status_lt(SETPARAM(device, 1, buffer, 243)));
    EXPECT_EQUAL(last_error(device), FEBADCOUNT);
    EXPECT(_status_lt(SETPARAM(device, 1, buffer, -1)));
    EXPECT(_status_lt(RESETSYNC()));
    EXPECT(_status_lt(CONTROL(99, 1, 1)));
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
    EXPECT_EQUAL(FILE_CONTROL64_(99, 1, 1), FENOTOPEN);
    EXPECT(_status_lt(CONTROLBUF(99, 1, buffer, 1)));
    EXPECT_EQUAL(FILE_CONTROLBUF64_(99, 1, (char *)buffer, 1), FENOTOPEN);
    EXPECT(_status_lt(SETMODE(99, 1)));
    EXPECT(_status_lt(SETMODENOWAIT(99, 1)));
    EXPECT_EQUAL(FILE_SETMODENOWAIT64_(99, 1), FENOTOPEN);
    EXPECT(_status_lt(SETPARAM(99, 1)));
    EXPECT(_status_lt(RESETSYNC(99)));
    listen(0, 1, 0);
    EXPECT(_status_gt(CONTROL(0, 1, 1)));
    EXPECT_EQUAL(last_error(0), FEINVALOP);
    EXPECT_EQUAL(FILE_CONTROLBUF64_(0, 1, (char *)buffer, 1), FEINVALOP);
    EXPECT(_status_gt(SETMODE(0, 100, 1)));
    EXPECT(_status_gt(SETPARAM(0, 1)));
    EXPECT(_status_gt(RESETSYNC(0)));
}

/* ------------------------------------------------------------------------------------------------------- sync ids */

CHECK("RESETSYNC starts sync ids again from 0 and tells the server", "FS-01", "RESETSYNC") {
    partner server;
    zsys_ddl_receiveinformation_def information;
    seen what;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    for (int i = 0; i < 3; i++) EXPECT_EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EXPECT(_status_eq(RESETSYNC(file)));
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 0);
    REQUIRE(partner_sees(file, -34, &what));
    EXPECT_EQUAL(what.bytes, 2);
    EXPECT_EQUAL(what.information.z_filenum, file);
    EXPECT_EQUAL(what.information.z_openlabel, 1);
}

CHECK("a sync block makes the next request the same as one before", "FS-01 FS-06 R-43",
      "FILE_GETSYNCINFO_ FILE_SETSYNCINFO_ GETSYNCINFO SETSYNCINFO") {
    partner server;
    zsys_ddl_receiveinformation_def information;
    short file, backup, size = -1, block[2] = {0}, old[2] = {0};
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    for (int i = 0; i < 5; i++) EXPECT_EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(file, block, sizeof block, &size), 0);
    EXPECT_EQUAL(size, 4);
    EXPECT(_status_eq(GETSYNCINFO(file, old, &size)));
    EXPECT_EQUAL(size, 2);
    EXPECT_BYTES(old, block, 4);
    backup = open_partner(&server, 0, 1); /* the open of a backup that takes over */
    EXPECT_EQUAL(FILE_SETSYNCINFO_(backup, block, 4), 0);
    EXPECT_EQUAL(send_order(backup, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 5);
    EXPECT(_status_eq(SETSYNCINFO(backup, old)));
    EXPECT_EQUAL(send_order(backup, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 5);
    EXPECT_EQUAL(send_order(backup, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_syncid, 6);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(backup, block, 2), 41);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(backup, block, 6), 41);
    EXPECT_EQUAL(last_error(backup), 41);
}

CHECK("sync blocks of other files are one word, and arguments are checked", "",
      "FILE_GETSYNCINFO_ FILE_SETSYNCINFO_ GETSYNCINFO SETSYNCINFO") {
    partner server;
    short file, size = -1, block[2] = {5, 5};
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    listen(0, 1, 0);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(0, block, sizeof block, &size), 0);
    EXPECT_EQUAL(size, 2);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(0, block, 2), 0);
    EXPECT(_status_eq(GETSYNCINFO(0, block, &size)));
    EXPECT_EQUAL(size, 1);
    block[0] ^= 0x40;
    EXPECT_EQUAL(FILE_SETSYNCINFO_(0, block, 2), 41);
    EXPECT(_status_lt(SETSYNCINFO(0, block)));
    EXPECT_EQUAL(last_error(0), 41);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(file, block, 3, &size), 563);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(file, block, 4), FEMISSPARM);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(file, NULL, 4, &size), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_GETSYNCINFO_(99, block, 4, &size), FENOTOPEN);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(file, block), FEMISSPARM);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(file, NULL, 4), FEBOUNDSERR);
    EXPECT_EQUAL(FILE_SETSYNCINFO_(99, block, 4), FENOTOPEN);
    EXPECT(_status_lt(GETSYNCINFO()));
    EXPECT(_status_lt(GETSYNCINFO(99, block, &size)));
    EXPECT(_status_lt(SETSYNCINFO(file)));
    EXPECT_EQUAL(last_error(file), FEMISSPARM);
    EXPECT(_status_lt(SETSYNCINFO(99, block)));
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
}
