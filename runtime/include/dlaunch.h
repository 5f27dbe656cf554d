/* The parameters of PROCESS_LAUNCH_ as C programs write them (zsys.md section 8). */
#ifndef GUARDIAN_DLAUNCH_H
#define GUARDIAN_DLAUNCH_H

#include <sys/types.h>

#define NIL_ ((char *)-262144L)
#define P_L_VER 1
#define P_L_LEN ((short)sizeof(struct process_launch_parms_))

#pragma pack(push, 2)

typedef struct process_launch_parms_ {
    short version;
    short length;
    char *program_name;
    __int32_t program_name_len;
    char *library_name;
    __int32_t library_name_len;
    char *swapfile_name;
    __int32_t swapfile_name_len;
    char *extswapfile_name;
    __int32_t extswapfile_name_len;
    char *process_name;
    __int32_t process_name_len;
    char *hometerm_name;
    __int32_t hometerm_name_len;
    /* TAL's declaration calls it DEFINES, ZSYS's Z^DEFINES^NAME. */
    union {
        char *defines;
        char *defines_name;
    };
    union {
        __int32_t defines_len;
        __int32_t defines_name_len;
    };
    __int32_t nowait_tag;
    __int32_t pfs_size;
    __int32_t mainstack_max;
    __int32_t heap_max;
    __int32_t space_guarantee;
    __int32_t create_options;
    short name_options;
    short debug_options;
    short priority;
    short cpu;
    short memory_pages;
    short jobid;
} process_launch_parms_def;

#pragma pack(pop)

#define P_L_DEFAULT_PARMS_ \
    { \
        P_L_VER, P_L_LEN, NIL_, 0, NIL_, 0, NIL_, 0, NIL_, 0, NIL_, 0, NIL_, 0, {NIL_}, {0}, -1, 0, 0, 0, 0, 0, 0, 0, \
            -1, -1, -1, -1 \
    }

#endif
