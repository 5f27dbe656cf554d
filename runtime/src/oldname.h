/* The C-series internal name in its parts: for oldname.c and fname.c only. */
#ifndef GUARDIAN_OLDNAME_H
#define GUARDIAN_OLDNAME_H

#include "process.h"

enum {
    OLD_NAME = 24, /* bytes: destination, first and second qualifier, 8 each */
    OLD_PART = 8
};

struct old_name {
    int node; /* -1: local form */
    bool unnamed, define;
    bool numbered;                  /* word 3 has CPU and PIN */
    char destination[OLD_PART + 1]; /* with its $ */
    char first[OLD_PART + 1], second[OLD_PART + 1];
    int cpu, pin;
    uint32_t created;
    char define_name[OLD_NAME + 1];
};

struct old_name old_name_parse(const short *words);
/* In external form; the node is written as it is given, "" for none. */
void old_name_text(const struct old_name *name, const char *node, char *into, size_t room);
/* The name of a node, "" for -1; one that nobody knows is shown by its number, with error 18. */
short old_name_node(int node, char *into, size_t room);
short old_name_node_number(struct span name, int32_t *number);
/* The internal form of a complete name; node -1 is the local form. A name of eight characters, which has no network
 * form, may get the local one in the own node. Errors: 20, 560. */
short old_name_words(const struct scanned *name, int node, bool may_be_local, short *words);
void old_name_define(struct span define, short *words);
/* Whether only a process can have such a name: with a CPU and PIN, or with a qualifier that is no temporary file. */
bool old_name_is_process(const struct old_name *name);

#endif
