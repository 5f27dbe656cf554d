/* What processes ask about processes: PROCESS_GETINFO_, PROCESS_GETINFOLIST_, searches of pairs. */
#include "harness.h"

/* Answers a question about a process with what is known of one with that PIN of CPU 1. */
static void tell_info(struct packet *asked, short error, int pin, int priority, const char *program) {
    static const char *const names[] = {"\\TEST.$:1:30:0", NULL, "$ZHOME", "\\TEST.$MOM:2", ""};
    uint8_t body[512] = {0};
    struct handle process = a_handle(1, pin, 0, 0);
    size_t at = WIRE_INFO_SIZE;
    memcpy(wire_info_handle(body), &process, sizeof process);
    memcpy(wire_info_mom(body), &server, sizeof server);
    memcpy(wire_info_gmom(body), &null, sizeof null);
    wire_info_set_priority(body, (int16_t)priority);
    wire_info_set_initial_priority(body, 100);
    wire_info_set_creator_access_id(body, 0xff01);
    wire_info_set_process_access_id(body, 0x0305);
    wire_info_set_job(body, 4);
    wire_info_set_state(body, 0x2002);
    wire_info_set_stop_mode(body, 1);
    wire_info_set_is_primary(body, 1);
    wire_info_set_process_time(body, 123456789012);
    wire_info_set_creation_time(body, 5000);
    wire_info_set_pid(body, 77);
    for (int i = 0; i < 5; i++) {
        const char *text = names[i] ? names[i] : program;
        wire_put(body + at, 2, strlen(text));
        memcpy(body + at + 2, text, strlen(text));
        at += 2 + strlen(text);
    }
    tell(WIRE_INFO, asked->tag, error, body, error ? WIRE_INFO_SIZE : at, -1);
}

/* -------------------------------------------------------------------------------------------- PROCESS_GETINFO_ */

static void info_process(void) {
    char name[40], terminal[40], program[40], swap[40];
    short lengths[4], priority, mom[10], gmom[10], creator, access, job, detail, type, handle[10];
    long long time;
    __int32_t pid;
    memcpy(handle, &stranger, sizeof stranger);
    EQUAL(PROCESS_GETINFO_(handle, name, 40, &lengths[0], &priority, mom, terminal, 40, &lengths[1], &time, &creator,
                           &access, gmom, &job, program, 40, &lengths[2], swap, 40, &lengths[3], &detail, &type, &pid,
                           100),
          0);
    EQUAL(detail, 0);
    CHECK(lengths[0] == 14 && memcmp(name, "\\TEST.$:1:30:0", 14) == 0);
    CHECK(lengths[1] == 12 && memcmp(terminal, "\\TEST.$ZHOME", 12) == 0);
    CHECK(lengths[2] == 25 && memcmp(program, "\\TEST.$SYSTEM.SYSTEM.prog", 25) == 0);
    CHECK(lengths[3] == 16 && memcmp(swap, "\\TEST.$SYSTEM.#0", 16) == 0);
    EQUAL(priority, 150);
    CHECK(memcmp(mom, &server, sizeof server) == 0 && memcmp(gmom, &null, sizeof null) == 0);
    EQUAL(time, 123456789012);
    EQUAL((unsigned short)creator, 0xff01);
    EQUAL(access, 0x0305);
    EQUAL(job, 4);
    EQUAL(type, 0);
    EQUAL(pid, 77);
    memcpy(handle, &null, sizeof null);
    EQUAL(PROCESS_GETINFO_(handle, name, 13, &lengths[0], , , , , , , , , , , , , , , , , &detail), 1);
    EQUAL(detail, 563);
    EQUAL(handle[0], -1);
    EQUAL(PROCESS_GETINFO_(handle), 0);
    CHECK(memcmp(handle, &stranger, sizeof stranger) == 0);
    EQUAL(PROCESS_GETINFO_((short *)&server), 4);
    EQUAL(PROCESS_GETINFO_((short *)&server, , , , , , , , , , , , , , , , , , , , &detail), 5);
    EQUAL(detail, 201);
}

static void info_kernel(void) {
    struct packet *asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_by(asked->body), WIRE_INFO_BY_HANDLE);
    CHECK(handle_equal((struct handle *)wire_get_info_handle(asked->body), &stranger));
    tell_info(asked, 0, 30, 150, "prog");
    asked = take(WIRE_GET_INFO);
    CHECK(handle_is_null((struct handle *)wire_get_info_handle(asked->body)));
    tell_info(asked, 0, 30, 150, "prog");
    tell_info(take(WIRE_GET_INFO), 0, 30, 150, "prog");
    tell_info(take(WIRE_GET_INFO), 4, 0, 0, "");
    tell_info(take(WIRE_GET_INFO), 5, 0, 0, "");
}

static void wrong_info_process(void) {
    char name[40];
    short length, detail = -1;
    struct handle far_away = stranger, broken = stranger;
    far_away.byte[7] = 9;
    broken.byte[0] = 3;
#define WRONG(error, number, ...) \
    do { \
        EQUAL(PROCESS_GETINFO_(__VA_ARGS__), error); \
        EQUAL(detail, number); \
    } while (0)
    WRONG(3, 1, NULL, , , , , , , , , , , , , , , , , , , , &detail);
    WRONG(2, 1, (short *)&broken, , , , , , , , , , , , , , , , , , , , &detail);
    WRONG(6, 18, (short *)&far_away, , , , , , , , , , , , , , , , , , , , &detail);
    WRONG(2, 2, , name, , &length, , , , , , , , , , , , , , , , , &detail);
    WRONG(2, 3, , name, 40, , , , , , , , , , , , , , , , , , &detail);
    WRONG(2, 2, , name, -1, &length, , , , , , , , , , , , , , , , , &detail);
    WRONG(3, 4, , , , , NULL, , , , , , , , , , , , , , , , &detail);
    WRONG(2, 6, , , , , , , , 40, &length, , , , , , , , , , , , &detail);
    WRONG(3, 8, , , , , , , , , , NULL, , , , , , , , , , , &detail);
    WRONG(2, 14, , , , , , , , , , , , , , , name, 40, , , , , &detail);
    WRONG(3, 16, , , , , , , , , , , , , , , , , , name, 40, NULL, &detail);
    WRONG(3, 18, , , , , , , , , , , , , , , , , , , , , &detail, NULL);
    WRONG(2, 20, , , , , , , , , , , , , , , , , , , , , &detail, , , -2);
    EQUAL(PROCESS_GETINFO_(, , , , , , , , , , , , , , , , , , , , NULL), 3);
}

/* A question that is not answered in time is given up; its answer does no harm when it comes. */
static void late_process(void) {
    short detail = -1;
    EQUAL(PROCESS_GETINFO_((short *)&stranger, , , , , , , , , , , , , , , , , , , , &detail, , , 1), 1);
    EQUAL(detail, 40);
    meet_kernel();
    EQUAL(PROCESS_GETINFO_((short *)&stranger, , , , , , , , , , , , , , , , , , , , &detail, , , 1000), 0);
}

static void late_kernel(void) {
    struct packet late = *take(WIRE_GET_INFO);
    begin_meeting();
    tell_info(&late, 0, 30, 150, "prog");
    end_meeting();
    tell_info(take(WIRE_GET_INFO), 0, 30, 150, "prog");
}

/* ---------------------------------------------------------------------------------------- PROCESS_GETINFOLIST_ */

static void list_process(void) {
    short codes[] = {38, 4, 40, 30, 63, 32, 1, 39}, values[200], used = -1, detail = -1;
    long long time;
    EQUAL(PROCESS_GETINFOLIST_(, , , , (short *)&stranger, codes, 8, values, 200, &used, &detail), 0);
    EQUAL(detail, 1);
    EQUAL(used, 1 + 1 + 13 + 10 + 4 + 1 + 1 + 1 + 1 + 7);
    EQUAL(values[0], 30);
    EQUAL(values[1], 25);
    CHECK(memcmp(values + 2, "\\TEST.$SYSTEM.SYSTEM.prog", 25) == 0);
    CHECK(memcmp(values + 15, &server, sizeof server) == 0);
    memcpy(&time, values + 25, sizeof time);
    EQUAL(time, 123456789012);
    EQUAL(values[29], 1);
    EQUAL(values[30], 0x2002);
    EQUAL((unsigned short)values[31], 0xff01);
    EQUAL(values[32], 14);
    EQUAL(PROCESS_GETINFOLIST_(, , , , (short *)&stranger, codes, 8, values, 39, &used, &detail), 1);
    EQUAL(detail, 563);
    EQUAL(PROCESS_GETINFOLIST_(1, &(short){30}, , , , codes, 1, values, 1, &used), 0);
    EQUAL(used, 1);
    EQUAL(PROCESS_GETINFOLIST_(, , , , , codes, 1, values, 1, &used), 4);
}

static void list_kernel(void) {
    tell_info(take(WIRE_GET_INFO), 0, 30, 150, "prog");
    tell_info(take(WIRE_GET_INFO), 0, 30, 150, "prog");
    struct packet *asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_by(asked->body), WIRE_INFO_BY_PIN);
    EQUAL(wire_get_info_cpu(asked->body), 1);
    EQUAL(wire_get_info_pin(asked->body), 30);
    tell_info(asked, 0, 30, 150, "prog");
    asked = take(WIRE_GET_INFO);
    CHECK(handle_is_null((struct handle *)wire_get_info_handle(asked->body)));
    tell_info(asked, 4, 0, 0, "");
}

static short search(short option, short *pin, const short *criteria, short count, const void *values, short words,
                    short *found, short room, short *used, short *detail) {
    static short codes[] = {38, 42};
    return PROCESS_GETINFOLIST_(1, pin, , , , codes, 2, found, room, used, detail, option, (short *)(uintptr_t)criteria,
                                count, (short *)(uintptr_t)values, words);
}

static void search_process(void) {
    static const short by_priority[] = {9, 3}, by_name[] = {4};
    short pin = 0, found[20], used = -1, detail = -1, between[] = {120, 160}, name[4] = {4};
    memcpy(name + 1, "PROG", 4);
    /* The first that matches: PIN 12 of 10, 12, 14. Then nothing more is found. */
    EQUAL(search(1, &pin, by_priority, 2, between, 2, found, 20, &used, &detail), 4);
    EQUAL(detail, 1);
    EQUAL(used, 2);
    EQUAL(found[0], 12);
    EQUAL(pin, -1);
    EQUAL(search(1, &pin, by_priority, 2, between, 2, found, 20, &used, &detail), 7);
    EQUAL(detail, 0);
    /* As many as there is room for. */
    pin = 10;
    EQUAL(search(2, &pin, by_priority, 0, between, 0, found, 5, &used, &detail), 0);
    EQUAL(detail, 2);
    EQUAL(used, 4);
    EQUAL(found[2], 12);
    EQUAL(pin, 14);
    EQUAL(search(2, &pin, by_priority, 0, between, 0, found, 1, &used, &detail), 1);
    EQUAL(detail, 563);
    EQUAL(pin, 14);
    EQUAL(search(2, &pin, by_name, 1, name, 3, found, 20, &used, &detail), 7);
    EQUAL(detail, 0);
    EQUAL(pin, -1);
    pin = 3;
    EQUAL(search(1, &pin, by_name, 1, name, 3, found, 20, &used, &detail), 5);
    EQUAL(detail, 201);
}

static void next_from(int pin, short error, int found, int priority) {
    struct packet *asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_by(asked->body), WIRE_INFO_BY_NEXT);
    EQUAL(wire_get_info_cpu(asked->body), 1);
    EQUAL(wire_get_info_pin(asked->body), pin);
    tell_info(asked, error, found, priority, found == 14 ? "other" : "prog");
}

static void search_kernel(void) {
    next_from(0, 0, 10, 100);
    next_from(11, 0, 12, 150);
    next_from(13, 0, 14, 161);
    next_from(15, 4, 0, 0);
    next_from(10, 0, 10, 100);
    next_from(11, 0, 12, 150);
    next_from(13, 0, 14, 161);
    next_from(14, 0, 14, 161);
    next_from(14, 0, 14, 161);
    next_from(15, 4, 0, 0);
    next_from(3, 5, 0, 0);
}

static void wrong_list_process(void) {
    short codes[] = {38}, values[20], used, detail = -1, pin = 3, none = -1;
#define WRONG_LIST(error, number, ...) \
    do { \
        EQUAL(PROCESS_GETINFOLIST_(__VA_ARGS__), error); \
        EQUAL(detail, number); \
    } while (0)
    WRONG_LIST(2, 5, , , , , , , 1, values, 20, &used, &detail);
    WRONG_LIST(3, 5, , , , , , NULL, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 6, , , , , , codes, , values, 20, &used, &detail);
    WRONG_LIST(2, 6, , , , , , codes, 1025, values, 20, &used, &detail);
    WRONG_LIST(3, 7, , , , , , codes, 1, NULL, 20, &used, &detail);
    WRONG_LIST(2, 8, , , , , , codes, 1, values, 8193, &used, &detail);
    WRONG_LIST(2, 9, , , , , , codes, 1, values, 20, , &detail);
    WRONG_LIST(2, 1, 16, &pin, , , , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 1, , &pin, , , , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 2, 1, , , , , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 1, 1, &pin, , , (short *)&stranger, codes, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 3, 1, &pin, "\\X", , , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(6, 18, 1, &pin, "\\X", 2, , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(1, 13, 1, &pin, "X", 1, , codes, 1, values, 20, &used, &detail);
    WRONG_LIST(2, 4, , &pin, , , (short *)&stranger, codes, 1, values, 20, &used, &detail, 1, codes, 0, codes, 0);
    WRONG_LIST(12, 0, , , , , , codes, 1, values, 20, &used, &detail, 4);
    WRONG_LIST(2, 2, 1, , , , , codes, 1, values, 20, &used, &detail, 1, codes, 0, codes, 0);
    WRONG_LIST(2, 12, 1, &pin, , , , codes, 1, values, 20, &used, &detail, 1);
    WRONG_LIST(2, 16, , , , , , codes, 1, values, 20, &used, &detail, 3);
    WRONG_LIST(2, 16, , , , , , codes, 1, values, 20, &used, &detail, , , , , , 5);
    WRONG_LIST(2, 17, , , , , , codes, 1, values, 20, &used, &detail, , , , , , , -2);
    codes[0] = 3;
    WRONG_LIST(11, 3, , , , , (short *)&stranger, codes, 1, values, 20, &used, &detail);
    codes[0] = 35;
    WRONG_LIST(11, 35, , , , , (short *)&stranger, codes, 1, values, 20, &used, &detail);
    codes[0] = 102;
    WRONG_LIST(11, 102, , , , , , codes, 1, values, 20, &used, &detail);
    codes[0] = 4 << 12 | 121;
    WRONG_LIST(11, 121, , , , , , codes, 1, values, 20, &used, &detail);
    codes[0] = 1 << 12 | 38;
    WRONG_LIST(14, 38, , , , , , codes, 1, values, 20, &used, &detail);
    codes[0] = 38;
    WRONG_LIST(9, 38, 1, &pin, , , , codes, 1, values, 20, &used, &detail, 1, codes, 1, values, 20);
    codes[0] = 9;
    values[0] = -5;
    WRONG_LIST(10, 9, 1, &pin, , , , codes, 0, values, 20, &used, &detail, 1, codes, 1, values, 20);
    WRONG_LIST(10, 9, 1, &pin, , , , codes, 0, values, 20, &used, &detail, 1, codes, 1, values, 0);
    codes[0] = 4;
    values[0] = 30;
    WRONG_LIST(10, 4, 1, &pin, , , , codes, 0, values, 20, &used, &detail, 1, codes, 1, values, 10);
    EQUAL(PROCESS_GETINFOLIST_(1, &none, , , , codes, 0, values, 20, &used, , 1, codes, 0, values, 0), 7);
}

/* In the own processor (0) first, then in the others in their order; one that is down has nobody. */
static void by_pid_process(void) {
    short codes[] = {38, 90}, values[4], used, detail = -1;
    __int32_t pid;
    EQUAL(PROCESS_GETINFOLIST_(, , , , , codes, 2, values, 4, &used, &detail, 3, , , , , 77), 0);
    EQUAL(values[0], 9);
    memcpy(&pid, values + 1, sizeof pid);
    EQUAL(pid, 77);
    EQUAL(PROCESS_GETINFOLIST_(, , , , , codes, 2, values, 4, &used, &detail, 3, , , , , 78), 4);
    EQUAL(detail, 0);
}

static void by_pid_kernel(void) {
    struct packet *asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_cpu(asked->body), 0);
    tell_info(asked, 4, 0, 0, "");
    asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_cpu(asked->body), 1);
    tell_info(asked, 0, 9, 1, "prog");
    for (int cpu = 0; cpu < 16; cpu++) tell_info(take(WIRE_GET_INFO), cpu < 2 ? 4 : 5, 0, 0, "");
}

/* ---------------------------------------------------------------------------------------------- search of pairs */

static void pairs_process(void) {
    __int32_t index = 0;
    char pair[40];
    short length, detail = -1;
    EQUAL(PROCESS_GETPAIRINFO_(, pair, sizeof pair, &length, , , &index), 0);
    EQUAL(index, 7);
    CHECK(length == 13 && memcmp(pair, "\\TEST.$SERV:3", 13) == 0);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, sizeof pair, &length, , , &index, , , , 4), 13);
    EQUAL(index, 9);
    index = 7;
    EQUAL(PROCESS_GETPAIRINFO_(, pair, sizeof pair, &length, , , &index), 8);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, sizeof pair, &length, , , &index, , "\\ELSE", 5), 10);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, sizeof pair, &length, , , &index, , "ELSE", 4, , , , , &detail), 2);
    EQUAL(detail, 8);
    EQUAL(PROCESS_GETPAIRINFO_((short *)&server, , , , , , , , , , 8, , , , &detail), 2);
    EQUAL(detail, 9);
    EQUAL(PROCESS_GETPAIRINFO_((short *)&server, pair, 40, , , , , , , , , , , , &detail), 2);
    EQUAL(detail, 3);
    EQUAL(PROCESS_GETPAIRINFO_((short *)&server, , , , NULL, , , , , , , , , , &detail), 3);
    EQUAL(detail, 4);
    EQUAL(PROCESS_GETPAIRINFO_((short *)&server, , , , , , , , , , , pair, 40, , &detail), 2);
    EQUAL(detail, 10);
    memcpy(pair, "$RESVD", 6);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, 6), 9);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, 6, , , , , , , , 4), 13);
    memcpy(pair, "\\X.$A", 5);
    EQUAL(PROCESS_GETPAIRINFO_(, pair, 5), 10);
}

static void pair_at_index(uint32_t index, short result, uint32_t next) {
    uint8_t body[WIRE_PAIR_SIZE + 2 + 13 + 2] = {0};
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_INDEX);
    EQUAL(wire_pair_info_index(asked->body), index);
    wire_pair_set_result(body, result);
    wire_pair_set_next(body, next);
    wire_put(body + WIRE_PAIR_SIZE, 2, 13);
    memcpy(body + WIRE_PAIR_SIZE + 2, "\\TEST.$SERV:3", 13);
    tell(WIRE_PAIR, asked->tag, 0, body, sizeof body, -1);
}

static void pairs_kernel(void) {
    pair_at_index(0, 0, 7);
    pair_at_index(7, 13, 9);
    pair_at_index(7, 13, 9);
    pair_at_index(9, 8, 9);
    take(WIRE_PAIR_INFO);
    answer_pair(13, "\\TEST.$RESVD");
    take(WIRE_PAIR_INFO);
    answer_pair(13, "\\TEST.$RESVD");
    take(WIRE_PAIR_INFO);
    answer_pair(10, "");
}

static void no_script(void) {}

const struct test information_tests[] = {
    {"PROCESS_GETINFO_ gives all that it can", info_process, info_kernel, NULL},
    {"PROCESS_GETINFO_ names the parameter that is wrong", wrong_info_process, no_script, NULL},
    {"PROCESS_GETINFO_ waits no longer than it is told", late_process, late_kernel, NULL},
    {"PROCESS_GETINFOLIST_ gives attributes in the order of the list", list_process, list_kernel, NULL},
    {"PROCESS_GETINFOLIST_ searches a processor and says where to go on", search_process, search_kernel, NULL},
    {"PROCESS_GETINFOLIST_ names what is wrong", wrong_list_process, no_script, NULL},
    {"PROCESS_GETINFOLIST_ finds a process by its Linux process id", by_pid_process, by_pid_kernel, NULL},
    {"PROCESS_GETPAIRINFO_ goes through the names", pairs_process, pairs_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
