/* What processes ask about processors, nodes, names and users. */
#include "harness.h"

static void answer_name(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
}

/* --------------------------------------------------------------------------------------------------- monitoring */

static void monitor_process(void) {
    MONITORCPUS(-1);
    PROCESS_MONITOR_CPUS_((short)0x8000);
    MONITORCPUS();
    MONITORNET(1);
    PROCESS_MONITOR_NET_(0);
    MONITORNEW(1);
    PROCESS_MONITOR_NEW_();
}

static void monitored(uint16_t what, bool enabled) {
    struct packet *asked = take(WIRE_MONITOR);
    EQUAL(wire_monitor_what(asked->body), what);
    EQUAL(wire_monitor_enabled(asked->body), enabled);
}

static void monitor_kernel(void) {
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0xffff);
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0x8000);
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0);
    monitored(WIRE_MONITOR_NET, true);
    monitored(WIRE_MONITOR_NET, false);
    monitored(WIRE_MONITOR_NEW, true);
    monitored(WIRE_MONITOR_NEW, false);
}

/* --------------------------------------------------------------------------------------------------- processors */

static void processors_process(void) {
    short codes[] = {4, 5, 8, 18, 19, 20, 24, 2, 47, 48}, values[64], used = -1, detail = -1;
    int32_t number;
    int64_t time;
    EQUAL((unsigned)PROCESSORSTATUS(), 4u << 16 | 0xb000);
    EQUAL(REMOTEPROCESSORSTATUS(7), PROCESSORSTATUS());
    EQUAL(REMOTEPROCESSORSTATUS(8), 0);
    EQUAL(REMOTEPROCESSORSTATUS(), 0);
    EQUAL(PROCESSOR_GETINFOLIST_(, , 2, codes, 10, values, 64, &used, &detail), 0);
    EQUAL(used, 2 + 2 + 2 + 4 + 4 + 4 + 5 + 1 + 1 + 7);
    memcpy(&number, values, sizeof number);
    EQUAL(number, 16384);
    memcpy(&number, values + 2, sizeof number);
    EQUAL(number, 1000);
    memcpy(&time, values + 14, sizeof time);
    EQUAL(time, 700);
    EQUAL(values[18], 4);
    EQUAL(values[20], 5);
    EQUAL(values[21], 248);
    EQUAL(values[24], 0);
    CHECK(memcmp(values + 26, "GUARDIAN-EMU", 12) == 0);
    EQUAL(PROCESSOR_GETINFOLIST_(, , , codes, 10, values, 31, &used, &detail), 1);
    EQUAL(detail, 563);
    EQUAL(PROCESSOR_GETINFOLIST_(, , 3, codes, 10, values, 64, &used, &detail), 5);
    EQUAL(detail, 201);
    EQUAL(PROCESSORTYPE(), -1);
    EQUAL(PROCESSORTYPE(3), -2);
    EQUAL(PROCESSORTYPE(16), -2);
}

static void processor(int32_t node, short cpu, short error) {
    uint8_t body[WIRE_PROCESSOR_SIZE] = {0};
    struct packet *asked = take(WIRE_GET_PROCESSOR);
    EQUAL(wire_get_processor_node(asked->body), node);
    EQUAL(wire_get_processor_cpu(asked->body), cpu);
    wire_processor_set_up(body, 0xb000);
    wire_processor_set_highest(body, 3);
    wire_processor_set_elapsed(body, 1000);
    wire_processor_set_busy(body, 300);
    wire_processor_set_processes(body, 5);
    wire_processor_set_memory_pages(body, 1000);
    wire_processor_set_free_pages(body, 400);
    tell(WIRE_PROCESSOR, asked->tag, error, body, sizeof body, -1);
}

static void processors_kernel(void) {
    processor(-1, -1, 0);
    processor(7, -1, 0);
    processor(-1, -1, 0);
    processor(8, -1, 18);
    processor(-1, 2, 0);
    processor(-1, 0, 0);
    processor(-1, 3, 201);
    processor(-1, 0, 0);
    processor(-1, 3, 201);
}

static void wrong_processors_process(void) {
    short codes[] = {18}, values[8], used, detail = -1;
#define WRONG_PROCESSOR(error, number, ...) \
    do { \
        EQUAL(PROCESSOR_GETINFOLIST_(__VA_ARGS__), error); \
        EQUAL(detail, number); \
    } while (0)
    WRONG_PROCESSOR(2, 1, "\\TEST", , 1, codes, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(2, 1, "\\TEST", 5, , codes, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(3, 1, NULL, 5, 1, codes, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(2, 2, , , 16, codes, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(2, 3, , , , , 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(3, 3, , , , NULL, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(2, 4, , , , codes, -1, values, 8, &used, &detail);
    WRONG_PROCESSOR(3, 5, , , , codes, 1, NULL, 8, &used, &detail);
    WRONG_PROCESSOR(2, 6, , , , codes, 1, values, -1, &used, &detail);
    WRONG_PROCESSOR(2, 7, , , , codes, 1, values, 8, , &detail);
    WRONG_PROCESSOR(6, 18, "\\ELSE", 5, 1, codes, 1, values, 8, &used, &detail);
    WRONG_PROCESSOR(1, 13, "ELSE", 4, 1, codes, 1, values, 8, &used, &detail);
    codes[0] = 99;
    EQUAL(PROCESSOR_GETINFOLIST_(, , , codes, 1, values, 8, &used, &detail), 7);
}

static void wrong_processors_kernel(void) {
    processor(-1, 0, 0);
}

/* ------------------------------------------------------------------------------------------ nodes, names, users */

static void node_answer(int32_t number, const char *asked_name, short error) {
    uint8_t body[WIRE_NODE_SIZE + 7] = {0};
    struct packet *asked = take(WIRE_GET_NODE);
    size_t length = strlen(asked_name);
    EQUAL(wire_get_node_number(asked->body), number);
    EQUAL(wire_get(asked->body + WIRE_GET_NODE_SIZE, 2), length);
    CHECK(memcmp(asked->body + WIRE_GET_NODE_SIZE + 2, asked_name, length) == 0);
    wire_node_set_number(body, 7);
    wire_put(body + WIRE_NODE_SIZE, 2, 5);
    memcpy(body + WIRE_NODE_SIZE + 2, "\\TEST", 5);
    tell(WIRE_NODE, asked->tag, error, body, sizeof body, -1);
}

static void nodes_process(void) {
    __int32_t number = -1, device = -1;
    char name[8];
    short length = -1;
    EQUAL(MYSYSTEMNUMBER(), 7);
    EQUAL(NODENAME_TO_NODENUMBER_(, , &number), 0);
    EQUAL(number, 7);
    EQUAL(NODENAME_TO_NODENUMBER_("\\else", 5, &number), 18);
    EQUAL(NODENAME_TO_NODENUMBER_("ELSE", 4, &number), 13);
    EQUAL(NODENAME_TO_NODENUMBER_("\\4", 2, &number), 13);
    EQUAL(NODENAME_TO_NODENUMBER_("\\ELSE", , &number), 29);
    EQUAL(NODENAME_TO_NODENUMBER_("\\ELSE", 5), 29);
    EQUAL(NODENAME_TO_NODENUMBER_(NULL, 5, &number), 22);
    EQUAL(NODENAME_TO_NODENUMBER_("\\ELSE", -1, &number), 590);
    EQUAL(NODENUMBER_TO_NODENAME_(, name, 8, &length, &device), 0);
    CHECK(length == 5 && memcmp(name, "\\TEST", 5) == 0);
    EQUAL(device, 32767);
    EQUAL(NODENUMBER_TO_NODENAME_(200, name, 8, &length), 18);
    CHECK(length == 4 && memcmp(name, "\\200", 4) == 0);
    EQUAL(NODENUMBER_TO_NODENAME_(7, name, 4, &length), 563);
    EQUAL(NODENUMBER_TO_NODENAME_(-2, name, 8, &length), 590);
    EQUAL(NODENUMBER_TO_NODENAME_(7, NULL, 8, &length), 22);
    EQUAL(NODENUMBER_TO_NODENAME_(7, name, 8), 29);
}

static void nodes_kernel(void) {
    node_answer(-1, "", 0);
    node_answer(-1, "\\ELSE", 18);
    node_answer(-1, "", 0);
    node_answer(200, "", 18);
    node_answer(7, "", 0);
}

static void names_process(void) {
    char name[20];
    short length = -1;
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length), 0);
    CHECK(length == 11 && memcmp(name, "\\TEST.$Z001", 11) == 0);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, 1, "\\test", 5, 1), 0);
    CHECK(length == 5 && memcmp(name, "$Z001", 5) == 0);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, 0), 44);
    EQUAL(PROCESSNAME_CREATE_(name, 5, &length, 1, , , 1), 563);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, 2), 590);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, , , , 2), 590);
    EQUAL(PROCESSNAME_CREATE_(NULL, 20, &length), 590);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, , "\\ELSE", 5), 201);
    EQUAL(PROCESSNAME_CREATE_(name, 20, &length, , "ELSE", 4), 590);
    EQUAL(PROCESSNAME_CREATE_(name, 20), 29);
}

static void name_answer(bool five, short error) {
    struct packet *asked = take(WIRE_RESERVE_NAME);
    EQUAL(wire_reserve_name_long(asked->body), five);
    tell(WIRE_NAMED, asked->tag, error, "\0\5$Z001", error ? 2 : 7, -1);
}

static void names_kernel(void) {
    name_answer(false, 0);
    name_answer(true, 0);
    name_answer(false, 44);
}

static void user_answer(int32_t number, const char *name, short error) {
    struct packet *asked = take(WIRE_GET_USER);
    size_t length = strlen(name);
    EQUAL(wire_get_user_number(asked->body), number);
    EQUAL(wire_get(asked->body + WIRE_GET_USER_SIZE, 2), length);
    CHECK(memcmp(asked->body + WIRE_GET_USER_SIZE + 2, name, length) == 0);
    tell(WIRE_USER, asked->tag, error, "\5\3\0\5SALES\0\3ANN", 14, -1);
}

static void users_process(void) {
    short name[8] = {0x0503}, length = 0, alias = -1, count = -1;
    char text[20], volume[20];
    __int32_t number = 0x0503, group[32] = {-1}, primary = -1;
    short volume_length = -1;
    EQUAL(USERIDTOUSERNAME(name), 0);
    CHECK(memcmp(name, "SALES   ANN     ", 16) == 0);
    EQUAL(USERNAMETOUSERID(name), 0);
    EQUAL(name[0], 0x0503);
    name[0] = 9;
    EQUAL(USERIDTOUSERNAME(name), 1);
    EQUAL(USERIDTOUSERNAME(), -1);
    EQUAL(USERNAMETOUSERID(NULL), -1);
    memset(name, ' ', sizeof name);
    EQUAL(USERNAMETOUSERID(name), 1);
    EQUAL(USER_GETINFO_(text, 20, &length, &number, &alias, &count, group, &primary, volume, 20, &volume_length), 0);
    CHECK(length == 9 && memcmp(text, "SALES.ANN", 9) == 0);
    EQUAL(alias, 0);
    EQUAL(count, 1);
    EQUAL(group[0], 5);
    EQUAL(primary, 5);
    CHECK(volume_length == 16 && memcmp(volume, "$SYSTEM.NOSUBVOL", 16) == 0);
    number = -1;
    memcpy(text, "sales.ann", 9);
    EQUAL(USER_GETINFO_(text, 20, &length, &number), 0);
    EQUAL(number, 0x0503);
    EQUAL(USER_GETINFO_(text, 20, &length), 11);
    length = 21;
    EQUAL(USER_GETINFO_(text, 20, &length), 590);
    number = 65536;
    EQUAL(USER_GETINFO_(, , , &number), 590);
    EQUAL(USER_GETINFO_(), 29);
    EQUAL(USER_GETINFO_(text, , &length), 29);
    EQUAL(USER_GETINFO_(NULL, 20, &length), 22);
    length = 0;
    number = 0x0503;
    EQUAL(USER_GETINFO_(text, 8, &length, &number), 22);
}

static void users_kernel(void) {
    user_answer(0x0503, "", 0);
    user_answer(-1, "SALES.ANN", 0);
    user_answer(9, "", 11);
    user_answer(0x0503, "", 0);
    user_answer(-1, "SALES.ANN", 0);
    user_answer(-1, "SALES.ANN", 11);
    user_answer(0x0503, "", 0);
}

/* --------------------------------------------------------------------------------------------- process strings */

static short scanned(const char *text, short options, short *used, short *type) {
    return PROCESSSTRING_SCAN_(text, (short)strlen(text), used, , type, , , , , , options);
}

static void strings_process(void) {
    short used = -1, type = -1, cpu = -1, pin = -1, length = -1;
    struct handle handle;
    char name[20];
    EQUAL(PROCESSSTRING_SCAN_("\\test.$serv rest", 16, &used, (short *)&handle, &type, name, 20, &length, &cpu, &pin),
          0);
    EQUAL(used, 11);
    EQUAL(type, 3);
    CHECK(length == 11 && memcmp(name, "\\TEST.$SERV", 11) == 0);
    CHECK(handle_equal(&handle, &server));
    EQUAL(cpu, -1);
    EQUAL(pin, -1);
    EQUAL(PROCESSSTRING_SCAN_("1,30", 4, &used, (short *)&handle, &type, name, 20, &length, &cpu, &pin), 0);
    EQUAL(used, 4);
    EQUAL(type, 2);
    EQUAL(length, 0);
    EQUAL(cpu, 1);
    EQUAL(pin, 30);
    CHECK(handle_is_null(&handle));
    EQUAL(PROCESSSTRING_SCAN_("\\TEST.15)", 9, &used, (short *)&handle, &type, name, 20, &length, &cpu, &pin), 0);
    EQUAL(used, 8);
    EQUAL(type, 1);
    EQUAL(cpu, 15);
    EQUAL(pin, -1);
    CHECK(length == 5 && memcmp(name, "\\TEST", 5) == 0);
    EQUAL(scanned("*", 0, &used, &type), 0);
    EQUAL(type, 0);
    EQUAL(scanned("\\ELSE.*,", 0, &used, &type), 0);
    EQUAL(used, 7);
    EQUAL(scanned("$LONGER", 0, &used, &type), 13);
    EQUAL(used, 6);
    EQUAL(scanned("$LONGER", 1, &used, &type), 0);
    EQUAL(used, 7);
    EQUAL(scanned("16", 0, &used, &type), 13);
    EQUAL(used, 1);
    EQUAL(scanned("3,", 0, &used, &type), 13);
    EQUAL(used, 2);
    EQUAL(scanned("3,65536", 0, &used, &type), 13);
    EQUAL(scanned("$1", 0, &used, &type), 13);
    EQUAL(used, 1);
    EQUAL(scanned("", 0, &used, &type), 13);
    EQUAL(scanned("\\ELSE", 0, &used, &type), 13);
    EQUAL(used, 5);
    EQUAL(scanned("*", 2, &used, &type), 590);
    EQUAL(PROCESSSTRING_SCAN_("$SERV", 5, , , , name, 3, &length), 563);
    EQUAL(PROCESSSTRING_SCAN_("$SERV", 5, , , , name, 20), 29);
    EQUAL(PROCESSSTRING_SCAN_("$SERV"), 29);
    EQUAL(PROCESSSTRING_SCAN_("$SERV", 5, NULL), 22);
    EQUAL(PROCESSSTRING_SCAN_("$SERV", -1), 590);
}

static void strings_kernel(void) {
    uint8_t body[WIRE_INFO_SIZE] = {0};
    answer_name();
    tell(WIRE_INFO, take(WIRE_GET_INFO)->tag, 4, body, sizeof body, -1);
}

const struct test surroundings_tests[] = {
    {"monitoring is asked for without waiting", monitor_process, monitor_kernel, NULL},
    {"processors tell their state, times and memory", processors_process, processors_kernel, NULL},
    {"PROCESSOR_GETINFOLIST_ names what is wrong", wrong_processors_process, wrong_processors_kernel, NULL},
    {"nodes have names and numbers", nodes_process, nodes_kernel, NULL},
    {"PROCESSNAME_CREATE_ gives names that nobody has", names_process, names_kernel, NULL},
    {"users have names and numbers", users_process, users_kernel, NULL},
    {"PROCESSSTRING_SCAN_ takes each form as far as it goes", strings_process, strings_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
