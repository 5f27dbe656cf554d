/* Process handles, pair information, the opener table. */
#include "harness.h"

static void compare(void) {
    struct handle other_instance = a_handle(1, 21, 5, 4), other_node = server;
    other_node.byte[7] = 8;
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&server, (short *)&server), 2);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&server, (short *)&server_backup), 1);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&server, (short *)&other_instance), 0);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&server_backup, (short *)&other_node), 0);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&own_handle, (short *)&stranger), 0);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&server, (short *)&null), 0);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&null, (short *)&server), 0);
    EQUAL(PROCESSHANDLE_COMPARE_((short *)&null, (short *)&null), 2);
}

static void mine_and_null(void) {
    struct handle handle;
    memset(&handle, 0, sizeof handle);
    EQUAL(PROCESSHANDLE_GETMINE_((short *)&handle), 0);
    CHECK(handle_equal(&handle, &own_handle));
    EQUAL(PROCESSHANDLE_NULLIT_((short *)&handle), 0);
    CHECK(handle_equal(&handle, &null_handle));
}

static void decompose_process(void) {
    short cpu = -1, pin = -1, length = -1;
    __int32_t node = -1;
    long long sequence = -1;
    char name[8], node_name[8];
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server_backup, &cpu, &pin, &node, , , , , , , &sequence), 0);
    EQUAL(cpu, 1);
    EQUAL(pin, 21);
    EQUAL(node, 7);
    EQUAL(sequence, 3);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server, , , , node_name, (short)sizeof node_name, &length), 0);
    EQUAL(length, 5);
    CHECK(memcmp(node_name, "\\TEST", 5) == 0);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&own_handle, , , , , , , name, (short)sizeof name, &length), 0);
    EQUAL(length, 0);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server, , , , , , , name, (short)sizeof name, &length), 0);
    EQUAL(length, 5);
    CHECK(memcmp(name, "$SERV", 5) == 0);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server, , , , , , , name, 4, &length), 563);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server, , , , , , , name, (short)sizeof name, &length), 14);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&server, &cpu), 0);
    EQUAL(PROCESSHANDLE_DECOMPOSE_((short *)&null, &cpu), 590);
}

static void decompose_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
    take(WIRE_PAIR_INFO);
    answer_pair(9, "");
}

static void pair_process(void) {
    struct handle primary, backup;
    char pair[40];
    short length = -1, detail = -1;
    EQUAL(
        PROCESS_GETPAIRINFO_((short *)&server, pair, (short)sizeof pair, &length, (short *)&primary, (short *)&backup),
        0);
    CHECK(length == 13 && memcmp(pair, "\\TEST.$SERV:3", 13) == 0);
    CHECK(handle_equal(&primary, &server) && handle_equal(&backup, &server_backup));
    EQUAL(PROCESS_GETPAIRINFO_((short *)&null, , , , (short *)&primary), 7);
    EQUAL(PROCESS_GETPAIRINFO_((short *)&server, pair, 5, &length, , , , , , , , , , , &detail), 2);
    EQUAL(detail, 2);
}

static void role_process(void) {
    EQUAL(PROCESS_GETPAIRINFO_(), 7);
    PROCESSHANDLE_DECOMPOSE_((short *)&server, , , , , , , (char[6]){0}, 6, &(short){0});
    EQUAL(PROCESS_GETPAIRINFO_(), 6);
    EQUAL(PROCESS_GETPAIRINFO_(), 6);
}

/* Both notices are in the socket before the reply; the last one counts. */
static void role_kernel(void) {
    uint8_t body[WIRE_ROLE_SIZE];
    take(WIRE_PAIR_INFO);
    wire_role_set_result(body, 5);
    tell(WIRE_ROLE, 0, 0, body, sizeof body, -1);
    wire_role_set_result(body, 6);
    tell(WIRE_ROLE, 0, 0, body, sizeof body, -1);
    answer_pair(0, "\\TEST.$SERV:3");
}

static void pair_kernel(void) {
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_HANDLE);
    CHECK(handle_equal((struct handle *)wire_pair_info_handle(asked->body), &server));
    answer_pair(0, "\\TEST.$SERV:3");
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(7, "");
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
}

/* ------------------------------------------------------------------------------------------- OPENER_LOST_ */

struct entry {
    struct handle primary, backup;
    short more[3];
};

static short lost(short number, short cpu, struct entry *table, short *index) {
    short message[2] = {number, cpu};
    return OPENER_LOST_((char *)message, (short)sizeof message, (short *)table, index, 5, (short)(sizeof *table / 2));
}

static void openers(void) {
    struct handle in_0 = a_handle(0, 40, 6, 1), in_1 = a_handle(1, 41, 6, 1), far_away = a_handle(1, 42, 0, 0);
    struct handle also_in_1 = a_handle(1, 43, 6, 1);
    struct entry table[5] = {{.primary = null, .backup = null},
                             {.primary = in_0, .backup = in_1},
                             {.primary = in_1, .backup = in_0},
                             {.primary = in_1, .backup = also_in_1},
                             {.primary = far_away, .backup = null}};
    short index = -1;
    far_away.byte[7] = 9; /* CPU 1 of another node is not ours */
    table[4].primary = far_away;
    EQUAL(lost(-2, 1, table, &index), 4);
    EQUAL(index, 1);
    CHECK(handle_equal(&table[1].primary, &in_0) && handle_is_null(&table[1].backup));
    EQUAL(lost(-2, 1, table, &index), 5);
    EQUAL(index, 2);
    CHECK(handle_equal(&table[2].primary, &in_0) && handle_is_null(&table[2].backup));
    EQUAL(lost(-2, 1, table, &index), 6);
    EQUAL(index, 3);
    CHECK(handle_is_null(&table[3].primary) && handle_is_null(&table[3].backup));
    EQUAL(lost(-2, 1, table, &index), 0);
    CHECK(handle_equal(&table[4].primary, &far_away));
    index = -1;
    EQUAL(lost(-2, 3, table, &index), 0);
    EQUAL(lost(-101, 1, table, &index), 7);
    index = -1;
    EQUAL(OPENER_LOST_((char *)&index, 2, (short *)table, &index, 5, 20), 2);
    EQUAL(OPENER_LOST_(NULL, 4, (short *)table, &index, 5, 20), 2);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, 5, 19), 2);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, 5), 2);
}

static void no_script(void) {}

const struct test handle_tests[] = {
    {"handles compare 2 for the same, 1 for one pair, 0 otherwise, also null ones", compare, no_script, NULL},
    {"a process knows its own handle and can null one", mine_and_null, no_script, NULL},
    {"a handle is decomposed also when its process is gone, except for the name", decompose_process, decompose_kernel,
     NULL},
    {"pair information about others is asked of the kernel at every call", pair_process, pair_kernel, NULL},
    {"the own role is what the kernel told last, at the call", role_process, role_kernel, NULL},
    {"OPENER_LOST_ gives 4 5 6 0 for its table and 7 for other messages", openers, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
