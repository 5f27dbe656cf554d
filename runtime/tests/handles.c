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
    short index = -1, down[2] = {-2, 1};
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
    EQUAL(OPENER_LOST_((char *)down, 2, (short *)table, &index, 5, 20), 2);
    EQUAL(OPENER_LOST_(NULL, 4, (short *)table, &index, 5, 20), 3);
    EQUAL(OPENER_LOST_((char *)table, 4, NULL, &index, 5, 20), 3);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, NULL, 5, 20), 3);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, 5, 19), 2);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, -1, 20), 2);
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, 5), 2);
    index = -2;
    EQUAL(OPENER_LOST_((char *)table, 4, (short *)table, &index, 5, 20), 2);
}

static void put_long(short *words, int32_t value) {
    memcpy(words, &value, sizeof value);
}

static struct handle of_node(int cpu, int pin, int pair, int node) {
    struct handle handle = a_handle(cpu, pin, pair, pair);
    wire_put(handle.byte + 4, 4, (uint64_t)node);
    return handle;
}

/* -100: a processor of another node; -110: a node; -8: what an old form tells of both. The own node is number 7. */
static void remote_openers(void) {
    struct handle here = a_handle(2, 9, 0, 0), there = of_node(2, 9, 0, 9), also_there = of_node(3, 9, 4, 9);
    struct entry table[5];
    short index, processor[12] = {-100}, node[11] = {-110}, status[4] = {-8, 9 << 8 | 4, (short)0xd000, (short)0xf000};
    for (int i = 0; i < 5; i++) table[i] = (struct entry){.primary = null, .backup = null};
    table[1] = (struct entry){.primary = here, .backup = there};
    table[3] = (struct entry){.primary = also_there, .backup = here};
    put_long(processor + 1, 9);
    processor[3] = 2;
    index = -1;
    EQUAL(OPENER_LOST_((char *)processor, 24, (short *)table, &index, 5, sizeof *table / 2), 4);
    EQUAL(index, 1);
    EQUAL(OPENER_LOST_((char *)processor, 24, (short *)table, &index, 5, sizeof *table / 2), 0);
    put_long(node + 4, 9);
    index = -1;
    EQUAL(OPENER_LOST_((char *)node, 22, (short *)table, &index, 5, sizeof *table / 2), 5);
    EQUAL(index, 3);
    CHECK(handle_equal(&table[3].primary, &here) && handle_is_null(&table[3].backup));
    EQUAL(OPENER_LOST_((char *)node, 22, (short *)table, &index, 5, sizeof *table / 2), 0);
    table[2].primary = there;
    index = -1;
    EQUAL(OPENER_LOST_((char *)status, 8, (short *)table, &index, 5, sizeof *table / 2), 6);
    EQUAL(index, 2);
    EQUAL(OPENER_LOST_((char *)status, 6, (short *)table, &index, 5, sizeof *table / 2), 2);
}

/* ------------------------------------------------------------------------------------------- CHILD_LOST_ */

static short child_lost(const short *message, int words, const struct handle *child) {
    short copy[64];
    memcpy(copy, message, (size_t)words * 2);
    return CHILD_LOST_((char *)copy, (short)(2 * words), (short *)child);
}

static void death_of(const struct handle *dead, short *message) {
    memset(message, 0, 82);
    message[0] = -101;
    memcpy(message + 1, dead, sizeof *dead);
}

static void children_process(void) {
    short death[41], down[2] = {-2, 1}, named_down[5] = {-2}, stopped[20] = {-5};
    struct handle in_1 = a_handle(1, 50, 0, 3), named_in_1 = a_handle(1, 51, 8, 3),
                  next_instance = a_handle(1, 51, 8, 4);
    death_of(&in_1, death);
    EQUAL(child_lost(death, 41, &in_1), 4);
    EQUAL(child_lost(death, 41, &stranger), 0);
    death_of(&server_backup, death);
    EQUAL(child_lost(death, 41, &server), 4);
    EQUAL(child_lost(death, 41, &named_in_1), 0);
    death_of(&named_in_1, death);
    EQUAL(child_lost(death, 41, &next_instance), 0);
    EQUAL(child_lost(down, 2, &in_1), 4);
    EQUAL(child_lost(down, 2, &named_in_1), 0);
    down[1] = 2;
    EQUAL(child_lost(down, 2, &in_1), 0);
    memcpy(named_down + 1, "$SERV ", 6);
    named_down[4] = -1;
    EQUAL(child_lost(named_down, 5, &in_1), 0);
    EQUAL(child_lost(named_down, 5, &server), 4);
    EQUAL(child_lost(named_down, 5, &named_in_1), 0);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&in_1, stopped + 1), 0);
    EQUAL(child_lost(stopped, 20, &in_1), 4);
    EQUAL(child_lost(stopped, 20, &stranger), 0);
    stopped[0] = -6;
    memcpy(stopped + 1, "$SERV ", 6);
    stopped[4] = -1;
    EQUAL(child_lost(stopped, 20, &server), 4);
    stopped[4] = 1 << 8 | 21;
    EQUAL(child_lost(stopped, 20, &server), 0);
}

/* The name of a handle is asked for when a message of the C-series has nothing else. */
static void children_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
    take(WIRE_PAIR_INFO);
    answer_pair(4, "\\TEST.$OTHER:3");
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
}

static void remote_children(void) {
    struct handle unnamed = of_node(2, 60, 0, 9), named = of_node(2, 61, 4, 9);
    short processor[12] = {-100}, node[11] = {-110}, status[4] = {-8, 9 << 8 | 4, (short)0xd000, (short)0xf000};
    put_long(processor + 1, 9);
    processor[3] = 2;
    put_long(node + 4, 9);
    EQUAL(child_lost(processor, 12, &unnamed), 4);
    EQUAL(child_lost(processor, 12, &named), 0);
    EQUAL(child_lost(node, 11, &unnamed), 4);
    EQUAL(child_lost(node, 11, &named), 4);
    EQUAL(child_lost(node, 11, &stranger), 0);
    EQUAL(child_lost(status, 4, &unnamed), 4);
    EQUAL(child_lost(status, 4, &named), 0);
    status[2] = 0;
    EQUAL(child_lost(status, 4, &named), 4);
    EQUAL(child_lost((short[]){-3, 1}, 2, &stranger), 5);
    EQUAL(child_lost((short[]){-103, 1}, 2, &stranger), 5);
    EQUAL(child_lost((short[]){-101, 1}, 2, &stranger), 2);
    EQUAL(child_lost((short[]){-2}, 1, &stranger), 2);
    EQUAL(child_lost((short[]){-2, 1}, 2, &null), 2);
    EQUAL(CHILD_LOST_((char *)node, 22), 2);
    EQUAL(CHILD_LOST_(NULL, 22, (short *)&stranger), 3);
    EQUAL(CHILD_LOST_((char *)node, 22, NULL), 3);
}

/* ---------------------------------------------------------------------------------------- as names and IDs */

static void names_process(void) {
    char name[40];
    short length = -1, pair_flag = -1, id[4];
    struct handle handle, far_away = of_node(1, 42, 0, 9), broken = stranger;
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&stranger, name, sizeof name, &length), 0);
    CHECK(length == 14 && memcmp(name, "\\TEST.$:1:30:0", 14) == 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&server, name, sizeof name, &length), 0);
    CHECK(length == 13 && memcmp(name, "\\TEST.$SERV:3", 13) == 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&server, name, sizeof name, &length, 1), 0);
    CHECK(length == 11 && memcmp(name, "\\TEST.$SERV", 11) == 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&server, name, sizeof name, &length), 14);
    EQUAL(length, 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&null, name, sizeof name, &length), 0);
    CHECK(length == 14 && memcmp(name, "\\TEST.$:0:10:0", 14) == 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&far_away, name, sizeof name, &length), 18);
    CHECK(length == 11 && memcmp(name, "\\9.$:1:42:0", 11) == 0);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&stranger, name, 13, &length), 563);
    broken.byte[0] = 2;
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&broken, name, sizeof name, &length), 590);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&stranger, name, sizeof name, &length, 2), 590);
    EQUAL(PROCESSHANDLE_TO_FILENAME_((short *)&stranger, name, sizeof name), 29);
    EQUAL(PROCESSHANDLE_TO_FILENAME_(NULL, name, sizeof name, &length), 22);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&stranger, name, sizeof name, &length), 0);
    CHECK(length == 10 && memcmp(name, "\\TEST.1,30", 10) == 0);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length, "\\test", 5), 0);
    CHECK(length == 5 && memcmp(name, "$SERV", 5) == 0);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length), 0);
    CHECK(length == 10 && memcmp(name, "\\TEST.0,20", 10) == 0);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length, , , 1), 14);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length, , , 2), 0);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length, , , 3), 590);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&server, name, sizeof name, &length, "x", 1), 13);
    EQUAL(PROCESSHANDLE_TO_STRING_((short *)&null, name, sizeof name, &length), 590);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&server, id), 0);
    CHECK(memcmp(id, "$SERV ", 6) == 0);
    EQUAL(id[3], 20);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&server, id, 1), 0);
    EQUAL(id[3], -1);
    EQUAL(CRTPID_TO_PROCESSHANDLE_(id, (short *)&handle, &pair_flag), 0);
    EQUAL(pair_flag, 1);
    CHECK(handle_equal(&handle, &server));
    id[3] = 1 << 8 | 21;
    EQUAL(CRTPID_TO_PROCESSHANDLE_(id, (short *)&handle, &pair_flag), 0);
    EQUAL(pair_flag, 0);
    CHECK(handle_equal(&handle, &server_backup));
    id[3] = 99;
    EQUAL(CRTPID_TO_PROCESSHANDLE_(id, (short *)&handle), 14);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&null, id), 590);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&server, id, , 8), 18);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&server), 29);
    EQUAL(CRTPID_TO_PROCESSHANDLE_(NULL, (short *)&handle), 22);
}

static void named_answer(short result) {
    take(WIRE_PAIR_INFO);
    answer_pair(result, result == 9 ? "" : "\\TEST.$SERV:3");
}

static void names_kernel(void) {
    named_answer(0);
    named_answer(0);
    named_answer(9);
    named_answer(0);
    named_answer(9);
    named_answer(9);
    named_answer(0);
    named_answer(0);
    named_answer(0);
    named_answer(0);
    named_answer(0);
}

static void high_pin(void) {
    short id[4];
    struct handle high = a_handle(1, 300, 0, 0x12345);
    EQUAL(PROCESSHANDLE_TO_CRTPID_((short *)&high, id), 560);
    EQUAL((unsigned short)id[0], 0x8007);
    EQUAL(id[1], 1);
    EQUAL(id[2], 0x2345);
    EQUAL(id[3], 1 << 8 | 255);
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
    {"OPENER_LOST_ knows openers of other nodes by node and processor", remote_openers, no_script, NULL},
    {"CHILD_LOST_ tells local children by process, by name and instance, or by processor (MO-07)", children_process,
     children_kernel, NULL},
    {"CHILD_LOST_ tells remote children by node and processor", remote_children, no_script, NULL},
    {"handles become file names, strings and process IDs, and come back", names_process, names_kernel, NULL},
    {"a PIN above 255 leaves a synthetic process ID and error 560 (PR-08)", high_pin, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
