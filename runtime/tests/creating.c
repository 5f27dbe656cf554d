/* PROCESS_CREATE_ and the backup of a pair. */
#include "harness.h"

static void string_is(struct packet *packet, size_t *at, const char *wanted) {
    size_t length = wire_get(packet->body + *at, 2);
    EQUAL(length, strlen(wanted));
    CHECK(memcmp(packet->body + *at + 2, wanted, length) == 0);
    *at += 2 + length;
}

static void skip_string(struct packet *packet, size_t *at) {
    *at += 2 + wire_get(packet->body + *at, 2);
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
    EQUAL(PROCESS_CREATE_("$SYSTEM.SYSTEM.PROGRAM  ", 24, , , , , , , , , , , 1, "\\TEST.$NEW", 10, , , , , "$term.#w1",
                          9, , 7, 64),
          0);
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
    skip_string(create, &at); /* DEFINEs */
    string_is(create, &at, "");
    EQUAL(at, create->length);
    EQUAL(wire_create_job(create->body), -1);
    EQUAL(wire_create_options(create->body), 0);
    EQUAL(wire_create_startup_by(create->body), STARTUP_OF_CREATED);
    created(create->tag, 0, 0);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), 9);
    EQUAL(wire_create_priority(create->body), -1);
    EQUAL(wire_create_name_option(create->body), 0);
    created(create->tag, 10, 201);
    create = take(WIRE_CREATE);
    at = WIRE_CREATE_SIZE;
    EQUAL(wire_create_job(create->body), 7);
    EQUAL(wire_create_options(create->body), 64);
    string_is(create, &at, "\\TEST.$SYSTEM.SYSTEM.PROGRAM");
    string_is(create, &at, "$NEW");
    string_is(create, &at, "\\TEST.$TERM.#W1");
    created(create->tag, 0, 0);
}

/* Error and detail of a creation that is refused before the kernel hears of it. */
#define REFUSED(wanted_error, wanted_detail, ...) \
    do { \
        short detail = -7; \
        EQUAL(PROCESS_CREATE_(__VA_ARGS__), wanted_error); \
        EQUAL(detail, wanted_detail); \
    } while (0)

static void parameters_process(void) {
    char descriptor[40];
    short handle[10], length;
    REFUSED(2, 1, , , , , , , , , , , , &detail);
    REFUSED(2, 1, "P", , , , , , , , , , , &detail);
    REFUSED(2, 1, "P", -1, , , , , , , , , , &detail);
    REFUSED(3, 1, NULL, 1, , , , , , , , , , &detail);
    REFUSED(2, 2, "P", 1, "L", -2, , , , , , , , &detail);
    REFUSED(3, 2, "P", 1, NULL, 1, , , , , , , , &detail);
    REFUSED(2, 3, "P", 1, , , "S", , , , , , , &detail);
    REFUSED(2, 4, "P", 1, , , , , "S", -1, , , , &detail);
    REFUSED(2, 5, "P", 1, , , , , , , 0, , , &detail);
    REFUSED(2, 5, "P", 1, , , , , , , 200, , , &detail);
    REFUSED(2, 6, "P", 1, , , , , , , , 16, , &detail);
    REFUSED(2, 6, "P", 1, , , , , , , , -2, , &detail);
    REFUSED(3, 7, "P", 1, , , , , , , , , NULL, &detail);
    REFUSED(2, 9, "P", 1, , , , , , , , , , &detail, 5);
    REFUSED(2, 9, "P", 1, , , , , , , , , , &detail, -1);
    REFUSED(2, 10, "P", 1, , , , , , , , , , &detail, 1);
    REFUSED(2, 10, "P", 1, , , , , , , , , , &detail, 1, "$N");
    REFUSED(3, 10, "P", 1, , , , , , , , , , &detail, 1, NULL, 2);
    REFUSED(2, 11, "P", 1, , , , , , , , , , &detail, , , , descriptor, 32, &length);
    REFUSED(2, 11, "P", 1, , , , , , , , , , &detail, , , , descriptor, , &length);
    REFUSED(3, 11, "P", 1, , , , , , , , , , &detail, , , , NULL, 33, &length);
    REFUSED(2, 12, "P", 1, , , , , , , , , , &detail, , , , descriptor, 33);
    REFUSED(3, 12, "P", 1, , , , , , , , , , &detail, , , , descriptor, 33, NULL);
    REFUSED(2, 14, "P", 1, , , , , , , , , handle, &detail, , , , , , , , "$TERM", -1);
    REFUSED(2, 15, "P", 1, , , , , , , , , , &detail, , , , , , , , , , -2);
    REFUSED(2, 16, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , -2);
    REFUSED(2, 17, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , 128);
    REFUSED(2, 17, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , 24);
    REFUSED(2, 18, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , "D", -1);
    REFUSED(3, 18, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , NULL, 1);
    REFUSED(2, 19, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , , , 16);
    REFUSED(28, 0, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , , , , 1000);
    EQUAL(PROCESS_CREATE_("P", 1, , , , , , , 200), 2);
    EQUAL(PROCESS_CREATE_("P", 1, , , , , , , , , , NULL), 3);
}

static void files_process(void) {
    REFUSED(1, 18, "\\ELSE.$SYSTEM.SYSTEM.P", 22, , , , , , , , , , &detail);
    REFUSED(1, 198, "=NOBODY", 7, , , , , , , , , , &detail);
    REFUSED(4, 11, "P", 1, "$SYSTEM.SYSTEM.LIB", 18, , , , , , , , &detail);
    REFUSED(4, 13, "P", 1, "$$", 2, , , , , , , , &detail);
    REFUSED(5, 13, "P", 1, , , "$$", 2, , , , , , &detail);
    REFUSED(6, 13, "P", 1, , , , , "$$", 2, , , , &detail);
    REFUSED(8, 13, "P", 1, , , , , , , , , , &detail, , , , , , , , "$VOL.SUBVOL.FILE", 16);
    REFUSED(8, 13, "P", 1, , , , , , , , , , &detail, , , , , , , , "$RECEIVE", 8);
    REFUSED(11, 18, "P", 1, , , , , , , , , , &detail, 1, "\\ELSE.$NEW", 10);
}

/* define_resolve asks for the number of an unknown node, or knows that it is none of its own. */
static void no_kernel(void) {}

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
    EQUAL(wire_create_startup_by(create->body), 0);
    created(create->tag, 0, 0);
    create = take(WIRE_CREATE);
    EQUAL(wire_create_cpu(create->body), -1);
    created(create->tag, 10, 201);
    created(take(WIRE_CREATE)->tag, 11, 45);
}

const struct test creation_tests[] = {
    {"PROCESS_CREATE_ gives handle and descriptor, or error and detail", create_process, create_kernel, NULL},
    {"a nowait PROCESS_CREATE_ ends in a -102", nowait_process, nowait_kernel, NULL},
    {"__ns_start_backup starts the same program under the caller's name, or says 10 and 201", backup_process,
     backup_kernel, NULL},
    {"PROCESS_CREATE_ names the parameter that is wrong, counted as in TAL", parameters_process, no_kernel, NULL},
    {"PROCESS_CREATE_ tells errors of its files, terminal and name", files_process, no_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
