/* The attributes that PROCESS_GETINFOLIST_ returns (zsys.md section 11): those that one can know of a process here. */
#include <stdio.h>

#include "process.h"

/* Codes without a literal in ZSYS. */
enum { PROCESS_LIST = 15, STOP_MODE = 63, STOP_QUEUED = 64, READY_LIST = 2, STATE_READY = 0x2000 };

void values_words(struct values *values, const void *words, int32_t count) {
    if (count && values->used + count <= values->room) memcpy(values->at + values->used, words, (size_t)count * 2);
    values->used += count;
}

void values_short(struct values *values, short value) {
    values_words(values, &value, 1);
}

void values_long(struct values *values, int32_t value) {
    values_words(values, &value, 2);
}

void values_fixed(struct values *values, int64_t value) {
    values_words(values, &value, 4);
}

void values_string(struct values *values, const char *text) {
    char padded[258] = {0};
    size_t length = strlen(text);
    values_short(values, (short)length);
    memcpy(padded, text, length);
    values_words(values, padded, (int32_t)(length + 1) / 2);
}

/* Guardian's user numbers as OSS sees them. */
static int32_t group_of(uint16_t access_id) {
    return access_id >> 8;
}

static void write_user_name(const struct process_info *info, struct values *values) {
    char name[32];
    if (!values->at || name_of_user(info->process_access_id, name, sizeof name)) name[0] = 0;
    values_string(values, name);
}

static void write_swap_file(struct values *values) {
    char name[32];
    snprintf(name, sizeof name, "%s.$SYSTEM.#0", self.node_name);
    values_string(values, name);
}

static void write_handle(struct values *values, const struct handle *handle) {
    values_words(values, handle, (int32_t)sizeof *handle / 2);
}

static bool write_user(short code, const struct process_info *info, struct values *values) {
    switch (code) {
    case ZSYS_VAL_PINF_CREATOR_AID:
        values_short(values, (short)info->creator_access_id);
        return true;
    case ZSYS_VAL_PINF_PROCESS_AID:
        values_short(values, (short)info->process_access_id);
        return true;
    case ZSYS_VAL_PINF_REAL_GROUPID:
    case ZSYS_VAL_PINF_EFF_GROUPID:
    case ZSYS_VAL_PINF_SAVED_GROUPID:
        values_long(values, group_of(info->process_access_id));
        return true;
    case ZSYS_VAL_PINF_REAL_USERID:
    case ZSYS_VAL_PINF_EFF_USERID:
    case ZSYS_VAL_PINF_SAVED_USERID:
        values_long(values, info->process_access_id);
        return true;
    case ZSYS_VAL_PINF_USERNAME:
    case ZSYS_VAL_PINF_EFF_USERNAME:
        write_user_name(info, values);
        return true;
    case ZSYS_VAL_PINF_SUPP_GROUPS:
        values_short(values, 1);
        values_long(values, group_of(info->process_access_id));
        return true;
    default:
        return false;
    }
}

static bool write_name(short code, const struct process_info *info, struct values *values) {
    switch (code) {
    case ZSYS_VAL_PINF_PROGRAM_FILE:
        values_string(values, info->program);
        return true;
    case ZSYS_VAL_PINF_HOMETERM:
        values_string(values, info->home_terminal);
        return true;
    case ZSYS_VAL_PINF_PROCESS_DESCR:
        values_string(values, info->descriptor);
        return true;
    case ZSYS_VAL_PINF_MOMS_NAME:
        values_string(values, info->mom_name);
        return true;
    case ZSYS_VAL_PINF_GMOMS_NAME:
        values_string(values, info->gmom_name);
        return true;
    case ZSYS_VAL_PINF_SWAP_FILE:
        write_swap_file(values);
        return true;
    case ZSYS_VAL_PINF_LIBRARY_FILE:
    case ZSYS_VAL_PINF_EXT_SWAP_FILE:
    case ZSYS_VAL_PINF_EFF_ALIAS:
        values_string(values, "");
        return true;
    default:
        return false;
    }
}

static bool write_identity(short code, const struct process_info *info, struct values *values) {
    switch (code) {
    case ZSYS_VAL_PINF_GMOM_PHANDLE:
        write_handle(values, &info->gmom);
        return true;
    case ZSYS_VAL_PINF_MOM_PHANDLE:
        write_handle(values, &info->mom);
        return true;
    case ZSYS_VAL_PINF_PHANDLE:
        write_handle(values, &info->handle);
        return true;
    case ZSYS_VAL_PINF_PIN:
        values_short(values, (short)wire_get(info->handle.byte + 2, 2));
        return true;
    case ZSYS_VAL_PINF_JOBID:
        values_short(values, info->job);
        return true;
    case ZSYS_VAL_PINF_SUBDEVICE_TYPE:
        values_short(values, info->subtype);
        return true;
    case ZSYS_VAL_PINF_IS_NAMED:
        values_short(values, info->handle.byte[0] == 2);
        return true;
    case ZSYS_VAL_PINF_PRIMARY:
        values_short(values, info->primary);
        return true;
    case ZSYS_VAL_PINF_QUAL_INFO_AVAIL:
        values_short(values, info->qualifiers);
        return true;
    case ZSYS_VAL_PINF_OSS_PID:
        values_long(values, (int32_t)info->pid);
        return true;
    case ZSYS_VAL_PINF_NATIVE_FLAG:
        values_short(values, 1);
        return true;
    case ZSYS_VAL_PINF_PROCESS_TYPE:
    case ZSYS_VAL_PINF_LICENSES:
    case ZSYS_VAL_PINF_REMOTE_CREATOR:
        values_short(values, 0); /* a Guardian process of an ordinary user, made here */
        return true;
    default:
        return false;
    }
}

static bool write_activity(short code, const struct process_info *info, struct values *values) {
    switch (code) {
    case ZSYS_VAL_PINF_PROCESS_STATE:
        values_short(values, info->state);
        return true;
    case ZSYS_VAL_PINF_WAIT_STATE:
        values_short(values, info->wait_state);
        return true;
    case PROCESS_LIST:
        values_short(values, info->state & STATE_READY ? READY_LIST : 0);
        return true;
    case ZSYS_VAL_PINF_CURRENT_PRIORITY:
        values_short(values, info->priority);
        return true;
    case ZSYS_VAL_PINF_INITIAL_PRIORITY:
        values_short(values, info->initial_priority);
        return true;
    case ZSYS_VAL_PINF_LOWERED_PRIORITY:
        values_short(values, 0); /* nothing lowers it but a program */
        return true;
    case ZSYS_VAL_PINF_FILE_SECURITY:
        values_short(values, (short)info->file_security);
        return true;
    case STOP_MODE:
        values_short(values, info->stop_mode);
        return true;
    case STOP_QUEUED:
        values_short(values, info->stop_queued);
        return true;
    case ZSYS_VAL_PINF_PROCESS_TIME:
        values_fixed(values, (int64_t)info->process_time_us);
        return true;
    case ZSYS_VAL_PINF_CREATION_TIME:
        values_fixed(values, info->creation_time);
        return true;
    default:
        return false;
    }
}

/* What others do with their DEFINEs only they know. */
static bool write_own(short code, const struct process_info *info, struct values *values) {
    bool changes = code == ZSYS_VAL_PINF_CONTEXT_CHANGES, mode = code == ZSYS_VAL_PINF_DEFINE_MODE;
    if (!handle_equal(&info->handle, &self.handle) || (!changes && !mode)) return false;
    values_short(values, changes ? (short)defines_changes() : (short)defines_enabled());
    return true;
}

bool attribute_write(short code, const struct process_info *info, struct values *values) {
    return write_identity(code, info, values) || write_activity(code, info, values) || write_name(code, info, values) ||
           write_user(code, info, values) || write_own(code, info, values);
}
