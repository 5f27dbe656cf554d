/* A Guardian process inside the fuzzer: a kernel that answers, a peer whose every byte comes from the fuzzer. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include <setjmp.h>

#include "../../src/process.h"

/* Where the library goes on when it would end the process. */
extern jmp_buf process_end;

/* Once. */
void world_begin(void);

/* The kernel's end of the kernel socket. */
extern int kernel_end;

/* The peer's end of the link that was asked for last, -1 for none; whoever takes it closes it. */
int world_take_link(void);

/* Ends the peer, as its kernel would tell it, and takes in what that leaves behind. */
void world_end_peer(void);

extern struct handle peer;

/* The other member of this process's pair, as the kernel tells of it. */
extern struct handle other_member;

/* Makes this process a member of a pair, in the role PAIR_... From then on the peer dies where it is opened, for nobody
 * would answer the open. */
void world_make_pair(short role);

/* The kernel declares the other member dead: at once, or when its link breaks next. */
void world_end_other_member(void);
void world_end_other_member_when_broken(void);

/* The next bytes of the input, as long as there are any; 0 afterwards. */
struct input {
    const uint8_t *at, *end;
};

uint8_t input_byte(struct input *input);
uint64_t input_number(struct input *input, int bytes);
/* At most so many bytes; advances. */
size_t input_bytes(struct input *input, size_t most, const uint8_t **bytes);

#endif
