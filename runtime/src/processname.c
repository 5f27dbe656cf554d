/* PROCESSNAME_CREATE_: a name that nobody has (procedures.md section 2.10). */
#include <stdio.h>

#include "process.h"

enum { FOUR_CHARACTERS, FIVE_CHARACTERS, LOCAL_FORM = 1 };

static short reserve(bool five, char *name, size_t room) {
    struct letter letter;
    size_t at = WIRE_NAMED_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_RESERVE_NAME, WIRE_RESERVE_NAME_SIZE);
    wire_reserve_name_set_long(body, five);
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (!error) body_string(&answer, &at, name, room);
    answer_release(&answer);
    return error;
}

/* To this procedure every wrong parameter is 590, an unknown node 201 and too little room 563. */
GUARDIAN_API short guardian_PROCESSNAME_CREATE_(unsigned int present, char *name, short maxlen, short *namelen,
                                                short name_type, const char *nodename, short length, short options) {
    char plain[16], full[32];
    short type = PRESENT(3) ? name_type : FOUR_CHARACTERS, form = PRESENT(6) ? options : 0;
    ENTER(PROCESSNAME_CREATE_, type, 0, 0);
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2) || PRESENT(4) != PRESENT(5)) return FEMISSPARM;
    bool node_given = PRESENT(4) && length != 0;
    if (!name || !namelen || maxlen < 0 || (node_given && (!nodename || length < 0))) return FEBADPARMVALUE;
    if ((type != FOUR_CHARACTERS && type != FIVE_CHARACTERS) || form & ~LOCAL_FORM) return FEBADPARMVALUE;
    short bad_node = node_given ? node_is_own(nodename, (size_t)length) : FEOK;
    if (bad_node) return bad_node == FENOSUCHSYS ? FEPATHDOWN : FEBADPARMVALUE;
    *namelen = 0;
    size_t most = (form ? 0 : strlen(self.node_name) + 1) + (type == FIVE_CHARACTERS ? 6 : 5);
    if (most > (size_t)maxlen) return FEBUFTOOSMALL; /* before a name is used up */
    short error = reserve(type == FIVE_CHARACTERS, plain, sizeof plain);
    if (error) return error;
    snprintf(full, sizeof full, "%s%s%s", form ? "" : self.node_name, form ? "" : ".", plain);
    return output_string(full, name, maxlen, namelen);
}
