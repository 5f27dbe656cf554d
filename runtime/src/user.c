/* User names and numbers (procedures.md section 3.9). */
#include <ctype.h>
#include <stdio.h>

#include "process.h"

enum {
    NAME_BYTES = 8, /* of a group and of a user */
    LONGEST_USER_NAME = 32,
    BY_NAME = -1,
    HIGHEST_USER = 65535,
    DEFAULT_SECURITY = 02222 /* OOOO: the owner, for everything */
};

struct user {
    uint16_t number;
    char group[NAME_BYTES + 1], name[NAME_BYTES + 1];
};

/* By number, or by GROUP.USER with number BY_NAME; error 11 when there is no such user. */
static short find_user(int32_t number, const char *name, struct user *user) {
    struct letter letter;
    size_t at = WIRE_USER_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_GET_USER, WIRE_GET_USER_SIZE);
    wire_get_user_set_number(body, number);
    letter_string(&letter, name, strlen(name));
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (!error) {
        answer_holds(&answer, WIRE_USER_SIZE);
        user->number = wire_user_number(answer.body);
        body_string(&answer, &at, user->group, sizeof user->group);
        body_string(&answer, &at, user->name, sizeof user->name);
    }
    answer_release(&answer);
    return error;
}

short name_of_user(uint16_t number, char *name, size_t room) {
    struct user user;
    short error = find_user(number, "", &user);
    if (!error) snprintf(name, room, "%s.%s", user.group, user.name);
    return error;
}

/* A blank-filled name to text; returns its length. */
static size_t unblank(const char *blank_filled, char *into) {
    size_t length = NAME_BYTES;
    while (length && (blank_filled[length - 1] == ' ' || blank_filled[length - 1] == 0)) length--;
    for (size_t i = 0; i < length; i++) into[i] = (char)toupper((unsigned char)blank_filled[i]);
    into[length] = 0;
    return length;
}

static void blank_fill(const char *text, char *into) {
    memset(into, ' ', NAME_BYTES);
    memcpy(into, text, strlen(text));
}

/* CCE found, CCG nobody, CCL a parameter that cannot be. */
static _cc_status outcome(short error) {
    self.last_error = error;
    return error == 0 ? 0 : error == FENOTFOUND ? 1 : -1;
}

GUARDIAN_API _cc_status guardian_USERIDTOUSERNAME(unsigned int present, short *id_name) {
    struct user user;
    ENTER(USERIDTOUSERNAME, 0, 0, 0);
    if (!PRESENT(0)) return outcome(FEMISSPARM);
    if (!id_name) return outcome(FEBOUNDSERR);
    short error = find_user((uint16_t)id_name[0], "", &user);
    if (!error) {
        blank_fill(user.group, (char *)id_name);
        blank_fill(user.name, (char *)id_name + NAME_BYTES);
    }
    return outcome(error);
}

GUARDIAN_API _cc_status guardian_USERNAMETOUSERID(unsigned int present, short *name_id) {
    struct user user;
    char name[2 * NAME_BYTES + 2];
    ENTER(USERNAMETOUSERID, 0, 0, 0);
    if (!PRESENT(0)) return outcome(FEMISSPARM);
    if (!name_id) return outcome(FEBOUNDSERR);
    size_t group = unblank((const char *)name_id, name);
    name[group] = '.';
    size_t length = unblank((const char *)name_id + NAME_BYTES, name + group + 1);
    short error = group && length ? find_user(BY_NAME, name, &user) : FENOTFOUND;
    if (!error) name_id[0] = (short)user.number;
    return outcome(error);
}

/* ---------------------------------------------------------------------------------------------------- USER_GETINFO_ */

static short give_text(bool wanted, const char *text, char *into, short room, short *length) {
    size_t bytes = strlen(text);
    if (!wanted) return FEOK;
    if (room < 0 || bytes > (size_t)room) return FEBOUNDSERR; /* this procedure's word for too little room */
    memcpy(into, text, bytes);
    *length = (short)bytes;
    return FEOK;
}

/* A name, its room and its length: all there or none; the length is read as well as written. */
static short check_pointers(unsigned int present, const void *const *given) {
    static const uint8_t outputs[] = {0, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 16, 17};
    for (size_t i = 0; i < sizeof outputs; i++) {
        if (present >> outputs[i] & 1u && !given[outputs[i]]) return FEBOUNDSERR;
    }
    if (!all_or_none(present, 0) || !all_or_none(present, 8)) return FEMISSPARM;
    return all_or_none(present, 11) && all_or_none(present, 14) ? FEOK : FEMISSPARM;
}

static short identify(unsigned int present, const char *user_name, short room, const short *length,
                      const int32_t *user_id, struct user *user) {
    char name[LONGEST_USER_NAME + 1];
    bool by_name = PRESENT(0) && *length != 0;
    if (!by_name && !PRESENT(3)) return FEMISSPARM;
    if (!by_name) {
        bool fits = *user_id >= 0 && *user_id <= HIGHEST_USER;
        return fits ? find_user(*user_id, "", user) : FEBADPARMVALUE;
    }
    if (*length < 0 || *length > room || *length > LONGEST_USER_NAME) return FEBADPARMVALUE;
    for (short i = 0; i < *length; i++) name[i] = (char)toupper((unsigned char)user_name[i]);
    name[*length] = 0;
    return find_user(BY_NAME, name, user);
}

GUARDIAN_API short guardian_USER_GETINFO_(unsigned int present, char *user_name, short user_maxlen, short *user_curlen,
                                          __int32_t *user_id, short *is_alias, short *group_count,
                                          __int32_t *group_list, __int32_t *primary_group, char *volsubvol,
                                          short volsubvol_maxlen, short *volsubvol_len, char *initdir,
                                          short initdir_maxlen, short *initdir_len, char *initprog,
                                          short initprog_maxlen, short *initprog_len, short *default_security) {
    struct user user;
    char full[2 * NAME_BYTES + 2];
    const void *const given[] = {user_name,  NULL,          user_curlen, user_id, is_alias,      group_count,
                                 group_list, primary_group, volsubvol,   NULL,    volsubvol_len, initdir,
                                 NULL,       initdir_len,   initprog,    NULL,    initprog_len,  default_security};
    ENTER(USER_GETINFO_, 0, 0, 0);
    short error = check_pointers(present, given);
    if (!error) error = identify(present, user_name, user_maxlen, user_curlen, user_id, &user);
    if (error) return error;
    bool by_name = PRESENT(0) && *user_curlen != 0;
    snprintf(full, sizeof full, "%s.%s", user.group, user.name);
    error = give_text(PRESENT(0) && !by_name, full, user_name, user_maxlen, user_curlen);
    if (!error) error = give_text(PRESENT(8), "$SYSTEM.NOSUBVOL", volsubvol, volsubvol_maxlen, volsubvol_len);
    if (!error) error = give_text(PRESENT(11), "", initdir, initdir_maxlen, initdir_len);
    if (!error) error = give_text(PRESENT(14), "", initprog, initprog_maxlen, initprog_len);
    if (error) return error;
    if (PRESENT(3)) *user_id = user.number;
    if (PRESENT(4)) *is_alias = 0;
    if (PRESENT(5)) *group_count = 1;
    if (PRESENT(6)) group_list[0] = user.number >> 8;
    if (PRESENT(7)) *primary_group = user.number >> 8;
    if (PRESENT(17)) *default_security = DEFAULT_SECURITY;
    return FEOK;
}
