/* Members of a passive pair. The process under test is one of $SERV: the primary in `server`, the backup in
 * `server_backup`; the script plays the other one, and $THIRD. */
#ifndef GUARDIAN_TESTS_MEMBERS_H
#define GUARDIAN_TESTS_MEMBERS_H

#include "harness.h"
#include "kernel_end.h"

extern struct handle third;

/* Storage of the program: the script knows where it is, too. */
struct storage {
    char one[32], two[32];
};

extern struct storage storage;

/* What the kernel says first; the script then takes the hello itself. */
void welcome_primary(void);
void welcome_backup(void);

void tell_role(short role);
/* The end of a member as kernels tell it: its role and its links; and the -101. */
void tell_end(const struct handle *member, uint16_t reason);
void tell_death(const struct handle *member, bool abended);

/* The body of a checkpoint. */
struct checkpoint {
    uint8_t byte[512];
    uint32_t length;
    uint16_t items;
};

struct checkpoint new_checkpoint(void);
void add_item(struct checkpoint *checkpoint, short file, uint64_t offset, const void *bytes, uint32_t length);
void add_data(struct checkpoint *checkpoint, const void *address, const char *text);

/* The primary asks the backup, which is under test. */
extern uint32_t last_request;
void ask_backup(struct peer *primary, short kind, const void *body, uint32_t length);
void backup_answers(struct peer *primary, uint32_t request, short error);
/* Both. */
void asks(struct peer *primary, short kind, const void *body, uint32_t length, short error);
void sends(struct peer *primary, const struct checkpoint *checkpoint, short error);

/* A length of two bytes and the text. */
void put_text(uint8_t *into, size_t *at, const char *text);

/* $THIRD accepts an open, and answers the next request, which has that sync id. */
void grant_open(struct peer *peer, uint32_t request, short label);
void answer_request_of(struct peer *peer, uint32_t sync);

#endif
