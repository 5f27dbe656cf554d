/* Creating processes and backups, stopping others, asking for messages about processors. */
#include "harness.h"

static void string_is(struct packet *packet, size_t *at, const char *wanted) {
    size_t length = wire_get(packet->body + *at, 2);
    EQUAL(length, strlen(wanted));
    CHECK(memcmp(packet->body + *at + 2, wanted, length) == 0);
    *at += 2 + length;
}

static void created(uint32_t tag, short error, int32_t detail) {
    static const char descriptor[] = "\\TEST.$NEW:9";
    uint8_t packet[WIRE_KERNEL_HEADER_SIZE + WIRE_CREATED_SIZE + 2 + sizeof descriptor - 1] = {0};
    uint8_t *body = packet + WIRE_KERNEL_HEADER_SIZE;
    wire_kernel_header_set_code(packet, WIRE_CREATED);
    wire_kernel_header_set_tag(packet, tag);
    wire_kernel_header_set_error(packet, error);
    wire_kernel_header_set_detail(packet, detail);
    memcpy(wire_created_handle(body), &stranger, sizeof stranger);
    wire_put(body + WIRE_CREATED_SIZE, 2, sizeof descriptor - 1);
    memcpy(body + WIRE_CREATED_SIZE + 2, descriptor, sizeof descriptor - 1);
    tell_raw(packet, sizeof packet);
}

static void create_process(void) {
    struct handle handle;
    char descriptor[40];
    short detail = -1, length = -1;
    EQUAL(PROCESS_CREATE_("PROGRAM", 7, , , , , , , 160, 3, (short *)&handle, &detail, 1, "$NEW", 4, descriptor,
                          (short)sizeof descriptor, &length),
          0);
    CHECK(handle_equal(&handle, &stranger));
    EQUAL(detail, 0);
    CHECK(length == 12 && memcmp(descriptor, "\\TEST.$NEW:9", 12) == 0);
    EQUAL(PROCESS_CREATE_("PROGRAM", 7, , , , , , , , 9, (short *)&handle, &detail), 10);
    EQUAL(detail, 201);
    CHECK(handle_equal(&handle, &null_handle));
}

static void create_kernel(void) {
    struct packet *create = take(WIRE_CREATE);
    size_t at = WIRE_CREATE_SIZE;
    EQUAL(wire_create_cpu(create->body), 3);
    EQUAL(wire_create_priority(create->body), 160);
    EQUAL(wire_create_name_option(create->body), 1);
    string_is(create, &at, "PROGRAM");
    string_is(create, &at, "$NEW");
    string_is(create, &at, "$TERM");
    string_is(create, &at, "");
    EQUAL(at, create->length);
    created(create->tag, 0, 0);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), 9);
    EQUAL(wire_create_priority(create->body), -1);
    EQUAL(wire_create_name_option(create->body), 0);
    created(create->tag, 10, 201);
}

static void nowait_process(void) {
    zsys_ddl_smsg_proccreate_def message;
    struct handle handle;
    int count = 0;
    open_receive(0, 1);
    EQUAL(PROCESS_CREATE_("PROGRAM", 7, , , , , , , , , (short *)&handle, , , , , , , , 77), 0);
    EQUAL(read_message(&message, sizeof message, &count), 6);
    EQUAL(message.z_msgnumber, -102);
    EQUAL(message.z_tag, 77);
    EQUAL(message.z_error, 0);
    CHECK(memcmp(&message.z_phandle, &stranger, sizeof stranger) == 0);
    EQUAL(message.z_procname_len, 12);
    CHECK(memcmp(message.u_z_data.z_procname, "\\TEST.$NEW:9", 12) == 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void nowait_kernel(void) {
    created(take(WIRE_CREATE)->tag, 0, 0);
}

static void backup_process(void) {
    struct handle handle;
    short detail = -1;
    EQUAL(__ns_start_backup(&detail, 1, (short *)&handle), 0);
    CHECK(handle_equal(&handle, &stranger));
    EQUAL(__ns_start_backup(&detail), 10);
    EQUAL(detail, 201);
    EQUAL(__ns_start_backup(), 11);
}

static void backup_kernel(void) {
    struct packet *create = take(WIRE_CREATE);
    size_t at = WIRE_CREATE_SIZE;
    EQUAL(wire_create_cpu(create->body), 1);
    EQUAL(wire_create_name_option(create->body), ZSYS_VAL_PCREATOPT_CALLERSNAME);
    string_is(create, &at, "TESTED");
    created(create->tag, 0, 0);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), -1);
    created(create->tag, 10, 201);
    created(take(WIRE_CREATE)->tag, 11, 45);
}

static void stop_process(void) {
    EQUAL(PROCESS_STOP_((short *)&stranger, 3), 590);
    EQUAL(PROCESS_STOP_((short *)&stranger), 0);
    EQUAL(PROCESS_STOP_(, 2), 14);
}

static void stop_kernel(void) {
    struct packet *stop = take(WIRE_STOP);
    CHECK(handle_equal((struct handle *)wire_stop_handle(stop->body), &stranger));
    tell(WIRE_DONE, stop->tag, 0, NULL, 0, -1);
    stop = take(WIRE_STOP);
    EQUAL(wire_stop_specifier(stop->body), 2);
    tell(WIRE_DONE, stop->tag, 14, NULL, 0, -1);
}

static void notices_process(void) {
    short one = 1, old = -1, length = -1;
    MONITORCPUS(-1);
    MONITORCPUS((short)0x8000);
    EQUAL(PROCESS_SETINFO_(, , 47, &one, 1, &old, 1, &length), 0);
    EQUAL(old, 0);
    EQUAL(length, 1);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 47, &one, 1), 590);
    EQUAL(PROCESS_SETINFO_(, , 42, &one, 1), 590);
}

static void notices_kernel(void) {
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0xffff);
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0x8000);
    take(WIRE_PAIR_INFO);
    answer_pair(6, "\\TEST.$ME:1");
    tell(WIRE_DONE, take(WIRE_SET_PRIMARY)->tag, 0, NULL, 0, -1);
}

const struct test creation_tests[] = {
    {"PROCESS_CREATE_ gives handle and descriptor, or error and detail", create_process, create_kernel, NULL},
    {"a nowait PROCESS_CREATE_ ends in a -102", nowait_process, nowait_kernel, NULL},
    {"__ns_start_backup starts the same program under the caller's name, or says 10 and 201", backup_process,
     backup_kernel, NULL},
    {"PROCESS_STOP_ of another process has an answer", stop_process, stop_kernel, NULL},
    {"MONITORCPUS and PROCESS_SETINFO_ reach the kernel", notices_process, notices_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
