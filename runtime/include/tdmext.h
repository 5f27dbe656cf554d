/* What PROCESS_SPAWN_ takes and gives, as C programs write it (zsys.md section 8). */
#ifndef GUARDIAN_TDMEXT_H
#define GUARDIAN_TDMEXT_H

#include <sys/types.h>

#pragma pack(push, 2)

typedef struct process_extension {
    __int32_t pe_len;
    char *pe_library_name;
    char *pe_swap_file_name;
    char *pe_extswap_file_name;
    short pe_priority;
    short pe_cpu;
    short pe_name_options;
    char filler_1[2];
    char *pe_process_name;
    char *pe_hometerm;
    short pe_memory_pages;
    short pe_jobid;
    short pe_create_options;
    char filler_2[2];
    char *pe_defines;
    short pe_defines_len;
    short pe_debug_options;
    __int32_t pe_pfs_size;
    short pe_OSS_options;
    char filler_3[2];
    __int32_t pe_mainstack_max;
    __int32_t pe_heap_max;
    __int32_t pe_space_guarantee;
} process_extension_def;

typedef struct process_extension_results {
    __int32_t pr_len;
    short pr_phandle[10];
    __int32_t pr_pid;
    __int32_t pr_errno;
    short pr_TPCerror;
    short pr_TPCdetail;
} process_extension_results_def;

#pragma pack(pop)

#define DEFAULT_PROCESS_EXTENSION \
    { \
        (__int32_t)sizeof(struct process_extension), 0, 0, 0, -1, -1, 0, {0}, 0, 0, 0, -1, 0, {0}, 0, 0, 0, 0, 0, {0}, \
            0, 0, 0 \
    }

#define DEFAULT_PROCESS_EXTENSION_RESULTS \
    { (__int32_t)sizeof(struct process_extension_results), {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, 0, 0, 0, 0 }

#endif
