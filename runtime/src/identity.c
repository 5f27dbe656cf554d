/* What a process knows of itself (procedures.md section 2.12). */
#include <stdio.h>

#include "process.h"

enum { NAME_BYTES = 24, PART_BYTES = 8, LARGEST_LOW_PIN = 255 };

/* A name of this node in local form: the node is left out. */
static const char *local_form(const char *name) {
    size_t node = strlen(self.node_name);
    return strncasecmp(name, self.node_name, node) == 0 && name[node] == '.' ? name + node + 1 : name;
}

static void give_old_name(const char *name, short *file_name) {
    short internal[12];
    const char *local = local_form(name);
    memset(internal, ' ', sizeof internal);
    if (name_to_old(local, strlen(local), internal)) memset(internal, ' ', sizeof internal);
    memcpy(file_name, internal, sizeof internal);
}

/* Zeroes when there is no such process. */
static void give_id(const struct handle *handle, const char *name, short *process_id) {
    memset(process_id, 0, 4 * sizeof *process_id);
    if (!handle_is_null(handle)) crtpid_from(name, handle, process_id);
}

GUARDIAN_API short guardian_MYPID(unsigned int present) {
    unsigned pin = (unsigned)wire_get(self.handle.byte + 2, 2);
    (void)present;
    require_kernel("MYPID");
    return (short)(self.cpu << 8 | (pin > LARGEST_LOW_PIN ? LARGEST_LOW_PIN : pin));
}

GUARDIAN_API void guardian_MYTERM(unsigned int present, short *file_name) {
    require_kernel("MYTERM");
    if (PRESENT(0) && file_name) give_old_name(self.home_terminal, file_name);
}

/* The last part of a program file may be longer than the eight characters that there are for it. */
GUARDIAN_API void guardian_PROGRAMFILENAME(unsigned int present, short *file_name) {
    struct process_info info;
    short detail;
    ENTER(PROGRAMFILENAME, 0, 0, 0);
    if (!PRESENT(0) || !file_name) return;
    if (info_of(&null_handle, -1, &info, &detail)) snprintf(info.program, sizeof info.program, "%s", self.program);
    give_old_name(info.program, file_name);
    if (*(char *)file_name != ' ') return;
    const char *part = strrchr(info.program, '.');
    part = part ? part + 1 : info.program;
    memcpy(file_name, "$SYSTEM SYSTEM  ", NAME_BYTES - PART_BYTES);
    memcpy((char *)file_name + NAME_BYTES - PART_BYTES, part, strnlen(part, PART_BYTES));
}

GUARDIAN_API void guardian_MOM(unsigned int present, short *process_id) {
    struct process_info info;
    short detail;
    ENTER(MOM, 0, 0, 0);
    if (!PRESENT(0) || !process_id) return;
    bool known = info_of(&null_handle, -1, &info, &detail) == 0;
    give_id(known ? &info.mom : &null_handle, info.mom_name, process_id);
}

GUARDIAN_API void guardian_MYGMOM(unsigned int present, short *process_id) {
    struct process_info info;
    short detail;
    ENTER(MYGMOM, 0, 0, 0);
    if (!PRESENT(0) || !process_id) return;
    bool known = info_of(&null_handle, -1, &info, &detail) == 0;
    give_id(known ? &info.gmom : &null_handle, info.gmom_name, process_id);
}

GUARDIAN_API short guardian_CREATORACCESSID(unsigned int present) {
    (void)present;
    require_kernel("CREATORACCESSID");
    return (short)self.creator_access_id;
}

GUARDIAN_API short guardian_PROCESSACCESSID(unsigned int present) {
    (void)present;
    require_kernel("PROCESSACCESSID");
    return (short)self.process_access_id;
}

/* There is no debugger to enter: the call is told on the standard error, and the process goes on. */
GUARDIAN_API void guardian_DEBUG(unsigned int present) {
    char descriptor[64] = "";
    (void)present;
    ENTER(DEBUG, 0, 0, 0);
    handle_descriptor(&self.handle, descriptor, sizeof descriptor);
    fprintf(stderr, "guardian: DEBUG was called by %s, program %s\n", descriptor, self.program);
}
