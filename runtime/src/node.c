/* Node names and node numbers (procedures.md section 2.13). */
#include <ctype.h>
#include <stdio.h>

#include "process.h"

enum { OWN_NODE = -1, LOCAL_LINE_HANDLER = 32767, HIGHEST_PRINTABLE = 9999999, NO_DEVICE = -1, MOST_NODES = 255 };

/* \ and a letter, then up to six letters and digits. */
static bool is_node_name(const char *name, size_t length) {
    if (length < 2 || length > ZSYS_VAL_LEN_SYSTEMNAME || name[0] != '\\') return false;
    for (size_t i = 1; i < length; i++) {
        unsigned char at = (unsigned char)name[i];
        if (at > 127 || !(i == 1 ? isalpha(at) : isalnum(at))) return false;
    }
    return true;
}

static short ask(int32_t number, const char *name, size_t length, int32_t *its_number, char *its_name, size_t room) {
    struct letter letter;
    size_t at = WIRE_NODE_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_GET_NODE, WIRE_GET_NODE_SIZE);
    wire_get_node_set_number(body, number);
    letter_string(&letter, name, length);
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (!error) {
        answer_holds(&answer, WIRE_NODE_SIZE);
        if (its_number) *its_number = wire_node_number(answer.body);
        if (its_name) body_string(&answer, &at, its_name, room);
    }
    answer_release(&answer);
    return error;
}

short node_named(const char *name, size_t length, int32_t *number) {
    char upper[ZSYS_VAL_LEN_SYSTEMNAME];
    if (length == 0) return ask(OWN_NODE, "", 0, number, NULL, 0);
    if (!is_node_name(name, length)) return FEBADNAME;
    for (size_t i = 0; i < length; i++) upper[i] = (char)toupper((unsigned char)name[i]);
    return ask(OWN_NODE, upper, length, number, NULL, 0);
}

short node_numbered(int32_t number, char *name, size_t room) {
    return ask(number, "", 0, NULL, name, room);
}

/* The nodes of a network and their numbers never change: what was asked once is kept. */
static struct {
    bool asked, there;
    char name[ZSYS_VAL_LEN_SYSTEMNAME + 1];
} nodes[MOST_NODES];

const char *node_of_number(int32_t number) {
    if (number == self.node_number) return self.node_name;
    if (number < 0 || number >= MOST_NODES) return NULL;
    if (!nodes[number].asked) {
        nodes[number].there = node_numbered(number, nodes[number].name, sizeof nodes[number].name) == FEOK;
        nodes[number].asked = true;
    }
    return nodes[number].there ? nodes[number].name : NULL;
}

short node_is_known(const char *name, size_t length, int32_t *number) {
    bool own = length == strlen(self.node_name) && strncasecmp(name, self.node_name, length) == 0;
    if (number) *number = self.node_number;
    return own ? FEOK : node_named(name, length, number);
}

short node_of_name(const char *name, int32_t *number) {
    if (number) *number = self.node_number;
    if (name[0] != '\\') return FEOK;
    const char *dot = strchr(name, '.');
    return node_is_known(name, dot ? (size_t)(dot - name) : strlen(name), number);
}

short node_is_own(const char *name, size_t length) {
    bool own = length == strlen(self.node_name) && strncasecmp(name, self.node_name, length) == 0;
    if (own) return FEOK;
    return is_node_name(name, length) ? FENOSUCHSYS : FEBADNAME;
}

short node_of_name_is_own(const char *name) {
    if (name[0] != '\\') return FEOK;
    const char *dot = strchr(name, '.');
    return node_is_own(name, dot ? (size_t)(dot - name) : strlen(name));
}

GUARDIAN_API short guardian_NODENAME_TO_NODENUMBER_(unsigned int present, const char *nodename, short length,
                                                    __int32_t *nodenumber) {
    ENTER(NODENAME_TO_NODENUMBER_, length, 0, 0);
    if (!PRESENT(2) || PRESENT(0) != PRESENT(1)) return FEMISSPARM;
    if (!nodenumber || (PRESENT(0) && length && !nodename)) return FEBOUNDSERR;
    if (PRESENT(0) && length < 0) return FEBADPARMVALUE;
    return node_named(nodename, PRESENT(0) ? (size_t)length : 0, nodenumber);
}

/* A number that is nobody's has a printable name all the same, beside its error. */
GUARDIAN_API short guardian_NODENUMBER_TO_NODENAME_(unsigned int present, __int32_t nodenumber, char *nodename,
                                                    short maxlen, short *nodename_length, __int32_t *ldevnum) {
    char name[16];
    int32_t number = PRESENT(0) ? nodenumber : OWN_NODE;
    ENTER(NODENUMBER_TO_NODENAME_, number, 0, 0);
    if (!PRESENT(1) || !PRESENT(2) || !PRESENT(3)) return FEMISSPARM;
    if (!nodename || !nodename_length || (PRESENT(4) && !ldevnum)) return FEBOUNDSERR;
    if (maxlen < 0 || number < OWN_NODE) return FEBADPARMVALUE;
    *nodename_length = 0;
    short error = node_numbered(number, name, sizeof name);
    if (error == FENOSUCHSYS && number <= HIGHEST_PRINTABLE) snprintf(name, sizeof name, "\\%d", (int)number);
    if (error && error != FENOSUCHSYS) return error;
    short unfit = output_string(name, nodename, maxlen, nodename_length);
    if (unfit) return unfit;
    bool here = strcmp(name, self.node_name) == 0;
    if (!error && PRESENT(4)) *ldevnum = here ? LOCAL_LINE_HANDLER : NO_DEVICE;
    return error;
}

GUARDIAN_API short guardian_MYSYSTEMNUMBER(unsigned int present) {
    (void)present;
    require_kernel("MYSYSTEMNUMBER");
    return (short)self.node_number;
}
