/* DEFINEs: the working set, the classes and their attributes, what is saved, restored and passed on. */
#define _GNU_SOURCE
#include "harness.h"

enum { ROOM = 600 };

static void nothing_from_kernel(void) {}

static short length_of(const char *text) {
    return (short)strlen(text);
}

static char padded_name[25];

static char *padded(const char *name) {
    snprintf(padded_name, sizeof padded_name, "%-24s", name);
    return padded_name;
}

static short set(const char *name, const char *value) {
    char attribute[17];
    snprintf(attribute, sizeof attribute, "%-16s", name);
    return DEFINESETATTR(attribute, value, length_of(value));
}

static short reset(const char *name) {
    char attribute[17];
    snprintf(attribute, sizeof attribute, "%-16s", name);
    return DEFINESETATTR(attribute);
}

/* The value of an attribute of the working set, or of a DEFINE; "" when it is absent. */
static const char *value_of(const char *define, const char *name) {
    static char value[ROOM];
    char attribute[17];
    short length = -2;
    snprintf(attribute, sizeof attribute, "%-16s", name);
    if (define) EQUAL(DEFINEREADATTR(padded(define), attribute, , value, ROOM - 1, &length), 0);
    else EQUAL(DEFINEREADATTR(, attribute, , value, ROOM - 1, &length), 0);
    value[length < 0 ? 0 : length] = 0;
    return value;
}

static void define_map(const char *name, const char *file) {
    EQUAL(set("CLASS", "MAP"), 0);
    EQUAL(set("FILE", file), 0);
    EQUAL(DEFINEADD(padded(name)), 0);
}

#define TEXT_IS(is, wanted) \
    do { \
        const char *is_ = (is); \
        if (strcmp(is_, wanted) != 0) { \
            fprintf(stderr, "    %s, wanted %s\n", is_, wanted); \
            failed(__FILE__, __LINE__, #is, 0, 1); \
        } \
    } while (0)

/* ------------------------------------------------------------------------------------------------- attributes */

static void classes(void) {
    static const struct {
        const char *class, *attribute, *value;
        short error;
        const char *kept;
    } rows[] = {
        {"MAP", "FILE", "f", 0, "\\TEST.$SYSTEM.NOSUBVOL.F"},
        {"map", "file", "$serv.#q", 0, "\\TEST.$SERV.#Q"},
        {"MAP", "FILE", "\\n.$a.b.c", 0, "\\N.$A.B.C"},
        {"MAP", "FILE", "$a.b", 2067, ""},
        {"MAP", "FILE", "\\n", 2067, ""},
        {"MAP", "FILE", "a*", 2067, ""},
        {"MAP", "FILE", "=other", 2067, ""},
        {"MAP", "VOLUME", "a", 2055, NULL},
        {"DEFAULTS", "VOLUME", "$a.b", 0, "\\TEST.$A.B"},
        {"DEFAULTS", "VOLUME", "b", 0, "\\TEST.$SYSTEM.B"},
        {"DEFAULTS", "VOLUME", "$a", 2067, ""},
        {"DEFAULTS", "VOLUME", "$a.#1234", 2067, ""},
        {"DEFAULTS", "VOLUME", "a.b", 2067, ""},
        {"DEFAULTS", "SWAP", "$swap", 0, "\\TEST.$SWAP"},
        {"DEFAULTS", "CATALOG", "$a.cat", 0, "\\TEST.$A.CAT"},
        {"CATALOG", "SUBVOL", "cat", 0, "\\TEST.$SYSTEM.CAT"},
        {"SEARCH", "SUBVOL0", "(a, $b.c ,=_defaults)", 0, "(\\TEST.$SYSTEM.A,\\TEST.$B.C,=_DEFAULTS)"},
        {"SEARCH", "SUBVOL20", "a", 0, "\\TEST.$SYSTEM.A"},
        {"SEARCH", "RELSUBVOL20", "(a,$b.c)", 0, "(A,$B.C)"},
        {"SEARCH", "SUBVOL21", "a", 2055, NULL},
        {"SEARCH", "SUBVOL0", "(a,b", 2067, ""},
        {"SEARCH", "SUBVOL0", "(a,,b)", 2067, ""},
        {"SEARCH", "SUBVOL0", "a.b", 2067, ""},
        {"SEARCH", "RELSUBVOL0", "(a,b.c)", 2067, ""},
        {"SPOOL", "LOC", "$s.#print.me", 0, "\\TEST.$S.#PRINT.ME"},
        {"SPOOL", "LOC", "$s", 0, "\\TEST.$S"},
        {"SPOOL", "LOC", "#print", 2067, ""},
        {"SPOOL", "COPIES", "00003", 0, "3"},
        {"SPOOL", "COPIES", "+3", 0, "3"},
        {"SPOOL", "COPIES", "0", 2067, ""},
        {"SPOOL", "COPIES", "32768", 2067, ""},
        {"SPOOL", "COPIES", "-1", 2067, ""},
        {"SPOOL", "COPIES", "3.", 2067, ""},
        {"SPOOL", "COPIES", "1234567890123456789", 2067, ""},
        {"SPOOL", "HOLD", "on", 0, "ON"},
        {"SPOOL", "HOLD", "yes", 2067, ""},
        {"SPOOL", "HOLDAFTER", "OFF", 0, "OFF"},
        {"SPOOL", "FORM", "paychk", 0, "PAYCHK"},
        {"SPOOL", "REPORT", "\"Nov. Pay\"", 0, "NOV. PAY"},
        {"SPOOL", "REPORT", "1234567890123456", 0, "1234567890123456"},
        {"SPOOL", "REPORT", "12345678901234567", 2067, ""},
        {"SPOOL", "OWNER", "payroll.manager", 0, "PAYROLL.MANAGER"},
        {"SPOOL", "OWNER", "005,255", 0, "5,255"},
        {"SPOOL", "OWNER", "256,1", 2067, ""},
        {"SPOOL", "OWNER", "nobody", 2067, ""},
        {"SPOOL", "SELPRI", "7", 0, "7"},
        {"SPOOL", "SELPRI", "8", 2067, ""},
        {"SPOOL", "SELPRI", "+", 2067, ""},
        {"SPOOL", "BATCHNAME", "batch-1", 0, "BATCH-1"},
        {"SPOOL", "BATCHNAME", "-batch", 2067, ""},
        {"SPOOL", "BATCHNAME", "123", 2067, ""},
        {"SPOOL", "MAXPRINTLINES", "65534", 0, "65534"},
        {"SPOOL", "MAXPRINTPAGES", "65535", 2067, ""},
        {"TAPE", "LABELS", "ansi", 0, "ANSI"},
        {"TAPE", "LABELS", "no", 2067, "OMITTED"},
        {"TAPE", "DENSITY", "6250", 0, "6250"},
        {"TAPE", "DENSITY", "6251", 2067, ""},
        {"TAPE", "DEVICE", "$tape", 0, "\\TEST.$TAPE"},
        {"TAPE", "DEVICE", "$tape.#a", 2067, ""},
        {"TAPE", "SYSTEM", "\\far", 0, "\\FAR"},
        {"TAPE", "SYSTEM", "$far", 2067, ""},
        {"TAPE", "VOLUME", "(vol1, vol2)", 0, "(VOL1,VOL2)"},
        {"TAPE", "VOLUME", "000123", 0, "000123"},
        {"TAPE", "VOLUME", "scratch", 0, "SCRATCH"},
        {"TAPE", "VOLUME", "(scratch,a)", 2067, ""},
        {"TAPE", "VOLUME", "(a,volume7)", 2067, ""},
        {"TAPE", "VOLUME", "SCRTCH", 0, "SCRTCH"},
        {"TAPE", "USE", "extend", 0, "EXTEND"},
        {"TAPE", "MOUNTMSG", "\"say \"\"please\"\"\"", 0, "SAY \"PLEASE\""},
        {"TAPE", "MOUNTMSG", "\"a\"b\"", 2067, ""},
        {"TAPE", "FILEID", "file one", 0, "FILE ONE"},
        {"TAPE", "RECLEN", "0", 0, "0"},
        {"TAPE", "REELS", "256", 2067, ""},
        {"SORT", "CPUS", "(0,1,15)", 0, "(0,1,15)"},
        {"SORT", "CPUS", "(0,16)", 2067, ""},
        {"SORT", "MODE", "mintime", 0, "MINTIME"},
        {"SORT", "SCRATCH", "$data", 0, "\\TEST.$DATA"},
        {"SORT", "SCRATCHON", "($d*,$e)", 0, "($D*,$E)"},
        {"SORT", "SCRATCHON", "d", 2067, ""},
        {"SORT", "SUBSORTS", "(=a,=b)", 0, "(=A,=B)"},
        {"SORT", "SUBSORTS", "a", 2067, ""},
        {"SORT", "PRI", "199", 0, "199"},
        {"SUBSORT", "SCRATCH", "$data.a.b", 0, "\\TEST.$DATA.A.B"},
        {"SUBSORT", "CPU", "16", 2067, ""},
        {"NOCLASS", NULL, NULL, 2068, NULL},
        {"TAPECATALOG", NULL, NULL, 2068, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short error = set("CLASS", row->class);
        if (!error && row->attribute) error = set(row->attribute, row->value);
        if (error != row->error) fprintf(stderr, "    %s %s %s\n", row->class, row->attribute, row->value);
        EQUAL(error, row->error);
        if (row->kept) TEXT_IS(value_of(NULL, row->attribute), row->kept);
    }
}

static void setting_arguments(void) {
    short names[8], bad[8];
    char value[ROOM];
    memset(value, 'A', sizeof value);
    memcpy(names, "$DATA   MINE    ", 16);
    memcpy(bad, "DATA    MINE    ", 16);
    TEXT_IS(value_of(NULL, "CLASS"), "MAP");
    EQUAL(DEFINESETATTR("FILE            ", "f", 1, names), 0);
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$DATA.MINE.F");
    EQUAL(DEFINESETATTR("FILE            ", "f", 1, bad), 2063);
    EQUAL(DEFINESETATTR("FILE            ", , , names), 2064);
    EQUAL(DEFINESETATTR("FILE            ", "f", -1), 2064);
    EQUAL(DEFINESETATTR(, "f", 1), 2066);
    EQUAL(DEFINESETATTR("FILE            ", "f"), 2066);
    EQUAL(DEFINESETATTR(NULL, "f", 1), 2054);
    EQUAL(DEFINESETATTR("FILE            ", NULL, 1), 2054);
    EQUAL(DEFINESETATTR("FILE            ", "f", 1, NULL), 2054);
    EQUAL(DEFINESETATTR("FILE            ", "f", 0), 2067);
    EQUAL(DEFINESETATTR("FILE            ", value, 515), 2067);
    EQUAL(DEFINESETATTR("                ", "f", 1), 2049);
    EQUAL(DEFINESETATTR("ABCDEFGHIJKLMNOP", "f", 1), 2062);
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$DATA.MINE.F");
    EQUAL(set("CLASS", "TAPE"), 0);
    EQUAL(set("LABELS", "BYPASS"), 0);
    EQUAL(set("USE", "IN"), 0);
    EQUAL(reset("LABELS"), 0);
    EQUAL(reset("USE"), 0);
    TEXT_IS(value_of(NULL, "LABELS"), "OMITTED");
    TEXT_IS(value_of(NULL, "USE"), "");
    EQUAL(set("CLASS", "TAPE"), 0);
    EQUAL(reset("CLASS"), 0);
    TEXT_IS(value_of(NULL, "CLASS"), "MAP");
}

/* The network form of default names: a node by its number. */
static void setting_with_node_number(void) {
    short names[8];
    char bytes[] = "\\\007DATA  MINE    ";
    memcpy(names, bytes, 16);
    EQUAL(DEFINESETATTR("FILE            ", "f", 1, names), 0);
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$DATA.MINE.F");
}

/* ------------------------------------------------------------------------------------------------ adding */

static void adding(void) {
    short check = -1;
    EQUAL(DEFINEADD(padded("=A")), 2057);
    EQUAL(set("FILE", "$serv"), 0);
    EQUAL(DEFINEADD(padded("=A"), , &check), 0);
    EQUAL(check, 0);
    EQUAL(DEFINEADD(padded("=a")), 2050);
    EQUAL(DEFINEADD(padded("=a"), 0), 2050);
    EQUAL(DEFINEADD(padded("=B"), 1), 2051);
    EQUAL(set("FILE", "$other"), 0);
    EQUAL(DEFINEADD(padded("=A"), 1), 0);
    TEXT_IS(value_of("=A", "FILE"), "\\TEST.$OTHER");
    EQUAL(DEFINEADD(padded("A")), 2049);
    EQUAL(DEFINEADD(padded("=")), 2049);
    EQUAL(DEFINEADD(padded("=A B")), 2049);
    EQUAL(DEFINEADD("=ABCDEFGHIJKLMNOPQRSTUVW"), 0);
    EQUAL(DEFINEADD(padded("=_DEFAULTS")), 2050);
    EQUAL(DEFINEADD(padded("=_DEFAULTS"), 1), 2073);
    EQUAL(DEFINEADD(padded("=_SORT_DEFAULTS")), 0);
    EQUAL(DEFINEADD(), 2066);
    EQUAL(DEFINEADD(NULL), 2054);
    EQUAL(DEFINEADD(padded("=C"), 0, NULL), 2054);
    EQUAL(DEFINEMODE(0), 0);
    EQUAL(DEFINEADD(padded("=C")), 2069);
    EQUAL(set("CLASS", "DEFAULTS"), 0);
    EQUAL(set("VOLUME", "$data.mine"), 0);
    EQUAL(DEFINEADD(padded("=_DEFAULTS"), 1), 0);
    EQUAL(DEFINEADD(padded("=MINE")), 2069);
    TEXT_IS(value_of("=_DEFAULTS", "VOLUME"), "\\TEST.$DATA.MINE");
}

static void tape_consistency(void) {
    static const struct {
        const char *attributes; /* NAME=VALUE with blanks between */
        short error, check;
    } rows[] = {
        {"DEVICE=$T", 0, 0},
        {"", 2058, 7},
        {"RETENTION=5 EXPIRATION=TODAY DEVICE=$T", 2058, 1},
        {"LABELS=ANSI VOLUME=A RETENTION=5", 0, 0},
        {"LABELS=ANSI VOLUME=A USE=IN", 0, 0},
        {"LABELS=BACKUP VOLUME=A USE=IN", 2058, 2},
        {"LABELS=ANSI USE=IN", 2058, 2},
        {"LABELS=ANSI VOLUME=(A,B,C) REELS=3 USE=IN", 0, 0},
        {"LABELS=ANSI VOLUME=(A,B) REELS=3", 2058, 2},
        {"LABELS=ANSI", 2058, 3},
        {"VOLUME=A DEVICE=$T", 2058, 3},
        {"LABELS=ANSI VOLUME=A EBCDIC=OUT", 2058, 4},
        {"LABELS=ANSI VOLUME=A EBCDIC=OFF", 0, 0},
        {"LABELS=ANSI VOLUME=A RECFORM=F", 2058, 5},
        {"LABELS=ANSI VOLUME=A RECFORM=F RECLEN=80 BLOCKLEN=100", 2058, 5},
        {"LABELS=ANSI VOLUME=A RECFORM=F RECLEN=80 BLOCKLEN=800", 0, 0},
        {"LABELS=ANSI VOLUME=A DEVICE=$T SYSTEM=\\FAR", 2058, 6},
        {"LABELS=BYPASS", 2058, 7},
        {"LABELS=BYPASS DEVICE=$T", 0, 0},
        {"LABELS=BYPASS DEVICE=$T GEN=1", 2058, 7},
        {"LABELS=ANSI VOLUME=SCRATCH USE=EXTEND", 2058, 8},
        {"LABELS=ANSI VOLUME=SCRATCH USE=OUT", 0, 0},
        {"LABELS=IBM VOLUME=A", 2058, 9},
        {"LABELS=IBM VOLUME=A FILEID=F", 0, 0},
        {"LABELS=ANSI VOLUME=A RECLEN=20", 2058, 10},
        {"LABELS=ANSI VOLUME=A RECLEN=20 BLOCKLEN=20", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char text[128], *name, *rest = text;
        short check = -1;
        strcpy(text, row->attributes);
        EQUAL(set("CLASS", "TAPE"), 0);
        while ((name = strsep(&rest, " ")) && *name) {
            char *value = strchr(name, '=');
            *value++ = 0;
            EQUAL(set(name, value), 0);
        }
        short error = DEFINEADD(padded("=T"), i > 0, &check);
        if (error != row->error || check != row->check) fprintf(stderr, "    %s\n", row->attributes);
        EQUAL(error, row->error);
        EQUAL(check, row->check);
    }
}

/* ------------------------------------------------------------------------------------------------ reading */

struct read_row {
    short error;
    const char *name, *value;
    short info;
};

static void read_all(short mode, const struct read_row *rows, int count) {
    short cursor = 0;
    for (int i = 0; i < count; i++) {
        char name[17] = "", value[ROOM];
        short length = -2, info = -1;
        EQUAL(DEFINEREADATTR(, name, &cursor, value, ROOM, &length, mode, &info), rows[i].error);
        name[strcspn(name, " ")] = 0;
        TEXT_IS(name, rows[i].name);
        EQUAL(length, rows[i].value ? (int)strlen(rows[i].value) : -1);
        CHECK(!rows[i].value || memcmp(value, rows[i].value, strlen(rows[i].value)) == 0);
        EQUAL(info, rows[i].info);
    }
}

static void reading(void) {
    static const struct read_row present[] = {{0, "CLASS", "SUBSORT", 1}, {2061, "CPU", "3", 0}};
    static const struct read_row required[] = {
        {0, "CLASS", "SUBSORT", 1}, {0, "SCRATCH", NULL, 2}, {2061, "CPU", "3", 0}};
    static const struct read_row all[] = {{0, "CLASS", "SUBSORT", 1}, {0, "SCRATCH", NULL, 2}, {0, "BLOCK", NULL, 0},
                                          {0, "CPU", "3", 0},         {0, "PRI", NULL, 0},     {0, "PROGRAM", NULL, 0},
                                          {0, "SEGMENT", NULL, 0},    {2061, "SWAP", NULL, 0}};
    EQUAL(set("CLASS", "SUBSORT"), 0);
    EQUAL(set("CPU", "3"), 0);
    read_all(0, present, 2);
    read_all(1, required, 3);
    read_all(2, all, 8);
}

static void reading_arguments(void) {
    char name[17] = "FILE            ", value[ROOM];
    short length = -2, cursor = 0, past = 9, negative = -1, info = -1;
    define_map("=A", "$serv");
    EQUAL(DEFINEREADATTR(padded("=A"), name, , value, ROOM, &length, , &info), 0);
    EQUAL(length, 11);
    EQUAL(info, 2);
    EQUAL(DEFINEREADATTR(padded("=A"), name, , value, 5, &length), 0);
    EQUAL(length, 11);
    CHECK(memcmp(value, "\\TEST", 5) == 0);
    EQUAL(DEFINEREADATTR(padded("=NONE"), name, , value, ROOM, &length), 2051);
    EQUAL(DEFINEREADATTR(padded("NONE"), name, , value, ROOM, &length), 2049);
    EQUAL(DEFINEREADATTR(padded("=A"), "VOLUME          ", , value, ROOM, &length), 2055);
    EQUAL(DEFINEREADATTR(padded("=A"), name, &past, value, ROOM, &length), 2061);
    EQUAL(length, -1);
    EQUAL(DEFINEREADATTR(padded("=A"), name, &negative, value, ROOM, &length), 2054);
    EQUAL(DEFINEREADATTR(padded("=A"), name, &cursor, value, ROOM, &length, 3), 2067);
    EQUAL(DEFINEREADATTR(, , , value, ROOM, &length), 2066);
    EQUAL(DEFINEREADATTR(, name, , , ROOM, &length), 2066);
    EQUAL(DEFINEREADATTR(, name, , value, , &length), 2066);
    EQUAL(DEFINEREADATTR(, name, , value, ROOM), 2066);
    EQUAL(DEFINEREADATTR(NULL, name, , value, ROOM, &length), 2054);
    EQUAL(DEFINEREADATTR(, NULL, , value, ROOM, &length), 2054);
    EQUAL(DEFINEREADATTR(, name, NULL, value, ROOM, &length), 2054);
    EQUAL(DEFINEREADATTR(, name, , NULL, ROOM, &length), 2054);
    EQUAL(DEFINEREADATTR(, name, , value, ROOM, NULL), 2054);
    EQUAL(DEFINEREADATTR(, name, , value, ROOM, &length, , NULL), 2054);
}

static void inconsistent_attributes_are_marked(void) {
    char value[ROOM];
    short length, info = 0;
    EQUAL(set("CLASS", "TAPE"), 0);
    EQUAL(set("DEVICE", "$t"), 0);
    EQUAL(set("RETENTION", "5"), 0);
    EQUAL(set("EXPIRATION", "today"), 0);
    EQUAL(DEFINEADD(padded("=T")), 2058);
    EQUAL(DEFINEREADATTR(, "RETENTION       ", , value, ROOM, &length, , &info), 0);
    EQUAL(info, 4);
    EQUAL(DEFINEREADATTR(, "DEVICE          ", , value, ROOM, &length, , &info), 0);
    EQUAL(info, 0);
    EQUAL(reset("EXPIRATION"), 0);
    EQUAL(reset("RETENTION"), 0);
    EQUAL(DEFINEADD(padded("=T")), 0);
    EQUAL(set("RETENTION", "5"), 0);
    EQUAL(DEFINEREADATTR(, "RETENTION       ", , value, ROOM, &length, , &info), 0);
    EQUAL(info, 0);
}

static void telling(void) {
    static const struct {
        const char *class, *attribute, *value, *shown, *shows;
    } rows[] = {
        {"MAP", "FILE", "$a", "FILE", "\\TEST.$A"},
        {"SPOOL", "LOC", "$s", "LOC", "\\TEST.$S"},
        {"SORT", "CPU", "1", "SCRATCH", NULL},
        {"SUBSORT", "SCRATCH", "$a", "SCRATCH", "\\TEST.$A"},
        {"CATALOG", "SUBVOL", "$a.b", "SUBVOL", "\\TEST.$A.B"},
        {"SEARCH", "SUBVOL0", "$a.b", "SUBVOL0", "\\TEST.$A.B"},
        {"TAPE", "DEVICE", "$t", "VOLUME", NULL},
        {"DEFAULTS", "VOLUME", "$a.b", "VOLUME", "\\TEST.$A.B"},
    };
    char class[16], attribute[16], value[ROOM], wanted[17];
    short length;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        EQUAL(set("CLASS", row->class), 0);
        EQUAL(set(row->attribute, row->value), 0);
        EQUAL(DEFINEADD(padded("=A"), i > 0), 0);
        EQUAL(DEFINEINFO(padded("=A"), class, attribute, value, ROOM, &length), 0);
        snprintf(wanted, sizeof wanted, "%-16s", row->class);
        CHECK(memcmp(class, wanted, 16) == 0);
        snprintf(wanted, sizeof wanted, "%-16s", row->shown);
        CHECK(memcmp(attribute, wanted, 16) == 0);
        EQUAL(length, row->shows ? (int)strlen(row->shows) : -1);
        CHECK(!row->shows || memcmp(value, row->shows, (size_t)length) == 0);
    }
    EQUAL(DEFINEINFO(padded("=NONE"), class, attribute, value, ROOM, &length), 2051);
    EQUAL(DEFINEINFO(padded("NONE"), class, attribute, value, ROOM, &length), 2049);
    EQUAL(DEFINEINFO(, class, attribute, value, ROOM, &length), 2066);
    EQUAL(DEFINEINFO(padded("=A"), , attribute, value, ROOM, &length), 2066);
    EQUAL(DEFINEINFO(padded("=A"), class, , value, ROOM, &length), 2066);
    EQUAL(DEFINEINFO(padded("=A"), class, attribute, , ROOM, &length), 2066);
    EQUAL(DEFINEINFO(padded("=A"), class, attribute, value, , &length), 2066);
    EQUAL(DEFINEINFO(padded("=A"), class, attribute, value, ROOM), 2066);
    EQUAL(DEFINEINFO(NULL, class, attribute, value, ROOM, &length), 2054);
    EQUAL(DEFINEINFO(padded("=A"), class, attribute, value, ROOM, NULL), 2054);
}

/* --------------------------------------------------------------------------------------------- the DEFINEs */

static void going_through(void) {
    char name[25];
    define_map("=B", "$b");
    define_map("=A", "$a");
    define_map("=A-1", "$a1");
    static const char *const names[] = {"=A", "=A-1", "=B", "=_DEFAULTS"};
    strcpy(name, padded(""));
    for (int i = 0; i < 4; i++) {
        EQUAL(DEFINENEXTNAME(name), 0);
        CHECK(strcmp(name, padded(names[i])) == 0);
    }
    EQUAL(DEFINENEXTNAME(name), 2060);
    CHECK(strcmp(name, padded("=_DEFAULTS")) == 0);
    strcpy(name, padded("=a-0"));
    EQUAL(DEFINENEXTNAME(name), 0);
    CHECK(strcmp(name, padded("=A-1")) == 0);
    strcpy(name, padded("A"));
    EQUAL(DEFINENEXTNAME(name), 2049);
    EQUAL(DEFINENEXTNAME(), 2066);
    EQUAL(DEFINENEXTNAME(NULL), 2054);
}

static void deleting(void) {
    char name[25];
    define_map("=A", "$a");
    define_map("=B", "$b");
    define_map("=C", "$c");
    EQUAL(DEFINEDELETE(padded("=a")), 0);
    EQUAL(DEFINEDELETE(padded("=A")), 2051);
    EQUAL(DEFINEDELETE(padded("A")), 2049);
    EQUAL(DEFINEDELETE(padded("=_DEFAULTS")), 2074);
    EQUAL(DEFINEDELETE(), 2066);
    EQUAL(DEFINEDELETE(NULL), 2054);
    EQUAL(DEFINEDELETEALL(), 0);
    strcpy(name, padded(""));
    EQUAL(DEFINENEXTNAME(name), 0);
    CHECK(strcmp(name, padded("=_DEFAULTS")) == 0);
    EQUAL(DEFINENEXTNAME(name), 2060);
}

static void likening(void) {
    define_map("=A", "$a");
    EQUAL(set("CLASS", "SPOOL"), 0);
    EQUAL(DEFINESETLIKE(padded("=a")), 0);
    TEXT_IS(value_of(NULL, "CLASS"), "MAP");
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$A");
    EQUAL(DEFINEADD(padded("=B")), 0);
    EQUAL(DEFINESETLIKE(padded("=C")), 2051);
    EQUAL(DEFINESETLIKE(padded("C")), 2049);
    EQUAL(DEFINESETLIKE(), 2066);
    EQUAL(DEFINESETLIKE(NULL), 2054);
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$A");
}

static void switching(void) {
    short old = -1;
    EQUAL(DEFINEMODE(, &old), 0);
    EQUAL(old, 1);
    EQUAL(DEFINEMODE(0, &old), 0);
    EQUAL(old, 1);
    EQUAL(DEFINEMODE(, &old), 0);
    EQUAL(old, 0);
    EQUAL(DEFINEMODE(1), 0);
    EQUAL(DEFINEMODE(2), 2067);
    EQUAL(DEFINEMODE(-1), 2067);
    EQUAL(DEFINEMODE(1, NULL), 2054);
    EQUAL(DEFINEMODE(), 0);
}

static void changes(void) {
    unsigned short before = defines_changes();
    EQUAL(before, 0);
    define_map("=A", "$a");
    EQUAL(defines_changes(), 1);
    EQUAL(DEFINEADD(padded("=A")), 2050);
    EQUAL(defines_changes(), 1);
    EQUAL(DEFINEDELETE(padded("=A")), 0);
    EQUAL(defines_changes(), 2);
    EQUAL(DEFINEMODE(1), 0);
    EQUAL(defines_changes(), 2);
    EQUAL(DEFINEMODE(0), 0);
    EQUAL(defines_changes(), 3);
}

/* ---------------------------------------------------------------------------------------- names of operations */

static void opened_names(void) {
    static const struct {
        const char *name;
        short error;
        const char *resolved, *define;
    } rows[] = {
        {"f", 0, "\\TEST.$SYSTEM.NOSUBVOL.F", ""},
        {"$serv  ", 0, "\\TEST.$SERV", ""},
        {"$serv:5.#q.r", 0, "\\TEST.$SERV:5.#Q.R", ""},
        {"\\far.$serv", 0, "\\FAR.$SERV", ""},
        {"$receive", 0, "$RECEIVE", ""},
        {"=a", 0, "\\TEST.$A", "=A"},
        {"=A ", 0, "\\TEST.$A", "=A"},
        {"=spool", 0, "\\TEST.$S.#P", "=SPOOL"},
        {"=sort", 113, "", ""},
        {"=_defaults", 113, "", ""},
        {"=none", 198, "", ""},
        {"=", 13, "", ""},
        {"\\far", 13, "", ""},
        {"$a.b", 13, "", ""},
        {"a*", 13, "", ""},
        {" ", 13, "", ""},
        {"", 13, "", ""},
    };
    struct resolved resolved;
    define_map("=A", "$a");
    EQUAL(set("CLASS", "SORT"), 0);
    EQUAL(DEFINEADD(padded("=SORT")), 0);
    EQUAL(set("CLASS", "SPOOL"), 0);
    EQUAL(set("LOC", "$s.#p"), 0);
    EQUAL(DEFINEADD(padded("=SPOOL")), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        EQUAL(define_resolve(row->name, length_of(row->name), &resolved), row->error);
        if (row->error) continue;
        TEXT_IS(resolved.name, row->resolved);
        TEXT_IS(resolved.define, row->define);
    }
    EQUAL(DEFINEMODE(0), 0);
    EQUAL(define_resolve("=A", 2, &resolved), 13);
}

/* ------------------------------------------------------------------------------------------ saving, restoring */

static void saving(void) {
    short buffer[2048], small[8], length = -1, check = -1;
    char name[25];
    define_map("=A", "$a");
    EQUAL(DEFINESAVE(padded("=a"), buffer, sizeof buffer, &length), 0);
    CHECK(length > 0 && length % 2 == 0);
    EQUAL(DEFINERESTORE(buffer), 2050);
    EQUAL(set("CLASS", "SORT"), 0);
    EQUAL(DEFINEADD(padded("=A"), 1), 0);
    EQUAL(DEFINERESTORE(buffer, 1, name, &check), 0);
    CHECK(memcmp(name, padded("=A"), 24) == 0);
    EQUAL(check, 0);
    TEXT_IS(value_of("=A", "FILE"), "\\TEST.$A");
    TEXT_IS(value_of(NULL, "CLASS"), "SORT");
    EQUAL(DEFINEDELETE(padded("=A")), 0);
    EQUAL(DEFINERESTORE(buffer, 1), 2051);
    EQUAL(DEFINERESTORE(buffer, 0, name), 0);
    EQUAL(DEFINERESTORE(buffer, 2), 0);
    TEXT_IS(value_of(NULL, "FILE"), "\\TEST.$A");
    EQUAL(DEFINESAVE(padded("=A"), small, sizeof small, &check), 2076);
    EQUAL(check, length);
    EQUAL(DEFINESAVE(padded("=B"), buffer, sizeof buffer, &length), 2051);
    EQUAL(DEFINESAVE(padded("B"), buffer, sizeof buffer, &length), 2049);
    EQUAL(DEFINESAVE(padded("=A"), buffer, sizeof buffer, &length, 2), 2075);
    EQUAL(DEFINERESTORE(buffer, 4), 2075);
    buffer[6] ^= 1;
    EQUAL(DEFINERESTORE(buffer, 1), 2078);
    memset(buffer, 0, sizeof buffer);
    EQUAL(DEFINERESTORE(buffer, 1), 2078);
}

static void saving_the_working_set(void) {
    short buffer[2048], length = -1, check = -1;
    char name[25];
    EQUAL(DEFINESAVE(padded("=A"), buffer, sizeof buffer, &length, 1), 2057);
    EQUAL(DEFINERESTORE(buffer, 0), 2057);
    EQUAL(set("CLASS", "SORT"), 0);
    EQUAL(DEFINERESTORE(buffer, 2, name), 2057);
    CHECK(memcmp(name, padded("=A"), 24) == 0);
    TEXT_IS(value_of(NULL, "CLASS"), "MAP");
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, sizeof buffer, &length, 1), 2079);
    EQUAL(set("CLASS", "TAPE"), 0);
    EQUAL(DEFINESAVE(padded("=T"), buffer, sizeof buffer, &length, 1), 2058);
    EQUAL(DEFINERESTORE(buffer, 0, , &check), 2058);
    EQUAL(check, 7);
    EQUAL(set("DEVICE", "$t"), 0);
    EQUAL(DEFINESAVE(padded("=T"), buffer, sizeof buffer, &length, 1), 0);
    EQUAL(DEFINERESTORE(buffer), 0);
    TEXT_IS(value_of("=T", "DEVICE"), "\\TEST.$T");
}

static void saving_arguments(void) {
    short buffer[2048], length = -1;
    EQUAL(DEFINESAVE(, buffer, sizeof buffer, &length), 2066);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), , sizeof buffer, &length), 2066);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, , &length), 2066);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, sizeof buffer), 2066);
    EQUAL(DEFINESAVE(NULL, buffer, sizeof buffer, &length), 2054);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), NULL, sizeof buffer, &length), 2054);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, sizeof buffer, NULL), 2054);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, sizeof buffer, &length), 0);
    EQUAL(DEFINERESTORE(buffer), 2050);
    EQUAL(DEFINERESTORE(buffer, 1), 0);
    EQUAL(DEFINERESTORE(), 2066);
    EQUAL(DEFINERESTORE(NULL), 2054);
    EQUAL(DEFINERESTORE(buffer, 1, NULL), 2054);
    EQUAL(DEFINERESTORE(buffer, 1, , NULL), 2054);
}

/* ------------------------------------------------------------------------------------------------ passing on */

static const char passed[] =
    "ON\0=A\0CLASS\0MAP\0FILE\0\\TEST.$A\0\0=_DEFAULTS\0CLASS\0DEFAULTS\0VOLUME\0\\TEST.$DATA.MINE\0";

static void welcome_with(const char *defines, size_t bytes) {
    uint8_t body[1024] = {0};
    size_t at = WIRE_WELCOME_SIZE;
    static const char *const before[] = {"\\TEST", "", "TESTED", "$TERM", ""};
    wire_welcome_set_version(body, WIRE_PROTOCOL_VERSION);
    memcpy(wire_welcome_handle(body), &own_handle, sizeof own_handle);
    memcpy(wire_welcome_mom(body), &null, sizeof null);
    memcpy(wire_welcome_gmom(body), &null, sizeof null);
    wire_welcome_set_node_number(body, 7);
    for (int i = 0; i < 5; i++) {
        wire_put(body + at, 2, strlen(before[i]));
        memcpy(body + at + 2, before[i], strlen(before[i]));
        at += 2 + strlen(before[i]);
    }
    wire_put(body + at, 2, bytes);
    memcpy(body + at + 2, defines, bytes);
    at += 2 + bytes + 2;
    tell(WIRE_WELCOME, 0, 0, body, at, -1);
}

static void welcome_with_defines(void) {
    welcome_with(passed, sizeof passed);
}

static void take_hello_after(void) {
    take(WIRE_HELLO);
}

static void inheriting(void) {
    char serial[256];
    TEXT_IS(value_of("=A", "FILE"), "\\TEST.$A");
    TEXT_IS(value_of("=_DEFAULTS", "VOLUME"), "\\TEST.$DATA.MINE");
    TEXT_IS(value_of(NULL, "CLASS"), "MAP");
    EQUAL(defines_changes(), 0);
    EQUAL(defines_serial(serial, sizeof serial), sizeof passed);
    CHECK(memcmp(serial, passed, sizeof passed) == 0);
    EQUAL(defines_serial(serial, sizeof passed - 1), 0);
    TEXT_IS(defines_volume(), "\\TEST.$DATA.MINE");
}

static void welcome_with_defines_off(void) {
    static const char off[] = "OFF\0=a\0CLASS\0map\0FILE\0f\0\0";
    welcome_with(off, sizeof off - 1);
}

static void inheriting_the_mode(void) {
    short old = -1;
    EQUAL(DEFINEMODE(, &old), 0);
    EQUAL(old, 0);
    TEXT_IS(value_of("=A", "FILE"), "\\TEST.$SYSTEM.NOSUBVOL.F");
}

static void touch_defines(void) {
    DEFINEDELETEALL();
}

static void expect_bad_defines(void) {
    take(WIRE_HELLO);
    expect_abort("the DEFINEs in the kernel's welcome are none");
}

#define BAD_DEFINES(name, text) \
    static void welcome_##name(void) { \
        welcome_with(text, sizeof text - 1); \
    }
BAD_DEFINES(without_mode, "=A\0CLASS\0MAP\0\0")
BAD_DEFINES(without_end, "ON\0=A\0CLASS\0MAP\0")
BAD_DEFINES(without_class, "ON\0=A\0FILE\0F\0\0")
BAD_DEFINES(without_nul, "ON")
BAD_DEFINES(of_bad_class, "ON\0=A\0CLASS\0MAPS\0\0")
BAD_DEFINES(of_bad_attribute, "ON\0=A\0CLASS\0MAP\0FILES\0F\0\0")
BAD_DEFINES(of_bad_value, "ON\0=A\0CLASS\0MAP\0FILE\0F.\0\0")
BAD_DEFINES(of_bad_name, "ON\0A\0CLASS\0MAP\0\0")

static bool has(const char *serial, size_t length, const char *text) {
    return memmem(serial, length, text, strlen(text) + 1) != NULL;
}

static void passing_on(void) {
    static const struct {
        short options;
        bool mode;         /* of the parent */
        const char *child; /* mode of the child */
        bool own, listed,
            shared; /* =OWN of the parent, =LIST of the list, =BOTH from the list rather than the parent */
        bool has_shared, defaults;
    } rows[] = {
        {0, true, "ON", true, false, false, true, true},     {8, true, "ON", false, true, true, true, true},
        {16, true, "ON", true, true, true, true, true},      {4, true, "OFF", false, false, false, false, true},
        {6, true, "ON", true, false, false, true, true},     {0, false, "OFF", false, false, false, false, true},
        {6, false, "ON", true, false, false, true, true},    {22, false, "ON", true, true, true, true, true},
        {20, true, "OFF", false, false, false, false, true},
    };
    char serial[1024], list[1024];
    short buffer[512], length;
    size_t listed = 0, bytes;
    EQUAL(set("CLASS", "DEFAULTS"), 0);
    EQUAL(set("VOLUME", "$new.place"), 0);
    EQUAL(DEFINESAVE(padded("=_DEFAULTS"), buffer, sizeof buffer, &length, 1), 0);
    memcpy(list, buffer, (size_t)length);
    listed += (size_t)length;
    static const char *const names[] = {"=LIST", "=BOTH"};
    for (int i = 0; i < 2; i++) {
        define_map(names[i], "$list");
        EQUAL(DEFINESAVE(padded(names[i]), buffer, sizeof buffer, &length), 0);
        memcpy(list + listed, buffer, (size_t)length);
        listed += (size_t)length;
        EQUAL(DEFINEDELETE(padded(names[i])), 0);
    }
    define_map("=OWN", "$own");
    define_map("=BOTH", "$own");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        EQUAL(DEFINEMODE(row->mode), 0);
        EQUAL(defines_for_child(row->options, list, listed, serial, sizeof serial, &bytes), 0);
        TEXT_IS(serial, row->child);
        EQUAL(has(serial, bytes, "=OWN"), row->own);
        EQUAL(has(serial, bytes, "=LIST"), row->listed);
        EQUAL(has(serial, bytes, "=BOTH"), row->has_shared);
        EQUAL(has(serial, bytes, "\\TEST.$LIST"), row->listed);
        EQUAL(has(serial, bytes, "\\TEST.$OWN"), row->own || (row->has_shared && !row->shared));
        EQUAL(has(serial, bytes, "\\TEST.$NEW.PLACE"), row->defaults);
        CHECK(!has(serial, bytes, "\\TEST.$SYSTEM.NOSUBVOL"));
    }
    EQUAL(DEFINEMODE(1), 0);
    EQUAL(defines_for_child(0, NULL, 0, serial, sizeof serial, &bytes), 0);
    CHECK(has(serial, bytes, "\\TEST.$SYSTEM.NOSUBVOL"));
    EQUAL(defines_for_child(16, list, listed - 2, serial, sizeof serial, &bytes), 2078);
    EQUAL(defines_for_child(16, "nonsense", 8, serial, sizeof serial, &bytes), 2078);
    EQUAL(defines_for_child(16, list, listed, serial, 40, &bytes), 2);
}

static void startup_volume(void) {
    char local[] = "$DATA   MINE    ", network[] = "\\\007WORK  YOURS   ", none[] = "                ";
    defines_take_startup(local);
    TEXT_IS(defines_volume(), "\\TEST.$DATA.MINE");
    defines_take_startup(none);
    TEXT_IS(defines_volume(), "\\TEST.$DATA.MINE");
    defines_take_startup(network);
    TEXT_IS(defines_volume(), "\\TEST.$WORK.YOURS");
}

#define QUIET(sentence, process) \
    { sentence, process, nothing_from_kernel, NULL }
const struct test define_tests[] = {
    QUIET("DEFINESETATTR knows the attributes of each class and their values", classes),
    QUIET("DEFINESETATTR without its arguments, and resetting", setting_arguments),
    QUIET("DEFINESETATTR takes default names with a node number", setting_with_node_number),
    QUIET("DEFINEADD adds and replaces, and refuses what cannot be", adding),
    QUIET("DEFINEADD tells which check a TAPE DEFINE fails", tape_consistency),
    QUIET("DEFINEREADATTR goes through a set by its cursor", reading),
    QUIET("DEFINEREADATTR without its arguments", reading_arguments),
    QUIET("DEFINEREADATTR marks what is inconsistent", inconsistent_attributes_are_marked),
    QUIET("DEFINEINFO gives the attribute of each class", telling),
    QUIET("DEFINENEXTNAME goes through the names in order", going_through),
    QUIET("DEFINEDELETE and DEFINEDELETEALL leave =_DEFAULTS", deleting),
    QUIET("DEFINESETLIKE makes the working set that of a DEFINE", likening),
    QUIET("DEFINEMODE switches and tells", switching),
    QUIET("changes of DEFINEs are counted", changes),
    QUIET("names of operations are resolved through DEFINEs", opened_names),
    QUIET("DEFINESAVE and DEFINERESTORE keep a DEFINE", saving),
    QUIET("DEFINESAVE and DEFINERESTORE keep the working set as it is", saving_the_working_set),
    QUIET("DEFINESAVE and DEFINERESTORE without their arguments", saving_arguments),
    {"DEFINEs come from the creator", inheriting, take_hello_after, welcome_with_defines},
    {"DEFINE mode comes from the creator", inheriting_the_mode, take_hello_after, welcome_with_defines_off},
    {"DEFINEs without a mode are refused", touch_defines, expect_bad_defines, welcome_without_mode},
    {"DEFINEs without an end are refused", touch_defines, expect_bad_defines, welcome_without_end},
    {"DEFINEs without a class are refused", touch_defines, expect_bad_defines, welcome_without_class},
    {"DEFINEs that do not end in NUL are refused", touch_defines, expect_bad_defines, welcome_without_nul},
    {"DEFINEs of a bad class are refused", touch_defines, expect_bad_defines, welcome_of_bad_class},
    {"DEFINEs with a bad attribute are refused", touch_defines, expect_bad_defines, welcome_of_bad_attribute},
    {"DEFINEs with a bad value are refused", touch_defines, expect_bad_defines, welcome_of_bad_value},
    {"DEFINEs with a bad name are refused", touch_defines, expect_bad_defines, welcome_of_bad_name},
    QUIET("create options say which DEFINEs a child gets", passing_on),
    QUIET("a startup message brings the default volume", startup_volume),
    {NULL, NULL, NULL, NULL}};
