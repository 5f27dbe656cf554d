/* What processes change of themselves and of others. */
#include "harness.h"

static void was(uint32_t tag, short error, int64_t value, const char *text) {
    uint8_t body[WIRE_WAS_SIZE + 64] = {0};
    wire_was_set_value(body, value);
    wire_put(body + WIRE_WAS_SIZE, 2, strlen(text));
    memcpy(body + WIRE_WAS_SIZE + 2, text, strlen(text));
    tell(WIRE_WAS, tag, error, body, WIRE_WAS_SIZE + 2 + strlen(text), -1);
}

static struct packet *change_of(const struct handle *process, short specifier, short attribute, int64_t value) {
    struct packet *asked = take(WIRE_SET_INFO);
    CHECK(handle_equal((struct handle *)wire_set_info_handle(asked->body), process));
    EQUAL(wire_set_info_specifier(asked->body), specifier);
    EQUAL(wire_set_info_attribute(asked->body), attribute);
    EQUAL(wire_set_info_value(asked->body), value);
    return asked;
}

/* -------------------------------------------------------------------------------------------- PROCESS_SETINFO_ */

static void set_process(void) {
    short one = 1, old = -1, length = -1, priority = 199, security = 0x777, handle[10];
    EQUAL(PROCESS_SETINFO_(, , 47, &one, 1, &old, 1, &length), 0);
    EQUAL(old, 0);
    EQUAL(length, 1);
    EQUAL(PROCESS_SETINFO_((short *)&server, 1, 42, &priority, 1, &old, 1, &length), 0);
    EQUAL(old, 150);
    EQUAL(PROCESS_SETINFO_((short *)&server, , 42, &priority, 1), 48);
    EQUAL(PROCESS_SETINFO_(, 1, 41, &security, 1, &old, 0, &length), 0);
    EQUAL(length, 0);
    EQUAL(PROCESS_SETINFO_((short *)&null, , 49, &one, 1), 0);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 40, , , handle, 10, &length), 0);
    EQUAL(length, 10);
    CHECK(memcmp(handle, &server, sizeof server) == 0);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 40, (short *)&own_handle, 10), 14);
}

static void answer_own_info(short error, const struct handle *mom) {
    uint8_t body[WIRE_INFO_SIZE + 10] = {0};
    uint32_t tag = take(WIRE_GET_INFO)->tag;
    memcpy(wire_info_mom(body), mom, sizeof *mom);
    wire_info_set_initial_priority(body, 140);
    tell(WIRE_INFO, tag, error, body, sizeof body, -1);
}

static void set_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(6, "\\TEST.$ME:1");
    tell(WIRE_DONE, take(WIRE_SET_PRIMARY)->tag, 0, NULL, 0, -1);
    was(change_of(&server, 1, 42, 199)->tag, 0, 150, "");
    was(change_of(&server, 0, 42, 199)->tag, 48, 0, "");
    was(change_of(&null, 0, 41, 0x777)->tag, 0, 0, "");
    was(change_of(&null, 0, 49, 1)->tag, 0, 0, "");
    answer_own_info(0, &server);
    was(change_of(&stranger, 0, 40, 0)->tag, 0, 0, "");
    answer_own_info(4, &null);
    was(change_of(&stranger, 0, 40, 0)->tag, 14, 0, "");
}

static void wrong_set_process(void) {
    short one = 1, zero = 0, big = 200, old, length;
    struct handle far_away = stranger;
    far_away.byte[7] = 9;
    EQUAL(PROCESS_SETINFO_(, , , &one, 1), 29);
    EQUAL(PROCESS_SETINFO_(, , 42, &one), 29);
    EQUAL(PROCESS_SETINFO_(, , 42), 29);
    EQUAL(PROCESS_SETINFO_(, , 42, &one, 1, &old), 29);
    EQUAL(PROCESS_SETINFO_(NULL, , 42, &one, 1), 22);
    EQUAL(PROCESS_SETINFO_(, , 42, NULL, 1), 22);
    EQUAL(PROCESS_SETINFO_(, , 42, &one, 1, NULL, 1, &length), 22);
    EQUAL(PROCESS_SETINFO_(, , 42, &one, 1, &old, 1, NULL), 22);
    EQUAL(PROCESS_SETINFO_(, , 42, &one, 2), 590);
    EQUAL(PROCESS_SETINFO_(, 2, 42, &one, 1), 590);
    EQUAL(PROCESS_SETINFO_(, , 42, &big, 1), 590);
    EQUAL(PROCESS_SETINFO_(, , 42, &zero, 1), 590);
    EQUAL(PROCESS_SETINFO_(, , 47, &zero, 1), 590);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 47, &one, 1), 590);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 41, &one, 1), 590);
    EQUAL(PROCESS_SETINFO_((short *)&far_away, , 42, &one, 1), 18);
    EQUAL(PROCESS_SETINFO_(, , 40), 590);
    EQUAL(PROCESS_SETINFO_(, , 4, &one, 1), 590);
    EQUAL(PROCESS_SETINFO_(, , 45, &one, 1), 48);
    EQUAL(PROCESS_SETINFO_((short *)&stranger, , 40, , , &old, 1, &length), 563);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 5, "$T"), 29);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 5, NULL, 2), 22);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 4, "$T", 2), 590);
    EQUAL(PROCESS_SETSTRINGINFO_((short *)&stranger, , 5, "$T", 2), 590);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 5, "$V.S.F", 6), 13);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 5, "$T", 2, (char *)&old, 1, &length), 563);
}

static void terminal_process(void) {
    char before[20];
    short length = -1, terminal[12];
    EQUAL(PROCESS_SETSTRINGINFO_((short *)&own_handle, , 5, "$new.#w1", 8, before, 20, &length), 0);
    CHECK(length == 5 && memcmp(before, "$TERM", 5) == 0);
    MYTERM(terminal);
    CHECK(memcmp(terminal, "$NEW    #W1             ", 24) == 0);
    EQUAL(PROCESS_SETSTRINGINFO_(, , 5, "$OTHER", 6), 48);
    MYTERM(terminal);
    CHECK(memcmp(terminal, "$NEW    ", 8) == 0);
}

static void terminal_kernel(void) {
    struct packet *asked = change_of(&null, 0, 5, 0);
    EQUAL(wire_get(asked->body + WIRE_SET_INFO_SIZE, 2), 14);
    CHECK(memcmp(asked->body + WIRE_SET_INFO_SIZE + 2, "\\TEST.$NEW.#W1", 14) == 0);
    was(asked->tag, 0, 0, "$TERM");
    was(change_of(&null, 0, 5, 0)->tag, 48, 0, "");
}

/* --------------------------------------------------------------------------- SETSTOP and superseded procedures */

static void modes_process(void) {
    short initial = -1;
    EQUAL(SETSTOP(2), 1);
    EQUAL(SETSTOP(0), -1);
    EQUAL(SETSTOP(3), -1);
    EQUAL(SETSTOP(), -1);
    EQUAL(PRIORITY(), 150);
    EQUAL(PRIORITY(120, &initial), 150);
    EQUAL(initial, 140);
    EQUAL(PRIORITY(0), 0);
    EQUAL(PRIORITY(200), 0);
}

static void modes_kernel(void) {
    was(change_of(&null, 0, 63, 2)->tag, 0, 1, "");
    was(change_of(&null, 0, 63, 0)->tag, 48, 0, "");
    was(change_of(&null, 0, 42, -1)->tag, 0, 150, "");
    answer_own_info(0, &null);
    was(change_of(&null, 0, 42, 120)->tag, 0, 150, "");
}

static void old_process(void) {
    short id[4];
    memcpy(id, "$SERV ", 6);
    id[3] = -1;
    EQUAL(ALTERPRIORITY(id, 44), 0);
    id[3] = 20;
    EQUAL(ALTERPRIORITY(id, 44), -1);
    EQUAL(ALTERPRIORITY(id), -1);
    EQUAL(last_error_of(-1), 29);
    EQUAL(STEPMOM(id), 0);
    EQUAL(STEPMOM(), -1);
    EQUAL(STEPMOM(NULL), -1);
    EQUAL(last_error_of(-1), 22);
}

static void answer_name(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
}

static void old_kernel(void) {
    answer_name();
    was(change_of(&server, 1, 42, 44)->tag, 0, 1, "");
    answer_name();
    was(change_of(&server, 0, 42, 44)->tag, 48, 0, "");
    answer_name();
    answer_own_info(0, &null);
    was(change_of(&server, 0, 40, 0)->tag, 0, 0, "");
}

static void suspend_process(void) {
    EQUAL(PROCESS_SUSPEND_((short *)&stranger), 0);
    EQUAL(PROCESS_SUSPEND_((short *)&stranger), 2);
    EQUAL(PROCESS_ACTIVATE_((short *)&server, 1), 0);
    EQUAL(PROCESS_SUSPEND_(), 29);
    EQUAL(PROCESS_SUSPEND_(NULL), 22);
    EQUAL(PROCESS_ACTIVATE_((short *)&null), 590);
    EQUAL(PROCESS_ACTIVATE_((short *)&server, 2), 590);
}

static void suspend_kernel(void) {
    struct packet *asked = take(WIRE_SUSPEND);
    CHECK(handle_equal((struct handle *)wire_suspend_handle(asked->body), &stranger));
    EQUAL(wire_suspend_suspended(asked->body), 1);
    EQUAL(wire_suspend_specifier(asked->body), 0);
    tell(WIRE_DONE, asked->tag, 0, NULL, 0, -1);
    tell(WIRE_DONE, take(WIRE_SUSPEND)->tag, 2, NULL, 0, -1);
    asked = take(WIRE_SUSPEND);
    EQUAL(wire_suspend_suspended(asked->body), 0);
    EQUAL(wire_suspend_specifier(asked->body), 1);
    tell(WIRE_DONE, asked->tag, 0, NULL, 0, -1);
}

static void no_script(void) {}

const struct test change_tests[] = {
    {"PROCESS_SETINFO_ changes what may be changed and gives what was", set_process, set_kernel, NULL},
    {"PROCESS_SETINFO_ and PROCESS_SETSTRINGINFO_ refuse what cannot be", wrong_set_process, no_script, NULL},
    {"a changed home terminal is that of the process from then on", terminal_process, terminal_kernel, NULL},
    {"SETSTOP and PRIORITY return what was", modes_process, modes_kernel, NULL},
    {"ALTERPRIORITY and STEPMOM take process IDs", old_process, old_kernel, NULL},
    {"PROCESS_SUSPEND_ and PROCESS_ACTIVATE_ say what the kernel says", suspend_process, suspend_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
