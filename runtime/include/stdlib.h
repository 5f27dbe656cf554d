/* <stdlib.h> of the C library, and what a Guardian process can ask about its startup (c-runtime section 9.3). */
#ifndef GUARDIAN_STDLIB_H
#define GUARDIAN_STDLIB_H

#include_next <stdlib.h>

#include "guardian_calls.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __TANDEM
/* An abend with completion code 5; streams are not flushed. */
void abort(void) __asm__("guardian_abort");
#endif

#pragma pack(push, 2)

typedef union {
    char whole[24];
    struct {
        char volume[8], subvolume[8], file[8];
    } parts;
} guardian_startup_file;

typedef struct {
    short msg_code; /* -1 */
    union {
        char whole[16];
        struct {
            char volume[8], subvolume[8];
        } parts;
    } defaults;
    guardian_startup_file infile, outfile;
    char param[530];
} startup_msg_type;

typedef struct {
    short msg_code; /* -3 */
    short num_params;
    char parameters[1024]; /* n, n bytes of the name, v, v bytes of the value */
} param_msg_type;

typedef struct {
    short msg_code; /* -2 */
    struct {
        char prognamelen, progname[31], filenamelen, filename[31];
    } logical_unit_name;
#ifdef __LP64__
    unsigned int field_mask; /* 32 bits on every NonStop system */
#else
    unsigned long field_mask;
#endif
    guardian_startup_file filename;
    short primary_extent, secondary_extent, file_code, exclusion_spec, access_spec, record_size, block_size;
} assign_msg_type;

#pragma pack(pop)

/* 0, or -1 when there is none. ASSIGNs are counted from 1. */
short get_startup_msg(startup_msg_type *startup_msg, short *actual_len);
short get_param_msg(param_msg_type *param_msg, short *actual_len);
short get_max_assign_msg_ordinal(void);
short get_assign_msg(short assign_num, assign_msg_type *assign_msg);
short get_assign_msg_by_name(const char *logical_name, assign_msg_type *assign_msg);

/* The value, good until the next call; NULL when there is no such PARAM. */
char *get_param_by_name(const char *param_name);

/* Ends the program when its streams are flushed. Options 0: STOP, both members of a pair if its primary calls; 1:
 * ABEND. The completion code is 0 or 5 when none is given; a text has 80 bytes at most. Any parameter may be left out.
 */
void guardian_terminate_program(unsigned int present, short dummy, short options, short completion_code,
                                short termination_info, short *ssid, char *text, short text_length);
#define terminate_program(...) GUARDIAN_CALL_7(guardian_terminate_program, __VA_ARGS__, , , , , , , , , )

#ifdef __cplusplus
}
#endif

#endif
