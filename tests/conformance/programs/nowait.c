/* Nowait operations: starting, AWAITIO in all forms, FILE_COMPLETE_, CANCEL (procedures.md sections 0.4, 1.11 to 1.13).
 */
#include "check.h"

enum { FENOTOPEN = 16, FEWAITFILE = 25, FENONEOUT = 26, FEIOPEND = 27, FETOOMANY = 28, FETIMEDOUT = 40, FEBAD = 590 };

static order holds[15];
static short keys[15];

/* A request that is answered when it is released; two bytes come back, its key. */
static short hold(short file, short key, long long tag) {
    holds[key] = (order){.mark = ORDER_MARK, .command = HOLD, .number = key};
    keys[key] = -1;
    return FILE_WRITEREAD64_(file, (char *)&holds[key], (char *)&keys[key], order_bytes(&holds[key]), 2, , tag);
}

static short release(short file, short key, short error) {
    order let_go = {.mark = ORDER_MARK, .command = RELEASE, .number = key, .error = error, .bytes = 2};
    memcpy(let_go.text, &key, 2);
    return send_order(file, &let_go, NULL, 0, NULL);
}

/* What was released has arrived here: replies come in their order on the way from one process to another. */
static short nowait, waited;

static int start_server(partner *server, short depth) {
    if (start_partner(server, "$SRV", 1, "depth 40")) return 0;
    nowait = open_partner(server, depth, 1);
    waited = open_partner(server, 0, 1);
    return nowait > 0 && waited > 0;
}

/* ------------------------------------------------------------------------------------------------------- starting */

CHECK("a nowait request starts now, gives no count, and completes in AWAITIO", "MS-01 MS-03",
      "FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    partner server;
    char text[8];
    short any = -1;
    int count = -7;
    long long tag = 0, address = 0;
    REQUIRE(start_server(&server, 1));
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, "hello", text, 5, 8, &count, 1LL << 40), 0);
    EXPECT_EQUAL(count, -7);
    EXPECT_EQUAL(last_error(nowait), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &address, &count, &tag), 0);
    EXPECT_EQUAL(any, nowait);
    EXPECT_EQUAL(tag, 1LL << 40);
    EXPECT_EQUAL(address, (long long)(size_t)text);
    EXPECT_TEXT(text, count, "hello");
}

CHECK("an open of depth 15 has 15 requests outstanding, one more is 28", "MS-06",
      "FILE_WRITEREAD64_ WRITEX READX FILE_AWAITIO64_") {
    partner server;
    short any;
    long long tag = 0;
    REQUIRE(start_server(&server, 15));
    for (short i = 0; i < 15; i++) EXPECT_EQUAL(hold(nowait, i, i), 0);
    EXPECT(_status_lt(WRITEX(nowait, "x", 1)));
    EXPECT_EQUAL(last_error(nowait), FETOOMANY);
    EXPECT_EQUAL(FILE_READ64_(nowait, (char *)keys, 2), FETOOMANY);
    EXPECT_EQUAL(FILE_CONTROL64_(nowait, 1, 1), FETOOMANY);
    EXPECT_EQUAL(send_order(waited, ORDER(RELEASE_ALL, .option = 1), NULL, 0, NULL), 0);
    for (short i = 0; i < 15; i++) { /* the newest was answered first; the oldest completes first */
        any = nowait;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
        EXPECT_EQUAL(tag, i);
        EXPECT_EQUAL(keys[i], i);
    }
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), FENONEOUT);
}

CHECK("a request outstanding keeps waited operations off, error 27", "", "SETMODE RESETSYNC SETPARAM") {
    partner server;
    short any;
    REQUIRE(start_server(&server, 2));
    EXPECT_EQUAL(hold(nowait, 0, 0), 0);
    EXPECT(_status_lt(SETMODE(nowait, 100, 1)));
    EXPECT_EQUAL(last_error(nowait), FEIOPEND);
    EXPECT(_status_lt(SETMODE(nowait, 30, 1)));
    EXPECT(_status_lt(RESETSYNC(nowait)));
    EXPECT_EQUAL(last_error(nowait), FEIOPEND);
    EXPECT(_status_lt(SETPARAM(nowait, 1)));
    EXPECT_EQUAL(last_error(nowait), FEIOPEND);
    EXPECT_EQUAL(release(waited, 0, 0), 0);
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
    EXPECT(_status_eq(SETMODE(nowait, 100, 1)));
}

/* -------------------------------------------------------------------------------------------------------- AWAITIO */

static void awaits(short file, __int32_t limit, short error) {
    short asked = file;
    EXPECT_EQUAL(FILE_AWAITIO64_(&asked, , , , limit), error);
    EXPECT_EQUAL(asked, file);
}

CHECK("what cannot complete is 16, 25, 26 or 590", "", "AWAITIO AWAITIOX AWAITIOXL FILE_AWAITIO64_ FILE_GETINFO_") {
    partner server;
    short file;
    REQUIRE(start_server(&server, 1));
    FILE_CLOSE_(0);
    awaits(99, -1, FENOTOPEN);
    awaits(-2, -1, FENOTOPEN);
    awaits(0, -1, FENOTOPEN);
    awaits(waited, -1, FEWAITFILE);
    EXPECT_EQUAL(last_error(waited), FEWAITFILE);
    awaits(nowait, -1, FENONEOUT);
    awaits(nowait, 0, FENONEOUT);
    awaits(-1, -1, FENONEOUT);
    awaits(-1, 0, FENONEOUT);
    EXPECT_EQUAL(last_error(-1), FENONEOUT);
    awaits(nowait, -2, FEBAD);
    awaits(-1, -2, FEBAD);
    listen(0, 2, 0);
    awaits(0, -1, FEWAITFILE);
    listen(1, 2, 0);
    awaits(0, -1, FENONEOUT);
    file = nowait;
    EXPECT(_status_lt(AWAITIO(&file, , , , 0)));
    EXPECT_EQUAL(last_error(nowait), FENONEOUT);
    EXPECT(_status_lt(AWAITIOX(&file, , , , 0)));
    EXPECT_EQUAL(AWAITIOXL(&file, , , , 0), FENONEOUT);
    EXPECT(_status_lt(AWAITIO()));
    EXPECT_EQUAL(last_error(-1), 29);
    EXPECT(_status_lt(AWAITIOX()));
    EXPECT_EQUAL(AWAITIOXL(), 29);
    EXPECT_EQUAL(FILE_AWAITIO64_(), 29);
    EXPECT(_status_lt(AWAITIO(NULL)));
    EXPECT_EQUAL(last_error(-1), 22);
    EXPECT(_status_lt(AWAITIOX(NULL)));
    EXPECT_EQUAL(AWAITIOXL(NULL), 22);
    EXPECT_EQUAL(FILE_AWAITIO64_(NULL), 22);
}

CHECK("all forms of AWAITIO tell file, buffer, count and tag", "", "AWAITIO AWAITIOX AWAITIOXL FILE_AWAITIO64_") {
    partner server;
    short any = -1, count = 0, segment = 0;
    __int32_t tag = 0, long_count = 0;
    long long long_tag = 0, long_address = 0;
    guardian_buffer_address address = 0;
    REQUIRE(start_server(&server, 4));
    for (short i = 0; i < 4; i++) EXPECT_EQUAL(hold(nowait, i, i == 2 ? -5 : 10 + i), 0);
    EXPECT_EQUAL(release(waited, 0, 0), 0);
    EXPECT_EQUAL(release(waited, 1, 9), 0);
    EXPECT_EQUAL(release(waited, 2, 300), 0);
    EXPECT_EQUAL(release(waited, 3, 0), 0);
    EXPECT(_status_eq(AWAITIO(&any, &address, &count, &tag)));
    EXPECT(any == nowait && count == 2 && tag == 10 && address == (guardian_buffer_address)(size_t)&keys[0]);
    any = -1;
    EXPECT(_status_gt(AWAITIOX(&any, &address, &count, &tag, 100, &segment)));
    EXPECT(any == nowait && count == 2 && tag == 11 && address == (guardian_buffer_address)(size_t)&keys[1]);
    EXPECT_EQUAL(segment, -1);
    any = -1;
    EXPECT_EQUAL(AWAITIOXL(&any, &address, &long_count, &long_tag, -1, &segment), 300);
    EXPECT(any == nowait && long_count == 2 && long_tag == -5); /* buffer and tag come with an error too */
    EXPECT(address == (guardian_buffer_address)(size_t)&keys[2]);
    EXPECT_EQUAL(last_error(any), 300);
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &long_address, &long_count, &long_tag, , &segment), 0);
    EXPECT(any == nowait && long_count == 2 && long_tag == 13 && long_address == (long long)(size_t)&keys[3]);
}

CHECK("a poll is 40 and cancels nothing", "", "FILE_AWAITIO64_ AWAITIOX") {
    partner server;
    short any;
    REQUIRE(start_server(&server, 1));
    EXPECT_EQUAL(hold(nowait, 0, 5), 0);
    awaits(nowait, 0, FETIMEDOUT);
    awaits(-1, 0, FETIMEDOUT);
    any = nowait;
    EXPECT(_status_lt(AWAITIOX(&any, , , , 0)));
    EXPECT_EQUAL(last_error(nowait), FETIMEDOUT);
    EXPECT_EQUAL(release(waited, 0, 0), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
}

CHECK("a wait on one file that runs out cancels its oldest request", "MS-09 FS-10",
      "FILE_AWAITIO64_ AWAITIO AWAITIOX AWAITIOXL MESSAGESTATUS") {
    partner server;
    short any, status = 9;
    long long tag = 0, address = 0;
    REQUIRE(start_server(&server, 4));
    for (short i = 0; i < 4; i++) EXPECT_EQUAL(hold(nowait, i, 10 + i), 0);
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, &address, , &tag, 1), FETIMEDOUT);
    EXPECT_EQUAL(any, nowait);
    EXPECT_EQUAL(tag, 10);
    EXPECT_EQUAL(address, (long long)(size_t)&keys[0]);
    EXPECT_EQUAL(last_error(nowait), FETIMEDOUT);
    EXPECT(_status_lt(AWAITIO(&any, , , , 1)));
    EXPECT(_status_lt(AWAITIOX(&any, , , , 1)));
    EXPECT_EQUAL(send_order(waited, ORDER(HELD_STATUS, .number = 0), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(send_order(waited, ORDER(HELD_STATUS, .number = 3), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(send_order(waited, ORDER(RELEASE_ALL), NULL, 0, NULL), 0); /* replies to the cancelled go nowhere */
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
    EXPECT_EQUAL(tag, 13);
    EXPECT_EQUAL(AWAITIOXL(&any, , , , 1), FENONEOUT);
    EXPECT_EQUAL(keys[0], -1);
}

CHECK("a wait on any file that runs out cancels nothing", "", "FILE_AWAITIO64_") {
    partner server;
    short any = -1;
    REQUIRE(start_server(&server, 1));
    EXPECT_EQUAL(hold(nowait, 0, 5), 0);
    awaits(-1, 1, FETIMEDOUT);
    EXPECT_EQUAL(last_error(-1), FETIMEDOUT);
    EXPECT_EQUAL(release(waited, 0, 0), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
    EXPECT_EQUAL(any, nowait);
}

CHECK("a wait on $RECEIVE that runs out takes the read back and loses no message", "", "FILE_AWAITIO64_") {
    partner client;
    char text[8];
    order told = {.mark = ORDER_MARK, .command = TELL_OTHER, .text = "mail"};
    opening opened;
    exchange done;
    short file = 0, requester, any;
    long long tag = 0;
    int count = 0;
    listen(1, 4, 1);
    REQUIRE_EQUAL(start_partner(&client, "$REQ", 2, ""), 0);
    requester = open_partner(&client, 1, 1);
    order opens = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = 1, .text = "$CHK"};
    EXPECT_EQUAL(FILE_WRITEREAD64_(requester, (char *)&opens, (char *)&opened, order_bytes(&opens), sizeof opened), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&requester), 0);
    REQUIRE_EQUAL(opened.error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, text, sizeof text, , 31), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , , &tag, 1), FETIMEDOUT);
    EXPECT_EQUAL(tag, 31);
    awaits(0, 1, FENONEOUT);
    told.file = opened.file;
    EXPECT_EQUAL(FILE_WRITEREAD64_(requester, (char *)&told, (char *)&done, order_bytes(&told), sizeof done), 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, text, sizeof text, , 32), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , &count, &tag, 1000), 0);
    EXPECT_EQUAL(tag, 32);
    EXPECT_TEXT(text, count, "mail");
    EXPECT_EQUAL(FILE_REPLY64_(, , , 0), 0);
    any = requester;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any), 0);
    FILE_CLOSE_(0);
}

/* ---------------------------------------------------------------------------------------------------------- modes */

CHECK("SETMODE 30 lets requests complete in another order", "", "SETMODE FILE_AWAITIO64_") {
    static const int order_0[] = {10, 11, 12}, order_1[] = {11, 12, 10}, order_3[] = {12, 11, 10};
    static const struct {
        short order;
        const int *tags;
    } wanted[] = {{0, order_0}, {1, order_1}, {3, order_3}};
    partner server;
    REQUIRE(start_server(&server, 3));
    for (int w = 0; w < 3; w++) {
        short any = -1, last[2] = {-1, -1};
        long long tag = 0;
        EXPECT(_status_eq(SETMODE(nowait, 30, wanted[w].order, 0, last)));
        EXPECT_EQUAL(last[0], w == 0 ? 0 : wanted[w - 1].order);
        for (short i = 0; i < 3; i++) EXPECT_EQUAL(hold(nowait, i, 10 + i), 0);
        EXPECT_EQUAL(release(waited, 2, 0), 0);
        EXPECT_EQUAL(release(waited, 1, 0), 0);
        for (int i = 0; i < 2 && w > 0; i++) {
            any = -1;
            EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag, 0), 0);
            EXPECT_EQUAL(tag, wanted[w].tags[i]);
        }
        awaits(nowait, 0, FETIMEDOUT);
        EXPECT_EQUAL(release(waited, 0, 0), 0);
        for (int i = w > 0 ? 2 : 0; i < 3; i++) {
            any = nowait;
            EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
            EXPECT_EQUAL(tag, wanted[w].tags[i]);
        }
    }
    EXPECT(_status_lt(SETMODE(nowait, 30, 2)));
    EXPECT_EQUAL(last_error(nowait), FEBAD);
}

CHECK("SETMODE 74 keeps requests whose wait runs out", "", "SETMODE FILE_AWAITIO64_") {
    partner server;
    short any;
    long long tag = 0;
    REQUIRE(start_server(&server, 1));
    EXPECT(_status_eq(SETMODE(nowait, 74, -1)));
    EXPECT_EQUAL(hold(nowait, 0, 5), 0);
    awaits(nowait, 1, FETIMEDOUT);
    EXPECT_EQUAL(release(waited, 0, 0), 0);
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
    EXPECT_EQUAL(tag, 5);
}

CHECK("a wait on any file takes from all files in turn", "", "FILE_AWAITIO64_") {
    partner server;
    short other, any, seen_first = 0, seen_other = 0;
    REQUIRE(start_server(&server, 15));
    other = open_partner(&server, 15, 1);
    for (short i = 0; i < 7; i++) EXPECT_EQUAL(hold(i % 2 ? other : nowait, i, i), 0);
    EXPECT_EQUAL(send_order(waited, ORDER(RELEASE_ALL), NULL, 0, NULL), 0);
    for (int i = 0; i < 7; i++) {
        any = -1;
        EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 0);
        if (any == nowait) seen_first++;
        if (any == other) seen_other++;
        EXPECT(seen_first - seen_other <= 1 && seen_other - seen_first <= 1); /* as they were answered */
    }
}

/* --------------------------------------------------------------------------------------------------------- CANCEL */

CHECK("CANCEL takes the oldest back, CANCELREQ the oldest with the tag", "MS-09",
      "CANCEL CANCELREQ CANCELREQL FILE_AWAITIO64_") {
    partner server;
    short any, status = 9;
    long long tag = 0;
    REQUIRE(start_server(&server, 6));
    for (short i = 0; i < 6; i++) EXPECT_EQUAL(hold(nowait, i, 10 + i / 2), 0);
    EXPECT(_status_eq(CANCEL(nowait)));        /* 0 */
    EXPECT(_status_eq(CANCELREQ(nowait, 11))); /* 2 */
    EXPECT_EQUAL(CANCELREQL(nowait, 12), 0);   /* 4 */
    EXPECT(_status_eq(CANCELREQ(nowait)));     /* 1 */
    EXPECT_EQUAL(CANCELREQL(nowait, 99), FENONEOUT);
    EXPECT(_status_lt(CANCELREQ(nowait, 99)));
    EXPECT_EQUAL(last_error(nowait), FENONEOUT);
    EXPECT_EQUAL(CANCELREQL(nowait, 0), 0); /* no tag: 3 */
    EXPECT_EQUAL(release(waited, 5, 0), 0);
    any = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
    EXPECT_EQUAL(tag, 12);
    EXPECT_EQUAL(keys[5], 5);
    awaits(nowait, 0, FENONEOUT);
    for (short i = 0; i < 5; i++) { /* what it had read it still has, marked; the rest it has never seen */
        EXPECT_EQUAL(send_order(waited, ORDER(HELD_STATUS, .number = i), &status, sizeof status, NULL), 0);
        EXPECT(status == 1 || status == -2);
        EXPECT_EQUAL(keys[i], -1);
    }
}

CHECK("cancelling what is not there is 16, 25, 26 or 29", "", "CANCEL CANCELREQ CANCELREQL") {
    partner server;
    REQUIRE(start_server(&server, 1));
    FILE_CLOSE_(0);
    EXPECT(_status_lt(CANCEL(nowait)));
    EXPECT_EQUAL(last_error(nowait), FENONEOUT);
    EXPECT(_status_lt(CANCELREQ(nowait, 5)));
    EXPECT_EQUAL(CANCELREQL(nowait), FENONEOUT);
    EXPECT(_status_lt(CANCEL(waited)));
    EXPECT_EQUAL(last_error(waited), FEWAITFILE);
    EXPECT(_status_lt(CANCELREQ(waited)));
    EXPECT_EQUAL(CANCELREQL(waited), FEWAITFILE);
    EXPECT(_status_lt(CANCEL(99)));
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
    EXPECT(_status_lt(CANCELREQ(-1)));
    EXPECT_EQUAL(CANCELREQL(0), FENOTOPEN);
    EXPECT(_status_lt(CANCEL()));
    EXPECT_EQUAL(last_error(-1), 29);
    EXPECT(_status_lt(CANCELREQ()));
    EXPECT_EQUAL(CANCELREQL(), 29);
}

CHECK("a request that the server has not read vanishes when it is cancelled", "MS-09", "CANCEL") {
    partner server;
    identity before, after;
    REQUIRE(start_server(&server, 15));
    EXPECT_EQUAL(send_order(waited, ORDER(WHO), &before, sizeof before, NULL), 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    for (int i = 0; i < 10; i++) EXPECT_EQUAL(FILE_WRITE64_(nowait, "unread", 6, , i), 0);
    for (int i = 0; i < 10; i++) EXPECT(_status_eq(CANCELREQ(nowait, i)));
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), 0);
    EXPECT_EQUAL(send_order(waited, ORDER(WHO), &after, sizeof after, NULL), 0);
    EXPECT(after.read - before.read <= 2); /* at most one that it was reading just then, and this order */
}

/* -------------------------------------------------------------------------------------------------- FILE_COMPLETE_ */

static zsys_ddl_complete_element_def element_of(int file, int remove) {
    zsys_ddl_complete_element_def element;
    memset(&element, 0, sizeof element);
    element.z_fnum_fd = file;
    element.u_z_options.z_options.z_set_file = (unsigned)remove & 1u;
    return element;
}

static short set_file(int file, int remove) {
    zsys_ddl_complete_element_def element = element_of(file, remove);
    return FILE_COMPLETE_SET_(&element, 1);
}

CHECK("FILE_COMPLETE_ completes one operation of its set", "",
      "FILE_COMPLETE_ FILE_COMPLETEL_ FILE_COMPLETE_SET_ FILE_COMPLETE_GETINFO_") {
    partner server;
    zsys_ddl_completion_info_def info;
    zsys_ddl_completion_info2_def info2;
    zsys_ddl_complete_element_def list[4];
    short other, count = 0, wrong = 9;
    REQUIRE(start_server(&server, 2));
    other = open_partner(&server, 2, 1);
    EXPECT_EQUAL(set_file(-1, 1), 0);
    EXPECT_EQUAL(set_file(other, 0), 0);
    EXPECT_EQUAL(FILE_COMPLETE_GETINFO_(list, 4, &count), 0);
    EXPECT_EQUAL(count, 1);
    EXPECT_EQUAL(list[0].z_fnum_fd, other);
    EXPECT_EQUAL(hold(nowait, 0, 5), 0);
    EXPECT_EQUAL(hold(nowait, 1, 6), 0);
    EXPECT_EQUAL(hold(other, 2, 1LL << 40), 0);
    EXPECT_EQUAL(release(waited, 0, 9), 0);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 0), FETIMEDOUT); /* not of the set */
    list[0] = element_of(nowait, 0);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, -1, list, 1, &wrong), 0);
    EXPECT_EQUAL(wrong, -1);
    EXPECT_EQUAL(info.z_filetype, 0);
    EXPECT_EQUAL(info.z_error, 9);
    EXPECT_EQUAL(info.z_fnum_fd, nowait);
    EXPECT_EQUAL(info.z_tag, 5);
    EXPECT_EQUAL(info.u_z_return_value.z_count_transferred, 2);
    EXPECT_EQUAL(last_error(nowait), 9);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 1, list, 1), FETIMEDOUT); /* a time-out cancels nothing */
    EXPECT_EQUAL(release(waited, 2, 0), 0);
    EXPECT_EQUAL(FILE_COMPLETEL_(&info2), 0); /* the set, without a limit */
    EXPECT_EQUAL(info2.z_fnum_fd, other);
    EXPECT_EQUAL(info2.z_tag, 1LL << 40);
    EXPECT_EQUAL(FILE_COMPLETE_(&info), FENONEOUT);
    EXPECT_EQUAL(set_file(-1, 0), 0);
    EXPECT_EQUAL(set_file(other, 1), FEBAD);
    EXPECT_EQUAL(release(waited, 1, 300), 0);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 100), 0);
    EXPECT_EQUAL(info.z_error, 300);
    EXPECT_EQUAL(info.z_tag, 6);
    EXPECT_EQUAL(set_file(-1, 1), 0);
}

CHECK("FILE_COMPLETE_ and its kind check their arguments", "",
      "FILE_COMPLETE_ FILE_COMPLETEL_ FILE_COMPLETE_SET_ FILE_COMPLETE_GETINFO_") {
    partner server;
    zsys_ddl_completion_info_def info;
    zsys_ddl_complete_element_def list[2];
    short wrong = 9, count = 0;
    REQUIRE(start_server(&server, 2));
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_COMPLETE_(), 29);
    EXPECT_EQUAL(FILE_COMPLETEL_(, 0), 29);
    EXPECT_EQUAL(FILE_COMPLETE_(NULL, 0), 22);
    EXPECT_EQUAL(FILE_COMPLETEL_(NULL, 0), 22);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, -2), FEBAD);
    EXPECT_EQUAL(FILE_COMPLETEL_(&info, -2), FEBAD);
    list[0] = element_of(nowait, 0), list[1] = element_of(waited, 0);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 0, list), 29);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 0, list, 2, &wrong), FEWAITFILE);
    EXPECT_EQUAL(wrong, 1);
    EXPECT_EQUAL(FILE_COMPLETEL_(&info, 0, list, -1, &wrong), FEBAD);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, -1, list, 1, &wrong), FENONEOUT);
    EXPECT_EQUAL(FILE_COMPLETE_(&info, 1, list, 1, &wrong), FETIMEDOUT);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(list), 29);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(, 1), 29);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(NULL, 1), 22);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(list, -1, &wrong), FEBAD);
    list[0] = element_of(99, 0);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(list, 2, &wrong), FENOTOPEN);
    EXPECT_EQUAL(wrong, 0);
    list[0] = element_of(0, 0);
    EXPECT_EQUAL(FILE_COMPLETE_SET_(list, 1, &wrong), FENOTOPEN);
    list[0].u_z_options.z_options.z_filetype = 1;
    EXPECT_EQUAL(FILE_COMPLETE_SET_(list, 1, &wrong), FENOTOPEN);
    EXPECT_EQUAL(FILE_COMPLETE_GETINFO_(list), 29);
    EXPECT_EQUAL(FILE_COMPLETE_GETINFO_(NULL, 1), 22);
    EXPECT_EQUAL(set_file(-1, 0), 0);
    EXPECT_EQUAL(FILE_COMPLETE_GETINFO_(list, 0, &count), 563);
    EXPECT_EQUAL(count, 1);
    EXPECT_EQUAL(set_file(-1, 1), 0);
}

CHECK("FILE_COMPLETE_ completes reads of $RECEIVE", "", "FILE_COMPLETE_ FILE_COMPLETE_SET_") {
    partner child;
    zsys_ddl_completion_info_def info;
    char message[250];
    short number = 0;
    listen(1, 2, 0);
    EXPECT_EQUAL(set_file(0, 0), 0);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    while (number != -101) {
        EXPECT_EQUAL(FILE_READUPDATE64_(0, message, sizeof message, , 77), 0);
        REQUIRE_EQUAL(FILE_COMPLETE_(&info, 1000), 0);
        EXPECT_EQUAL(info.z_fnum_fd, 0);
        EXPECT_EQUAL(info.z_tag, 77);
        REQUIRE_EQUAL(info.z_error, 6);
        number = word_of(message, 0);
        EXPECT_EQUAL(FILE_REPLY64_(, , , 0), 0);
    }
    FILE_CLOSE_(0); /* takes itself out of the set */
    EXPECT_EQUAL(FILE_COMPLETE_(&info), FENONEOUT);
}
