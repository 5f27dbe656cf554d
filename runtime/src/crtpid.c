/* Process handles and the process IDs of the C-series, four words (procedures.md section 2.9, zsys.md section 4).
 * Letters stand in them byte by byte, numbers in the program's byte order. */
#include <stdio.h>

#include "process.h"

enum {
    NO_NODE = -1,
    NAME_BYTES = 6,
    NAME_ROOM = 24,
    BLANKS = 0x2020,
    TIMESTAMP_FORM = 0x80, /* high byte of word 0 of an unnamed process; the low one is its node */
    SYNTHETIC_PIN = 255
};

static unsigned pin_of(const struct handle *handle) {
    return (unsigned)wire_get(handle->byte + 2, 2);
}

static uint32_t stamp_of(const struct handle *handle) {
    return (uint32_t)wire_get(handle->byte + 16, 4);
}

void crtpid_from(const char *descriptor, const struct handle *handle, short id[4]) {
    const char *name = handle->byte[0] == 2 ? strchr(descriptor, '$') : NULL;
    unsigned pin = pin_of(handle);
    if (name) {
        size_t length = strcspn(name, ":");
        memset(id, ' ', NAME_BYTES);
        memcpy(id, name, length < NAME_BYTES ? length : NAME_BYTES);
    } else {
        id[0] = (short)(TIMESTAMP_FORM << 8 | handle->byte[7]);
        id[1] = (short)(stamp_of(handle) >> 16);
        id[2] = (short)stamp_of(handle);
    }
    id[3] = (short)(handle->byte[1] << 8 | (pin > SYNTHETIC_PIN ? SYNTHETIC_PIN : pin));
}

short crtpid_of(const struct handle *handle, short id[4]) {
    char descriptor[64];
    short error = handle_descriptor(handle, descriptor, sizeof descriptor);
    if (error) return error;
    crtpid_from(descriptor, handle, id);
    return pin_of(handle) > SYNTHETIC_PIN ? FEFATPIN : FEOK;
}

bool crtpid_is_pair(const short id[4]) {
    return id[3] == -1 || id[3] == BLANKS;
}

static short unnamed_process(const short id[4], struct handle *handle) {
    struct process_info info;
    uint32_t stamp = (uint32_t)(uint16_t)id[1] << 16 | (uint16_t)id[2];
    short detail, cpu = (short)((uint16_t)id[3] >> 8);
    int32_t node = id[0] & 0xff;
    if (!node_of_number(node)) return FENOSUCHSYS;
    if (info_of_pin_at(node, WIRE_INFO_BY_PIN, cpu, id[3] & 0xff, -1, &info, &detail)) return FENOSUCHDEV;
    if (stamp_of(&info.handle) != stamp || info.handle.byte[0] == 2) return FENOSUCHDEV;
    *handle = info.handle;
    return FEOK;
}

/* $NAME or, in network form, \ and the number of the node before the name. */
static short name_in(const short id[4], char *name) {
    char bytes[NAME_BYTES + 1] = {0};
    memcpy(bytes, id, NAME_BYTES);
    bytes[strcspn(bytes, " ")] = 0;
    bool network = bytes[0] == '\\';
    const char *node = network ? node_of_number((uint8_t)bytes[1]) : self.node_name;
    if (!node) return FENOSUCHSYS;
    const char *plain = bytes + (network ? 2 : 1);
    snprintf(name, NAME_ROOM, "%s.$%s", node, plain);
    return network || bytes[0] == '$' ? FEOK : FEBADNAME;
}

static bool is_at(const struct handle *handle, short word) {
    return !handle_is_null(handle) && handle->byte[1] == (uint16_t)word >> 8 && (int)pin_of(handle) == (word & 0xff);
}

short crtpid_process(const short id[4], struct handle *handle) {
    struct pair pair;
    char name[NAME_ROOM];
    if ((uint16_t)id[0] >> 8 == TIMESTAMP_FORM) return unnamed_process(id, handle);
    short error = name_in(id, name);
    if (error) return error;
    short result = pair_of(WIRE_BY_NAME, &null_handle, name, &pair);
    if (result == PAIR_PARAMETER) return FEBADNAME;
    if (result != PAIR_OTHERS && (result < PAIR_SINGLE || result > PAIR_BACKUP)) return FENOSUCHDEV;
    bool backup = is_at(&pair.backup, id[3]);
    if (!crtpid_is_pair(id) && !backup && !is_at(&pair.primary, id[3])) return FENOSUCHDEV;
    *handle = backup ? pair.backup : pair.primary;
    return FEOK;
}

/* The node that a process ID is local to. */
static short check_node(bool given, int32_t node_number) {
    if (!given || node_number == NO_NODE || node_of_number(node_number)) return FEOK;
    return FENOSUCHSYS;
}

/* A high PIN leaves a synthetic process ID beside its error. */
GUARDIAN_API short guardian_PROCESSHANDLE_TO_CRTPID_(unsigned int present, short *processhandle, short *process_id,
                                                     short pair_flag, __int32_t node_number) {
    short id[4];
    ENTER(PROCESSHANDLE_TO_CRTPID_, pair_flag, 0, 0);
    if (!PRESENT(0) || !PRESENT(1)) return FEMISSPARM;
    if (!processhandle || !process_id) return FEBOUNDSERR;
    if (PRESENT(2) && pair_flag != 0 && pair_flag != 1) return FEBADPARMVALUE;
    struct handle handle = handle_at(processhandle);
    short error = handle_check(&handle);
    if (!error) error = check_node(PRESENT(3), node_number);
    if (!error) error = crtpid_of(&handle, id);
    if (error && error != FEFATPIN) return error;
    bool named = handle.byte[0] == 2;
    if (PRESENT(2) && pair_flag && named) id[3] = -1;
    memcpy(process_id, id, sizeof id);
    return error;
}

/* -1 or blanks as processor and PIN stand for the pair. */
GUARDIAN_API short guardian_CRTPID_TO_PROCESSHANDLE_(unsigned int present, short *process_id, short *processhandle,
                                                     short *pair_flag, __int32_t node_number) {
    struct handle handle;
    ENTER(CRTPID_TO_PROCESSHANDLE_, 0, 0, 0);
    if (!PRESENT(0) || !PRESENT(1)) return FEMISSPARM;
    if (!process_id || !processhandle || (PRESENT(2) && !pair_flag)) return FEBOUNDSERR;
    short error = check_node(PRESENT(3), node_number);
    if (!error) error = crtpid_process(process_id, &handle);
    if (error) return error;
    memcpy(processhandle, &handle, sizeof handle);
    if (PRESENT(2)) *pair_flag = crtpid_is_pair(process_id);
    return FEOK;
}
