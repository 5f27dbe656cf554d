/* File names as the C-series has them: 12 words, blank filled (zsys.md section 4; Guardian Procedure Calls Reference
 * Manual, appendix D). Letters stand in them byte by byte, numbers in the program's byte order. */
#include <stdio.h>

#include "oldname.h"

enum {
    HIGHEST_OLD_PIN = 255,
    TIMESTAMP_FORM = 0x80, /* high byte of word 0 of the ID of an unnamed process; the low one is its node */
    HIGHEST_CPU = 15,
    PROCESS_NAME = 6
};

/* ------------------------------------------------------------------------------------------ from 12 words */

static void take_text(const char *bytes, int room, char *into) {
    int length = room;
    while (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == 0)) length--;
    memcpy(into, bytes, (size_t)length);
    into[length] = 0;
}

static bool is_cpu_and_pin(short word) {
    return (uint16_t)word >> 8 <= HIGHEST_CPU;
}

static void take_process(const short *words, struct old_name *name) {
    name->cpu = (uint16_t)words[3] >> 8;
    name->pin = words[3] & 0xff;
    name->created = (uint32_t)(uint16_t)words[1] << 16 | (uint16_t)words[2];
}

static void take_destination(const short *words, struct old_name *name) {
    char bytes[OLD_PART], text[OLD_PART + 1];
    memcpy(bytes, words, sizeof bytes);
    if (name->numbered) memset(bytes + 6, ' ', 2);
    bool network = bytes[0] == '\\';
    name->node = network ? (uint8_t)bytes[1] : -1;
    take_text(bytes + (network ? 2 : 0), OLD_PART - (network ? 2 : 0), text);
    snprintf(name->destination, sizeof name->destination, "%s%.7s", network ? "$" : "", network ? text : "");
    if (!network) memcpy(name->destination, text, sizeof text);
}

struct old_name old_name_parse(const short *words) {
    struct old_name name = {.node = -1};
    char bytes[OLD_NAME];
    memcpy(bytes, words, sizeof bytes);
    name.define = bytes[0] == '=';
    if (name.define) {
        take_text(bytes, OLD_NAME, name.define_name);
        return name;
    }
    name.numbered = is_cpu_and_pin(words[3]);
    name.unnamed = name.numbered && (uint16_t)words[0] >> 8 == TIMESTAMP_FORM;
    if (name.numbered) take_process(words, &name);
    if (name.unnamed) name.node = words[0] & 0xff;
    else take_destination(words, &name);
    take_text(bytes + OLD_PART, OLD_PART, name.first);
    take_text(bytes + 2 * OLD_PART, OLD_PART, name.second);
    return name;
}

/* ------------------------------------------------------------------------------------------ to external form */

short old_name_node(int node, char *into, size_t room) {
    into[0] = 0;
    if (node < 0) return FEOK;
    if (node == self.node_number) snprintf(into, room, "%s", self.node_name);
    else if (node_numbered(node, into, room) != FEOK) {
        snprintf(into, room, "\\%d", node);
        return FENOSUCHSYS;
    }
    return FEOK;
}

void old_name_text(const struct old_name *name, const char *node, char *into, size_t room) {
    char destination[32];
    snprintf(destination, sizeof destination, "%s", name->destination);
    if (name->unnamed) {
        unsigned long created = name->created;
        snprintf(destination, sizeof destination, "$:%d:%d:%lu", name->cpu, name->pin, created);
    }
    bool first = name->first[0] && !name->unnamed, second = first && name->second[0];
    snprintf(into, room, "%s%s%s%s%s%s%s", node, *node ? "." : "", destination, first ? "." : "",
             first ? name->first : "", second ? "." : "", second ? name->second : "");
}

static short external_form(const struct old_name *name, char *into, size_t room) {
    char node[16];
    short error = old_name_node(name->node, node, sizeof node);
    old_name_text(name, node, into, room);
    return error;
}

/* Internal names are never partial. */
static short check_external(const struct old_name *name, const char *external) {
    struct scanned found;
    if (!name->unnamed && name->destination[0] != '$') return FEBADNAME;
    return name_scan_all(external, (short)strlen(external), SCAN_EITHER, &found);
}

short name_from_old(const short internal[12], char *external, size_t room) {
    struct old_name name = old_name_parse(internal);
    if (name.define) {
        snprintf(external, room, "%s", name.define_name);
        return define_is_name(external, (short)strlen(external)) ? FEOK : FEBADNAME;
    }
    short error = external_form(&name, external, room);
    text_upshift(external, (short)strlen(external));
    return error ? error : check_external(&name, external);
}

/* ----------------------------------------------------------------------------------------------- to 12 words */

static void put_text(struct span text, char *into, int room) {
    memset(into, ' ', (size_t)room);
    if (text.length) memcpy(into, text.text, (size_t)(text.length < room ? text.length : room));
    text_upshift(into, (short)room);
}

/* The numbers of $:cpu:pin:seqno, which a scan has found good. */
static short put_unnamed(struct span destination, int node, short *words) {
    char text[32];
    int cpu, pin;
    unsigned long long sequence;
    snprintf(text, sizeof text, "%.*s", (int)destination.length, destination.text);
    if (sscanf(text, "$:%d:%d:%llu", &cpu, &pin, &sequence) != 3) return FEBADNAME;
    if (pin > HIGHEST_OLD_PIN) return FEFATPIN;
    words[0] = (short)(TIMESTAMP_FORM << 8 | node);
    words[1] = (short)(sequence >> 16);
    words[2] = (short)sequence;
    words[3] = (short)(cpu << 8 | pin);
    return FEOK;
}

/* Without its sequence number. */
static struct span name_of(struct span destination) {
    const char *colon = memchr(destination.text, ':', (size_t)destination.length);
    return colon ? (struct span){destination.text, (short)(colon - destination.text)} : destination;
}

/* A name of eight characters has no network form: in the own node it keeps the local one. */
static short put_destination(struct span destination, int node, bool may_be_local, char *bytes) {
    struct span name = name_of(destination);
    bool network = node >= 0;
    if (network && name.length > OLD_PART - 1) {
        if (node != self.node_number || !may_be_local) return FENETVIOL;
        network = false;
    }
    if (!network) {
        put_text(name, bytes, OLD_PART);
        return FEOK;
    }
    put_text((struct span){name.text + 1, (short)(name.length - 1)}, bytes + 2, OLD_PART - 2);
    bytes[0] = '\\';
    bytes[1] = (char)node;
    return FEOK;
}

/* A complete name in internal form; node -1 is the local one. */
short old_name_words(const struct scanned *name, int node, bool may_be_local, short *words) {
    char bytes[OLD_NAME];
    struct span destination = name->section[SECTION_DESTINATION];
    put_text(name->section[SECTION_FIRST], bytes + OLD_PART, OLD_PART);
    put_text(name->section[SECTION_SECOND], bytes + 2 * OLD_PART, OLD_PART);
    memcpy(words, bytes, sizeof bytes);
    if (destination.length > 1 && destination.text[1] == ':') {
        return put_unnamed(destination, node < 0 ? self.node_number : node, words);
    }
    short error = put_destination(destination, node, may_be_local, bytes);
    if (!error) memcpy(words, bytes, OLD_PART);
    return error;
}

void old_name_define(struct span define, short *words) {
    char bytes[OLD_NAME];
    put_text(define, bytes, OLD_NAME);
    memcpy(words, bytes, sizeof bytes);
}

short old_name_node_number(struct span name, int32_t *number) {
    *number = self.node_number;
    if (text_same(name.text, name.length, self.node_name, (short)strlen(self.node_name))) return FEOK;
    return node_named(name.text, (size_t)name.length, number);
}

static bool is_own_node(const char *name) {
    return strcmp(name, self.node_name) == 0;
}

short name_to_old(const char *external, size_t length, short internal[12]) {
    struct scanned name;
    struct defaults defaults;
    int32_t node = -1;
    if (length == 0 || length > LARGEST_FILE_NAME) return FEBADNAME;
    if (name_scan_all(external, (short)length, 0, &name)) return FEBADNAME;
    if (name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) {
        old_name_define((struct span){external, (short)length}, internal);
        return FEOK;
    }
    if (name.level == ZSYS_VAL_FNAME_LEVEL_SYSTEM) return FEBADNAME;
    bool with_node = name.section[SECTION_NODE].length > 0;
    defines_defaults(NULL, 0, &defaults);
    name_complete(&name, &defaults);
    struct span given = name.section[SECTION_NODE];
    if (given.length && (with_node || !is_own_node(defaults.node))) {
        short error = old_name_node_number(given, &node);
        if (error) return error;
    }
    return old_name_words(&name, node, true, internal);
}

short defaults_from_old(const void *names, struct defaults *defaults) {
    char volume[LARGEST_NODE_NAME + LARGEST_VOLUME_NAME + LARGEST_SUBVOLUME_NAME + 8], node[16];
    short words[12];
    struct scanned found;
    memset(words, ' ', sizeof words);
    memcpy(words, names, (size_t)(2 * OLD_PART));
    struct old_name name = old_name_parse(words);
    if (name.define || name.unnamed || name.numbered) return FEBADNAME;
    snprintf(volume, sizeof volume, "%s.%s", name.destination, name.first);
    text_upshift(volume, (short)strlen(volume));
    if (name_scan_all(volume, (short)strlen(volume), SCAN_SUBVOLUME, &found)) return FEBADNAME;
    if (found.level != ZSYS_VAL_FNAME_LEVEL_SUBVOL || name.first[0] == '#') return FEBADNAME;
    short error = old_name_node(name.node < 0 ? self.node_number : name.node, node, sizeof node);
    if (error) return error;
    memset(defaults, 0, sizeof *defaults);
    memcpy(defaults->node, node, strnlen(node, LARGEST_NODE_NAME));
    memcpy(defaults->volume, found.section[SECTION_DESTINATION].text,
           (size_t)found.section[SECTION_DESTINATION].length);
    memcpy(defaults->subvolume, found.section[SECTION_FIRST].text, (size_t)found.section[SECTION_FIRST].length);
    return FEOK;
}

/* ------------------------------------------------------------------------------------------------ procedures */

GUARDIAN_API short guardian_FILENAME_TO_OLDFILENAME_(unsigned int present, const char *filename, short length,
                                                     short *oldname) {
    short internal[12];
    require_kernel("FILENAME_TO_OLDFILENAME_");
    if ((present & 7) != 7) return FEMISSPARM;
    if (!filename || !oldname) return FEBOUNDSERR;
    if (length < 0) return FEBADCOUNT;
    short error = name_to_old(filename, (size_t)length, internal);
    if (!error) memcpy(oldname, internal, sizeof internal);
    return error;
}

/* Whether only a process can have such a name: with a CPU and PIN, or with a qualifier that is no temporary file. */
bool old_name_is_process(const struct old_name *name) {
    struct span first = {name->first, (short)strlen(name->first)};
    return name->numbered || section_is_qualifier(first);
}

static bool may_be_process(const struct old_name *name) {
    bool alone = !name->first[0] && strlen(name->destination) <= PROCESS_NAME;
    bool letter = name->destination[1] > '9';
    return old_name_is_process(name) || (alone && letter);
}

/* The process as the system knows it, and what follows its name. */
static short find_named(const struct old_name *name, const char *node, char *external, size_t room) {
    struct pair pair;
    char wanted[40];
    snprintf(wanted, sizeof wanted, "%s.%s", node, name->destination);
    if (pair_of(WIRE_BY_NAME, &null_handle, wanted, &pair) > PAIR_BACKUP) return FENOSUCHDEV;
    bool first = name->first[0], second = first && name->second[0];
    snprintf(external, room, "%s%s%s%s%s", pair.name, first ? "." : "", first ? name->first : "", second ? "." : "",
             second ? name->second : "");
    return FEOK;
}

static short find_unnamed(const struct old_name *name, char *external, size_t room) {
    struct process_info info;
    short detail;
    if (info_of_pin(WIRE_INFO_BY_PIN, (short)name->cpu, name->pin, -1, &info, &detail)) return FENOSUCHDEV;
    if ((uint32_t)wire_get(info.handle.byte + 12, 8) != name->created) return FENOSUCHDEV;
    snprintf(external, room, "%s", info.descriptor);
    return FEOK;
}

static bool is_receive(const struct old_name *name) {
    return text_same(name->destination, (short)strlen(name->destination), "$RECEIVE", 8);
}

static short with_node(struct old_name *name, char *external, size_t room) {
    if (name->node < 0 && !is_receive(name)) name->node = self.node_number;
    return external_form(name, external, room);
}

static short to_external(const short *oldname, char *external, size_t room) {
    struct old_name name = old_name_parse(oldname);
    if (name.define) return name_from_old(oldname, external, room);
    short error = with_node(&name, external, room);
    text_upshift(external, (short)strlen(external));
    if (error) return error;
    if (check_external(&name, external)) return FEBADNAME;
    if (name.node != self.node_number) return FEOK; /* $RECEIVE, or what only another node can look up */
    if (name.unnamed) return find_unnamed(&name, external, room);
    return may_be_process(&name) ? find_named(&name, self.node_name, external, room) : FEOK;
}

GUARDIAN_API short guardian_OLDFILENAME_TO_FILENAME_(unsigned int present, short *oldname, char *filename, short maxlen,
                                                     short *filename_length) {
    char external[96];
    ENTER(OLDFILENAME_TO_FILENAME_, 0, (uint16_t)maxlen, 0);
    if (PRESENT(3) && filename_length) *filename_length = 0;
    if ((present & 15) != 15) return FEMISSPARM;
    if (!oldname || !filename || !filename_length) return FEBOUNDSERR;
    if (maxlen < 0) return FEBADCOUNT;
    short error = to_external(oldname, external, sizeof external);
    if (error && error != FENOSUCHSYS) return error;
    text_upshift(external, (short)strlen(external));
    short bad = output_name(external, (short)strlen(external), filename, maxlen, filename_length);
    return bad ? bad : error;
}
