/* PROCESS_LAUNCH_, PROCESS_SPAWN_, NEWPROCESS and NEWPROCESSNOWAIT: what they ask of the kernel and what they give. */
#include <dlaunch.h>
#include <tdmext.h>

#include "harness.h"

static const char descriptor[] = "\\TEST.$NEW:9";

static void created(uint32_t tag, short error, int32_t detail) {
    uint8_t packet[WIRE_KERNEL_HEADER_SIZE + WIRE_CREATED_SIZE + 2 + sizeof descriptor - 1] = {0};
    uint8_t *body = packet + WIRE_KERNEL_HEADER_SIZE;
    wire_kernel_header_set_code(packet, WIRE_CREATED);
    wire_kernel_header_set_tag(packet, tag);
    wire_kernel_header_set_error(packet, error);
    wire_kernel_header_set_detail(packet, detail);
    memcpy(wire_created_handle(body), &server, sizeof server);
    wire_put(body + WIRE_CREATED_SIZE, 2, sizeof descriptor - 1);
    memcpy(body + WIRE_CREATED_SIZE + 2, descriptor, sizeof descriptor - 1);
    tell_raw(packet, sizeof packet);
}

/* String `number` of a create: program, name, home terminal, startup, defines, environment. */
static void string_is(struct packet *packet, int number, const char *wanted, size_t length) {
    size_t at = WIRE_CREATE_SIZE;
    while (number-- > 0) at += 2 + wire_get(packet->body + at, 2);
    EQUAL(wire_get(packet->body + at, 2), length);
    CHECK(memcmp(packet->body + at + 2, wanted, length) == 0);
}

/* --------------------------------------------------------------------------------------------- PROCESS_LAUNCH_ */

static void launch_process(void) {
    process_launch_parms_def parameters = P_L_DEFAULT_PARMS_;
    zsys_ddl_smsg_proccreate_def output;
    short detail = -1, length = -1;
    parameters.program_name = "PROGRAM";
    parameters.program_name_len = 7;
    parameters.hometerm_name = "$ZHOME";
    parameters.hometerm_name_len = 6;
    parameters.cpu = 2;
    parameters.priority = 120;
    parameters.jobid = 0;
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, (short)sizeof output, &length), 0);
    EQUAL(detail, 0);
    EQUAL(length, 52);
    EQUAL(output.z_msgnumber, -102);
    EQUAL(output.z_tag, -1);
    CHECK(memcmp(&output.z_phandle, &server, sizeof server) == 0);
    EQUAL(output.z_procname_len, 12);
    CHECK(memcmp(output.u_z_data.z_procname, descriptor, 12) == 0);
    memset(&output, 0x55, sizeof output);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 30, &length), 10);
    EQUAL(detail, 201);
    EQUAL(length, 30);
    EQUAL(output.z_error, 10);
    EQUAL(output.z_error_detail, 201);
    EQUAL(output.z_procname_len, 0x5555);
    CHECK(memcmp(&output.z_phandle, &null, sizeof null) == 0);
}

static void launch_kernel(void) {
    struct packet *create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), 2);
    EQUAL(wire_create_priority(create->body), 120);
    EQUAL(wire_create_job(create->body), 0);
    string_is(create, 0, "PROGRAM", 7);
    string_is(create, 2, "\\TEST.$ZHOME", 12);
    created(create->tag, 0, 0);
    created(take(WIRE_CREATE)->tag, 10, 201);
}

static void nowait_launch_process(void) {
    zsys_ddl_plaunch_parms_def parameters;
    process_launch_parms_def defaults = P_L_DEFAULT_PARMS_;
    zsys_ddl_smsg_proccreate_def output, message;
    short length = -1;
    int count = 0;
    open_receive(0, 0);
    EQUAL(sizeof parameters, sizeof defaults);
    memcpy(&parameters, &defaults, sizeof parameters);
    parameters.z_program_name = "PROGRAM";
    parameters.z_program_name_len = 7;
    parameters.z_nowait_tag = -77;
    EQUAL(PROCESS_LAUNCH_(&parameters, , &output, (short)sizeof output, &length), 0);
    EQUAL(output.z_tag, -77);
    EQUAL(output.z_procname_len, 0);
    CHECK(memcmp(&output.z_phandle, &null, sizeof null) == 0);
    EQUAL(FILE_READ64_(0, (char *)&message, sizeof message, &count), 6);
    EQUAL(count, 40);
    EQUAL(message.z_tag, -77);
    EQUAL(message.z_error, 12);
    EQUAL(message.z_error_detail, 2);
    CHECK(memcmp(&message.z_phandle, &null, sizeof null) == 0);
}

static void nowait_launch_kernel(void) {
    created(take(WIRE_CREATE)->tag, 12, 2);
}

static void wrong_launch_process(void) {
    process_launch_parms_def parameters = P_L_DEFAULT_PARMS_;
    zsys_ddl_smsg_proccreate_def output;
    short detail = -1, length;
    EQUAL(PROCESS_LAUNCH_(, &detail), 2);
    EQUAL(detail, 22);
    EQUAL(PROCESS_LAUNCH_(NULL, &detail), 3);
    EQUAL(detail, 22);
    EQUAL(PROCESS_LAUNCH_(&parameters, NULL), 3);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 90), 2);
    EQUAL(detail, 25);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, , &length), 2);
    EQUAL(detail, 24);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, NULL, 90, &length), 3);
    EQUAL(detail, 24);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 90, NULL), 3);
    EQUAL(detail, 25);
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 90, &length), 2);
    EQUAL(detail, 1);
    EQUAL(output.z_error, 2);
    parameters.program_name = "P";
    parameters.program_name_len = 1;
    parameters.version = 2;
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail), 2);
    EQUAL(detail, 22);
    parameters.version = 1;
    parameters.mainstack_max = 33 * 1024 * 1024;
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail), 40);
    parameters.mainstack_max = 0;
    parameters.heap_max = -1;
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail), 41);
    parameters.heap_max = 0;
    parameters.space_guarantee = -1;
    EQUAL(PROCESS_LAUNCH_(&parameters, &detail), 42);
}

/* ---------------------------------------------------------------------------------------------- PROCESS_SPAWN_ */

static void info_of_new(short error, uint32_t pid) {
    uint8_t body[WIRE_INFO_SIZE + 10] = {0};
    struct packet *asked = take(WIRE_GET_INFO);
    CHECK(handle_equal((struct handle *)wire_get_info_handle(asked->body), &server));
    wire_info_set_pid(body, pid);
    tell(WIRE_INFO, asked->tag, error, body, error ? WIRE_INFO_SIZE : sizeof body, -1);
}

static void spawn_process(void) {
    process_extension_def extension = DEFAULT_PROCESS_EXTENSION;
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    char *words[] = {"server", "-v", "two words", NULL}, *environment[] = {"A=1", "B=", NULL};
    extension.pe_process_name = "/G/new";
    extension.pe_name_options = 1;
    extension.pe_cpu = 3;
    extension.pe_priority = 99;
    EQUAL(PROCESS_SPAWN_("/usr/local/bin/server", , words, environment, , , &extension, &results), 0);
    CHECK(memcmp(results.pr_phandle, &server, sizeof server) == 0);
    EQUAL(results.pr_pid, 4711);
    EQUAL(results.pr_errno, 0);
    EQUAL(PROCESS_SPAWN_("/G/system/system/server", , , , , , , &results), 1);
    EQUAL(results.pr_errno, 4002);
    EQUAL(results.pr_pid, -1);
    EQUAL(results.pr_TPCerror, 1);
    EQUAL(results.pr_TPCdetail, 11);
    EQUAL(results.pr_phandle[0], -1);
}

static void spawn_kernel(void) {
    struct packet *create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), 3);
    EQUAL(wire_create_priority(create->body), 99);
    EQUAL(wire_create_name_option(create->body), 1);
    EQUAL(wire_create_startup_by(create->body), WIRE_STARTUP_NOBODY);
    string_is(create, 0, "server", 6);
    string_is(create, 1, "$NEW", 4);
    string_is(create, 3, "-v\0two words", 13);
    string_is(create, 5, "A=1\0B=", 7);
    created(create->tag, 0, 0);
    info_of_new(0, 4711);
    create = take(WIRE_CREATE);
    string_is(create, 0, "\\TEST.$SYSTEM.SYSTEM.SERVER", 27);
    string_is(create, 3, "", 0);
    created(create->tag, 1, 11);
}

static void nowait_spawn_process(void) {
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    zsys_ddl_smsg_procspawn_def message;
    int count = 0;
    open_receive(0, 0);
    EQUAL(PROCESS_SPAWN_("server", , , , , , , &results, 5), 0);
    EQUAL(results.pr_pid, 0);
    EQUAL(results.pr_phandle[0], -1);
    EQUAL(FILE_READ64_(0, (char *)&message, sizeof message, &count), 6);
    EQUAL(count, 68);
    EQUAL(message.z_msgnumber, -141);
    EQUAL(message.z_tag, 5);
    EQUAL(message.z_len, 36);
    CHECK(memcmp(&message.z_phandle, &server, sizeof server) == 0);
    EQUAL(message.z_pid, 12);
    EQUAL(message.z_errno, 0);
    EQUAL(PROCESS_SPAWN_("server", , , , , , , , 6), 0);
    EQUAL(FILE_READ64_(0, (char *)&message, sizeof message, &count), 6);
    EQUAL(message.z_tag, 6);
    EQUAL(message.z_pid, -1);
    EQUAL(message.z_errno, 4011);
    EQUAL(message.z_tpcerror, 15);
}

static void nowait_spawn_kernel(void) {
    created(take(WIRE_CREATE)->tag, 0, 0);
    info_of_new(0, 12);
    created(take(WIRE_CREATE)->tag, 15, 0);
}

static void wrong_spawn_process(void) {
    static char large[20000];
    process_extension_def extension = DEFAULT_PROCESS_EXTENSION;
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    char *words[] = {"server", large, NULL};
    int something = 1;
    memset(large, 'x', sizeof large - 1);
    EQUAL(PROCESS_SPAWN_(, , , , , , , &results), 2);
    EQUAL(results.pr_TPCdetail, 1);
    EQUAL(results.pr_errno, 4022);
    EQUAL(PROCESS_SPAWN_(NULL, , , , , , , &results), 3);
    EQUAL(results.pr_errno, 4014);
    EQUAL(PROCESS_SPAWN_("server", &something, , , , , , &results), 2);
    EQUAL(results.pr_TPCdetail, 58);
    EQUAL(PROCESS_SPAWN_("server", , , , &something, 4, , &results), 2);
    EQUAL(results.pr_TPCdetail, 56);
    EQUAL(PROCESS_SPAWN_("server", , words, , , , , &results), 2);
    EQUAL(results.pr_TPCdetail, 52);
    EQUAL(results.pr_errno, 4007);
    EQUAL(PROCESS_SPAWN_("server", , , words, , , , &results), 2);
    EQUAL(results.pr_TPCdetail, 53);
    extension.pe_len = 4;
    EQUAL(PROCESS_SPAWN_("server", , , , , , &extension, &results), 2);
    EQUAL(results.pr_TPCdetail, 50);
    extension.pe_len = (int)sizeof extension;
    extension.pe_OSS_options = 1;
    EQUAL(PROCESS_SPAWN_("server", , , , , , &extension, &results), 2);
    EQUAL(results.pr_TPCdetail, 51);
    results.pr_len = 4;
    EQUAL(PROCESS_SPAWN_("server", , , , , , , &results), 2);
}

/* -------------------------------------------------------------------------------------------------- NEWPROCESS */

static void old_name(const char *text, short *internal) {
    memset(internal, ' ', 24);
    memcpy(internal, text, strlen(text));
}

static void old_process(void) {
    short names[38], id[4], error = -1, information[2], name[3], terminal[12];
    old_name("$SYSTEM SYSTEM  PROGRAM", names);
    old_name("$ZHOME  #T1", terminal);
    memcpy(name, "$NEW  ", 6);
    NEWPROCESS(names, 150, 5, 2, id, &error, name, terminal, 0x28, 0, information);
    EQUAL(error, 0);
    EQUAL(information[0], 0);
    EQUAL(information[1], 0);
    CHECK(memcmp(id, "$NEW  ", 6) == 0);
    EQUAL(id[3], 20);
    NEWPROCESS(names, (short)(0x8000 | 250), , , id, &error, , , , 3, information);
    EQUAL(error, 3 << 8 | 11);
    EQUAL(information[0], 3);
    EQUAL(information[1], 11);
    EQUAL(id[0] | id[1] | id[2] | id[3], 0);
    NEWPROCESS(names, , , , , &error, , , , , information);
    EQUAL((unsigned short)error, 8 << 8 | 119);
    EQUAL(information[0], 8);
    EQUAL(information[1], 300);
    NEWPROCESS(names, , , 16, , &error);
    EQUAL((unsigned short)error, 10 << 8 | 201);
    NEWPROCESS(names, , , , , &error, , , , , , 5);
    EQUAL((unsigned short)error, 22 << 8);
    NEWPROCESS(, , , , , &error);
    EQUAL(error, 3 << 8 | 29);
    NEWPROCESS(NULL, , , , , &error);
    EQUAL(error, 3 << 8 | 22);
}

static void old_kernel(void) {
    struct packet *create = take(WIRE_CREATE);
    EQUAL(wire_create_priority(create->body), 150);
    EQUAL(wire_create_cpu(create->body), 2);
    EQUAL(wire_create_name_option(create->body), 1);
    EQUAL(wire_create_options(create->body), 64 | 4 | 2);
    EQUAL(wire_create_job(create->body), 0);
    string_is(create, 0, "\\TEST.$SYSTEM.SYSTEM.PROGRAM", 28);
    string_is(create, 1, "$NEW", 4);
    string_is(create, 2, "\\TEST.$ZHOME.#T1", 16);
    created(create->tag, 0, 0);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_priority(create->body), 199);
    EQUAL(wire_create_name_option(create->body), 0);
    EQUAL(wire_create_job(create->body), 3);
    created(create->tag, 1, 11);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_job(create->body), -1);
    created(create->tag, 11, 300);
}

/* -12, and the tag behind the names of the library and swap files. */
static void old_nowait_process(void) {
    short names[38], error = -1, message[10];
    int32_t tag = 0x12345678, told;
    int count = 0;
    open_receive(0, 0);
    memset(names, ' ', sizeof names);
    old_name("$SYSTEM SYSTEM  PROGRAM", names);
    memcpy(names + 36, &tag, sizeof tag);
    NEWPROCESSNOWAIT(names, 0x4000, , , , &error);
    EQUAL(error, 0);
    EQUAL(FILE_READ64_(0, (char *)message, sizeof message, &count), 6);
    EQUAL(count, 20);
    EQUAL(message[0], -12);
    EQUAL(message[1], 0);
    memcpy(&told, message + 2, sizeof told);
    EQUAL(told, tag);
    CHECK(memcmp(message + 4, "$NEW  ", 6) == 0);
    EQUAL(message[7], 20);
    EQUAL(message[8], 0);
    NEWPROCESSNOWAIT(names, , , , , &error);
    EQUAL(FILE_READ64_(0, (char *)message, sizeof message, &count), 6);
    EQUAL((unsigned short)message[1], 10 << 8 | 201);
    EQUAL(message[4] | message[5] | message[6] | message[7], 0);
    EQUAL(message[8], 10);
    EQUAL(message[9], 201);
}

static void old_nowait_kernel(void) {
    created(take(WIRE_CREATE)->tag, 0, 0);
    created(take(WIRE_CREATE)->tag, 10, 201);
}

static void no_script(void) {}

const struct test launch_tests[] = {
    {"PROCESS_LAUNCH_ takes its structure and fills the output list", launch_process, launch_kernel, NULL},
    {"a nowait PROCESS_LAUNCH_ gives its tag, and the rest in -102", nowait_launch_process, nowait_launch_kernel, NULL},
    {"PROCESS_LAUNCH_ names the field that is wrong", wrong_launch_process, no_script, NULL},
    {"PROCESS_SPAWN_ hands over words and environment", spawn_process, spawn_kernel, NULL},
    {"a nowait PROCESS_SPAWN_ ends in a -141", nowait_spawn_process, nowait_spawn_kernel, NULL},
    {"PROCESS_SPAWN_ names what is wrong, and errno", wrong_spawn_process, no_script, NULL},
    {"NEWPROCESS takes internal names and packs its error", old_process, old_kernel, NULL},
    {"NEWPROCESSNOWAIT ends in a -12", old_nowait_process, old_nowait_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
