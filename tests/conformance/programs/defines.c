/* DEFINEs of a process, and those that its children get (procedures.md section 1.26). */
#include "check.h"

enum { ROOM = 600, DEFENABLED = 2, DEFOVERRIDE = 4, DEFINELIST = 8, ALLDEFINES = 16 };

static char name_room[25];

static short length_of(const char *text) {
    return (short)strlen(text);
}

static char *named(const char *name) {
    snprintf(name_room, sizeof name_room, "%-24s", name);
    return name_room;
}

static short set(const char *attribute, const char *value) {
    char name[17];
    snprintf(name, sizeof name, "%-16s", attribute);
    return DEFINESETATTR(name, value, length_of(value));
}

/* The value of an attribute without the node, "" when it is absent; of the working set for NULL. */
static const char *value_of(const char *define, const char *attribute) {
    static char value[ROOM];
    char name[17];
    short length = -1;
    snprintf(name, sizeof name, "%-16s", attribute);
    if (define) DEFINEREADATTR(named(define), name, , value, ROOM - 1, &length);
    else DEFINEREADATTR(, name, , value, ROOM - 1, &length);
    value[length < 0 ? 0 : length] = 0;
    const char *period = value[0] == '\\' ? strchr(value, '.') : NULL;
    return period ? period + 1 : value;
}

static short add_map(const char *name, const char *file) {
    set("CLASS", "MAP");
    set("FILE", file);
    return DEFINEADD(named(name));
}

/* Begins each check with =_DEFAULTS alone and DEFINE mode on. */
static void clear(void) {
    DEFINEMODE(1);
    DEFINEDELETEALL();
    set("CLASS", "MAP");
}

CHECK("=_DEFAULTS is always there and names the default volume", "",
      "DEFINEINFO DEFINEDELETE DEFINEDELETEALL DEFINENEXTNAME") {
    char class[16], attribute[16], value[ROOM], name[25];
    short length = -1;
    clear();
    EXPECT_EQUAL(DEFINEINFO(named("=_defaults"), class, attribute, value, ROOM, &length), 0);
    EXPECT_BYTES(class, "DEFAULTS        ", 16);
    EXPECT_BYTES(attribute, "VOLUME          ", 16);
    EXPECT_EQUAL(value[0], '\\');
    EXPECT_EQUAL(DEFINEDELETE(named("=_DEFAULTS")), 2074);
    EXPECT_EQUAL(DEFINEDELETEALL(), 0);
    memset(name, ' ', 24);
    EXPECT_EQUAL(DEFINENEXTNAME(name), 0);
    EXPECT_BYTES(name, "=_DEFAULTS              ", 24);
    EXPECT_EQUAL(DEFINENEXTNAME(name), 2060);
    EXPECT_EQUAL(DEFINEINFO(named("=NONE"), class, attribute, value, ROOM, &length), 2051);
    EXPECT_EQUAL(DEFINEINFO(named("=1"), class, attribute, value, ROOM, &length), 2049);
    EXPECT_EQUAL(DEFINEINFO(named("=_DEFAULTS"), class, attribute, value, ROOM), 2066);
    EXPECT_EQUAL(DEFINEINFO(NULL, class, attribute, value, ROOM, &length), 2054);
}

CHECK("DEFINEs are added, replaced, gone through and deleted", "",
      "DEFINEADD DEFINEDELETE DEFINENEXTNAME DEFINESETATTR") {
    char name[25];
    short check = -1;
    clear();
    EXPECT_EQUAL(DEFINEADD(named("=B")), 2057);
    EXPECT_EQUAL(add_map("=B", "$one"), 0);
    EXPECT_EQUAL(add_map("=b", "$two"), 2050);
    EXPECT_EQUAL(DEFINEADD(named("=B"), 1, &check), 0);
    EXPECT_EQUAL(check, 0);
    EXPECT(strcmp(value_of("=B", "FILE"), "$TWO") == 0);
    EXPECT_EQUAL(DEFINEADD(named("=C"), 1), 2051);
    EXPECT_EQUAL(DEFINEADD(named("B")), 2049);
    EXPECT_EQUAL(DEFINEADD(named("=_DEFAULTS"), 1), 2073);
    EXPECT_EQUAL(DEFINEADD(), 2066);
    EXPECT_EQUAL(DEFINEADD(NULL), 2054);
    EXPECT_EQUAL(add_map("=A", "$a"), 0);
    memset(name, ' ', 24);
    EXPECT_EQUAL(DEFINENEXTNAME(name), 0);
    EXPECT_BYTES(name, "=A ", 3);
    EXPECT_EQUAL(DEFINENEXTNAME(name), 0);
    EXPECT_BYTES(name, "=B ", 3);
    EXPECT_EQUAL(DEFINENEXTNAME(), 2066);
    EXPECT_EQUAL(DEFINENEXTNAME(named("A")), 2049);
    EXPECT_EQUAL(DEFINEDELETE(named("=a")), 0);
    EXPECT_EQUAL(DEFINEDELETE(named("=a")), 2051);
    EXPECT_EQUAL(DEFINEDELETE(named("a")), 2049);
    EXPECT_EQUAL(DEFINEDELETE(), 2066);
    EXPECT_EQUAL(DEFINEDELETE(NULL), 2054);
}

CHECK("the working set has the attributes of its class", "", "DEFINESETATTR DEFINEREADATTR DEFINESETLIKE") {
    char name[17], value[ROOM];
    short cursor = 0, length, info, error, names = 0;
    clear();
    EXPECT_EQUAL(set("CLASS", "NONE"), 2068);
    EXPECT_EQUAL(set("CLASS", "SPOOL"), 0);
    EXPECT_EQUAL(set("FILE", "F"), 2055);
    EXPECT_EQUAL(set("COPIES", "0"), 2067);
    EXPECT_EQUAL(set("COPIES", "007"), 0);
    EXPECT_EQUAL(set("HOLD", "on"), 0);
    EXPECT(strcmp(value_of(NULL, "COPIES"), "7") == 0);
    do {
        error = DEFINEREADATTR(, name, &cursor, value, ROOM, &length, 1, &info);
        names++;
    } while (error == 0);
    EXPECT_EQUAL(error, 2061);
    EXPECT_EQUAL(names, 4); /* CLASS, LOC, COPIES, HOLD */
    EXPECT_EQUAL(DEFINEREADATTR(, "LOC             ", , value, ROOM, &length, , &info), 0);
    EXPECT_EQUAL(length, -1);
    EXPECT_EQUAL(info, 2);
    EXPECT_EQUAL(DEFINEREADATTR(, "FILE            ", , value, ROOM, &length), 2055);
    EXPECT_EQUAL(DEFINEREADATTR(named("=NONE"), "LOC             ", , value, ROOM, &length), 2051);
    EXPECT_EQUAL(DEFINEREADATTR(named("=1"), "LOC             ", , value, ROOM, &length), 2049);
    EXPECT_EQUAL(DEFINEREADATTR(, , , value, ROOM, &length), 2066);
    EXPECT_EQUAL(DEFINEREADATTR(, NULL, , value, ROOM, &length), 2054);
    EXPECT_EQUAL(DEFINESETATTR("LOC             "), 2064);
    EXPECT_EQUAL(DEFINESETATTR("COPIES          ", "1"), 2066);
    EXPECT_EQUAL(DEFINESETATTR(, "1", 1), 2066);
    EXPECT_EQUAL(DEFINESETATTR(NULL, "1", 1), 2054);
    EXPECT_EQUAL(DEFINESETATTR("COPIES          ", , -1), 0);
    EXPECT(strcmp(value_of(NULL, "COPIES"), "") == 0);
    EXPECT_EQUAL(add_map("=A", "$a"), 0);
    set("CLASS", "SORT");
    EXPECT_EQUAL(DEFINESETLIKE(named("=A")), 0);
    EXPECT(strcmp(value_of(NULL, "FILE"), "$A") == 0);
    EXPECT_EQUAL(DEFINESETLIKE(named("=NONE")), 2051);
    EXPECT_EQUAL(DEFINESETLIKE(named("=1")), 2049);
    EXPECT_EQUAL(DEFINESETLIKE(), 2066);
    EXPECT_EQUAL(DEFINESETLIKE(NULL), 2054);
}

CHECK("a set that contradicts itself is told by its check number", "", "DEFINEADD DEFINEREADATTR") {
    char value[ROOM];
    short check = -1, length, info;
    clear();
    set("CLASS", "TAPE");
    set("LABELS", "ANSI");
    set("VOLUME", "A");
    set("RETENTION", "5");
    set("EXPIRATION", "tomorrow");
    EXPECT_EQUAL(DEFINEADD(named("=T"), 0, &check), 2058);
    EXPECT_EQUAL(check, 1);
    EXPECT_EQUAL(DEFINEREADATTR(, "EXPIRATION      ", , value, ROOM, &length, , &info), 0);
    EXPECT_EQUAL(info, 4);
    EXPECT_EQUAL(DEFINESETATTR("EXPIRATION      "), 0);
    EXPECT_EQUAL(DEFINEADD(named("=T"), 0, &check), 0);
    EXPECT_EQUAL(check, 0);
}

CHECK("DEFINE mode says whether DEFINEs are followed", "", "DEFINEMODE DEFINEADD FILE_OPEN_") {
    partner server;
    short old = -1, file = -1;
    clear();
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(add_map("=SERVER", "$srv"), 0);
    EXPECT_EQUAL(FILE_OPEN_("=server", 7, &file), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    EXPECT_EQUAL(FILE_OPEN_("=none", 5, &file), 198);
    EXPECT_EQUAL(FILE_OPEN_("=_defaults", 10, &file), 113);
    EXPECT_EQUAL(DEFINEMODE(0, &old), 0);
    EXPECT_EQUAL(old, 1);
    EXPECT_EQUAL(FILE_OPEN_("=server", 7, &file), 13);
    EXPECT_EQUAL(add_map("=OTHER", "$srv"), 2069);
    EXPECT_EQUAL(DEFINEMODE(, &old), 0);
    EXPECT_EQUAL(old, 0);
    EXPECT_EQUAL(DEFINEMODE(2), 2067);
    EXPECT_EQUAL(DEFINEMODE(1), 0);
}

CHECK("a DEFINE is saved and restored", "", "DEFINESAVE DEFINERESTORE") {
    short buffer[2048], length = -1, check = -1, small[4];
    char name[24];
    clear();
    EXPECT_EQUAL(add_map("=A", "$a"), 0);
    EXPECT_EQUAL(DEFINESAVE(named("=A"), buffer, sizeof buffer, &length), 0);
    EXPECT_EQUAL(DEFINESAVE(named("=A"), small, sizeof small, &check), 2076);
    EXPECT_EQUAL(check, length);
    EXPECT_EQUAL(DEFINERESTORE(buffer), 2050);
    EXPECT_EQUAL(DEFINEDELETE(named("=A")), 0);
    EXPECT_EQUAL(DEFINERESTORE(buffer, 1), 2051);
    EXPECT_EQUAL(DEFINERESTORE(buffer, 0, name, &check), 0);
    EXPECT_BYTES(name, "=A                      ", 24);
    EXPECT(strcmp(value_of("=A", "FILE"), "$A") == 0);
    set("CLASS", "SORT");
    EXPECT_EQUAL(DEFINERESTORE(buffer, 2), 0);
    EXPECT(strcmp(value_of(NULL, "FILE"), "$A") == 0);
    EXPECT_EQUAL(DEFINERESTORE(buffer, 4), 2075);
    EXPECT_EQUAL(DEFINESAVE(named("=A"), buffer, sizeof buffer, &length, 2), 2075);
    EXPECT_EQUAL(DEFINESAVE(named("=B"), buffer, sizeof buffer, &length), 2051);
    EXPECT_EQUAL(DEFINESAVE(named("=1"), buffer, sizeof buffer, &length), 2049);
    EXPECT_EQUAL(DEFINESAVE(named("=_DEFAULTS"), buffer, sizeof buffer, &length, 1), 2079);
    EXPECT_EQUAL(DEFINESAVE(named("=A"), buffer, sizeof buffer), 2066);
    EXPECT_EQUAL(DEFINESAVE(named("=A"), NULL, sizeof buffer, &length), 2054);
    EXPECT_EQUAL(DEFINERESTORE(), 2066);
    EXPECT_EQUAL(DEFINERESTORE(NULL), 2054);
    memset(buffer, 0, sizeof buffer);
    EXPECT_EQUAL(DEFINERESTORE(buffer), 2078);
    set("CLASS", "TAPE");
    EXPECT_EQUAL(DEFINESAVE(named("=T"), buffer, sizeof buffer, &length, 1), 2058);
    EXPECT_EQUAL(DEFINERESTORE(buffer, 0, , &check), 2058);
    EXPECT_EQUAL(check, 7);
}

/* ----------------------------------------------------------------------------------------------- to children */

/* Writes what it has to its opener: the mode, then FILE of =OWN, =LIST and =BOTH, and the default volume. */
ROLE(heir) {
    static const char *const asked[] = {"=OWN", "=LIST", "=BOTH"};
    char text[ROOM], message[256];
    short file, mode = -1;
    __int32_t count;
    DEFINEMODE(, &mode);
    int at = snprintf(text, sizeof text, "%d", mode);
    for (int i = 0; i < 3; i++) at += snprintf(text + at, sizeof text - (size_t)at, " %s", value_of(asked[i], "FILE"));
    snprintf(text + at, sizeof text - (size_t)at, " %s", value_of("=_DEFAULTS", "VOLUME"));
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, message, sizeof message, &count);
        FILE_REPLY64_(text, error ? 0 : (__int32_t)strlen(text), , 0, 0);
    }
}

CHECK("a child gets the DEFINEs of its creator, and its mode", "CR-01", "PROCESS_CREATE_ DEFINEADD") {
    partner heir;
    char text[ROOM];
    __int32_t count = 0;
    clear();
    set("CLASS", "DEFAULTS");
    set("VOLUME", "$here.now");
    EXPECT_EQUAL(DEFINEADD(named("=_DEFAULTS"), 1), 0);
    EXPECT_EQUAL(add_map("=OWN", "$own"), 0);
    REQUIRE_EQUAL(start_role(&heir, "$HEIR", 1, "heir"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&heir, 0, 1), "?", text, 1, ROOM, &count), 0);
    EXPECT_TEXT(text, count, "1 $OWN   $HERE.NOW");
    stop_partner(&heir);
    EXPECT_EQUAL(DEFINEMODE(0), 0);
    REQUIRE_EQUAL(start_role(&heir, "$HEIR", 1, "heir"), 0);
    count = 0;
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&heir, 0, 1), "?", text, 1, ROOM, &count), 0);
    EXPECT_TEXT(text, count, "0    $HERE.NOW");
    EXPECT_EQUAL(DEFINEMODE(1), 0);
}
