/* What processes change of themselves and of others: PROCESS_SETINFO_, PROCESS_SETSTRINGINFO_, PRIORITY, ALTERPRIORITY,
 * STEPMOM (procedures.md section 2.8). */
#include <stdio.h>

#include "process.h"

enum {
    HIGHEST_PRIORITY = 199,
    HIGHEST_SUBTYPE = 63,
    SECURITY_BITS = 0x0fff,
    HANDLE_WORDS = 10,
    ONLY_ASK = -1,
    LOGON_STATE = 45,
    SAFEGUARD_LOGON = 50,
    STOP_ON_LOGOFF = 69,
    PROPAGATE_STOP = 71
};

short setting_make(const struct setting *setting, struct setting_before *before) {
    struct letter letter;
    size_t at = WIRE_WAS_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_SET_INFO, WIRE_SET_INFO_SIZE);
    memcpy(wire_set_info_handle(body), &setting->handle, sizeof setting->handle);
    wire_set_info_set_specifier(body, setting->specifier);
    wire_set_info_set_attribute(body, setting->attribute);
    wire_set_info_set_value(body, setting->value);
    letter_string(&letter, setting->text, strlen(setting->text));
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (!error) {
        answer_holds(&answer, WIRE_WAS_SIZE);
        before->value = wire_was_value(answer.body);
        body_string(&answer, &at, before->text, sizeof before->text);
    }
    answer_release(&answer);
    return error;
}

/* ------------------------------------------------------------------------------------------------- PROCESS_SETINFO_ */

static bool is_own(const struct handle *handle) {
    return handle_is_null(handle) || handle_equal(handle, &self.handle);
}

/* The words of a value; 0 for what cannot be set. */
static short words_of(short attribute) {
    switch (attribute) {
    case WIRE_SET_MOM:
        return HANDLE_WORDS;
    case WIRE_SET_FILE_SECURITY:
    case WIRE_SET_PRIORITY:
    case WIRE_SET_QUALIFIERS:
    case WIRE_SET_SUBTYPE:
    case ZSYS_VAL_PINF_PRIMARY:
        return 1;
    default:
        return 0;
    }
}

static bool is_privileged(short attribute) {
    return attribute == LOGON_STATE || attribute == SAFEGUARD_LOGON ||
           (attribute >= STOP_ON_LOGOFF && attribute <= PROPAGATE_STOP);
}

static bool value_fits(short attribute, short value) {
    switch (attribute) {
    case WIRE_SET_FILE_SECURITY:
        return (value & ~SECURITY_BITS) == 0;
    case WIRE_SET_PRIORITY:
        return value >= 1 && value <= HIGHEST_PRIORITY;
    case WIRE_SET_QUALIFIERS:
        return value == 0 || value == 1;
    case WIRE_SET_SUBTYPE:
        return value >= 0 && value <= HIGHEST_SUBTYPE;
    default:
        return value == 1;
    }
}

/* The new primary tells the system of a voluntary switch (MO-10, R-06). */
static short become_primary(int64_t *before) {
    struct letter letter;
    struct pair pair;
    short role = pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    *before = role == PAIR_SINGLE || role == PAIR_PRIMARY;
    letter_begin(&letter, WIRE_SET_PRIMARY, WIRE_SET_PRIMARY_SIZE);
    struct answer answer = kernel_call(&letter);
    answer_release(&answer);
    return answer.error;
}

/* The caller becomes the mom, whatever handle it gives. */
static short adopt(const struct handle *child, struct handle *mom_before) {
    struct setting setting = {.handle = *child, .attribute = WIRE_SET_MOM, .text = ""};
    struct setting_before before;
    struct process_info info;
    short detail;
    if (is_own(child)) return FEBADPARMVALUE;
    bool known = info_of(child, -1, &info, &detail) == 0;
    *mom_before = known ? info.mom : null_handle;
    return setting_make(&setting, &before);
}

static short set_word(const struct handle *handle, short specifier, short attribute, short value, int64_t *old) {
    struct setting setting = {*handle, specifier, attribute, value, ""};
    struct setting_before before;
    if (!value_fits(attribute, value)) return FEBADPARMVALUE;
    if (attribute != WIRE_SET_PRIORITY) setting.specifier = 0; /* for one process, whatever the specifier says */
    bool of_pair = attribute == WIRE_SET_QUALIFIERS && handle_same_pair(handle, &self.handle);
    if (attribute != WIRE_SET_PRIORITY && !of_pair && !is_own(handle)) return FEBADPARMVALUE;
    if (attribute == ZSYS_VAL_PINF_PRIMARY) return become_primary(old);
    short error = setting_make(&setting, &before);
    if (!error && attribute == WIRE_SET_PRIORITY && is_own(handle)) self.priority = value;
    *old = before.value;
    return error;
}

/* Both value parameters, which only the mom may do without; and all three of the old value or none. */
static short check_values(unsigned int present, short attribute, const short *value, short words, const short *old,
                          short old_room, const short *old_length) {
    bool optional = attribute == WIRE_SET_MOM && !PRESENT(3) && !PRESENT(4);
    if (!optional && (!PRESENT(3) || !PRESENT(4))) return FEMISSPARM;
    if (!all_or_none(present, 5)) return FEMISSPARM;
    if (PRESENT(3) && !value) return FEBOUNDSERR;
    if (PRESENT(5) && (!old_length || (old_room && !old))) return FEBOUNDSERR;
    if (is_privileged(attribute)) return FESECVIOL;
    if (words_of(attribute) == 0 || (PRESENT(4) && words != words_of(attribute))) return FEBADPARMVALUE;
    return PRESENT(5) && old_room && old_room < words_of(attribute) ? FEBUFTOOSMALL : FEOK;
}

GUARDIAN_API short guardian_PROCESS_SETINFO_(unsigned int present, short *processhandle, short specifier,
                                             short set_attr_code, short *set_value, short set_value_len,
                                             short *old_value, short old_value_maxlen, short *old_value_len) {
    struct handle handle = null_handle, mom_before;
    int64_t before = 0;
    short both = PRESENT(1) ? specifier : 0;
    ENTER(PROCESS_SETINFO_, set_attr_code, 0, 0);
    if (!PRESENT(2)) return FEMISSPARM;
    if (PRESENT(0) && !processhandle) return FEBOUNDSERR;
    short error =
        check_values(present, set_attr_code, set_value, set_value_len, old_value, old_value_maxlen, old_value_len);
    if (error) return error;
    if (PRESENT(0)) handle = handle_at(processhandle);
    if (!handle_is_null(&handle)) error = handle_check(&handle);
    if (!error && both != 0 && both != 1) error = FEBADPARMVALUE;
    if (error) return error;
    bool wants_mom = set_attr_code == WIRE_SET_MOM;
    error = wants_mom ? adopt(&handle, &mom_before) : set_word(&handle, both, set_attr_code, *set_value, &before);
    if (error || !PRESENT(5)) return error;
    *old_value_len = old_value_maxlen ? words_of(set_attr_code) : 0;
    if (old_value_maxlen && wants_mom) memcpy(old_value, &mom_before, sizeof mom_before);
    else if (old_value_maxlen) *old_value = (short)before;
    return FEOK;
}

/* ------------------------------------------------------------------------------------------- PROCESS_SETSTRINGINFO_ */

static short check_strings(unsigned int present, short attribute, const char *value, short length, const char *old,
                           short old_room, const short *old_length) {
    if (!PRESENT(2) || !PRESENT(3) || !PRESENT(4) || !all_or_none(present, 5)) return FEMISSPARM;
    if (!value || (PRESENT(5) && (!old_length || (old_room && !old)))) return FEBOUNDSERR;
    return attribute != WIRE_SET_HOME_TERMINAL || length <= 0 || (PRESENT(5) && old_room < 0) ? FEBADPARMVALUE : FEOK;
}

/* Only the home terminal of the caller. Later children get it. */
GUARDIAN_API short guardian_PROCESS_SETSTRINGINFO_(unsigned int present, short *processhandle, short specifier,
                                                   short set_attr_code, const char *set_value, short length,
                                                   char *old_value, short maxlen, short *old_value_len) {
    struct argument terminal = {set_value, length};
    struct setting setting = {.handle = null_handle, .attribute = WIRE_SET_HOME_TERMINAL};
    struct setting_before before;
    struct resolved resolved;
    struct handle handle = null_handle;
    ENTER(PROCESS_SETSTRINGINFO_, set_attr_code, 0, 0);
    if (PRESENT(0) && !processhandle) return FEBOUNDSERR;
    short error = check_strings(present, set_attr_code, set_value, length, old_value, maxlen, old_value_len);
    if (!error && PRESENT(1) && specifier != 0 && specifier != 1) error = FEBADPARMVALUE;
    if (error) return error;
    if (PRESENT(0)) handle = handle_at(processhandle);
    if (!is_own(&handle)) return FEBADPARMVALUE;
    if (PRESENT(5) && maxlen && strlen(self.home_terminal) > (size_t)maxlen) return FEBUFTOOSMALL;
    error = home_terminal_of(&terminal, &resolved);
    setting.text = resolved.name;
    if (!error) error = setting_make(&setting, &before);
    if (error) return error;
    if (PRESENT(5)) {
        *old_value_len = 0;
        if (maxlen) error = output_string(self.home_terminal, old_value, maxlen, old_value_len);
    }
    snprintf(self.home_terminal, sizeof self.home_terminal, "%s", resolved.name);
    return error;
}

/* ------------------------------------------------------------------------------------------------------- superseded */

/* The priority before; 0 when the new one cannot be. */
GUARDIAN_API short guardian_PRIORITY(unsigned int present, short new_priority, short *init_priority) {
    struct setting setting = {null_handle, 0, WIRE_SET_PRIORITY, ONLY_ASK, ""};
    struct setting_before before;
    struct process_info info;
    short detail;
    ENTER(PRIORITY, new_priority, 0, 0);
    if (PRESENT(0) && !value_fits(WIRE_SET_PRIORITY, new_priority)) return 0;
    if (PRESENT(1) && init_priority && info_of(&null_handle, -1, &info, &detail) == 0) {
        *init_priority = info.initial_priority;
    }
    if (PRESENT(0)) setting.value = new_priority;
    if (setting_make(&setting, &before)) return 0;
    if (PRESENT(0)) self.priority = new_priority;
    return (short)before.value;
}

static _cc_status outcome(short error) {
    self.last_error = error;
    return error ? -1 : 0;
}

static short process_named(bool given, const short *process_id, struct handle *handle) {
    if (!given) return FEMISSPARM;
    return process_id ? crtpid_process(process_id, handle) : FEBOUNDSERR;
}

GUARDIAN_API _cc_status guardian_ALTERPRIORITY(unsigned int present, short *process_id, short priority) {
    struct handle handle;
    int64_t before;
    ENTER(ALTERPRIORITY, priority, 0, 0);
    short error = process_named(PRESENT(0) && PRESENT(1), process_id, &handle);
    if (error) return outcome(error);
    return outcome(set_word(&handle, crtpid_is_pair(process_id), WIRE_SET_PRIORITY, priority, &before));
}

GUARDIAN_API _cc_status guardian_STEPMOM(unsigned int present, short *process_id) {
    struct handle handle, before;
    ENTER(STEPMOM, 0, 0, 0);
    short error = process_named(PRESENT(0), process_id, &handle);
    return outcome(error ? error : adopt(&handle, &before));
}
