/* File names: tables of what each procedure makes of them. The node is \TEST; where a table says so, the default
 * subvolume is \TEST.$VOL.SUB, as in the manual's examples. */
#include "harness.h"

enum { ROOM = 96 };

static void nothing_from_kernel(void) {}

static short length_of(const char *text) {
    return (short)strlen(text);
}

#define SAME_TEXT(is, length, wanted) \
    do { \
        if ((length) != length_of(wanted) || memcmp(is, wanted, strlen(wanted)) != 0) { \
            fprintf(stderr, "    %s: %.*s, wanted %s\n", row->name, (int)(length), is, wanted); \
            failed(__FILE__, __LINE__, row->name, length, length_of(wanted)); \
        } \
    } while (0)

#define ROW_EQUAL(is, wanted) \
    do { \
        if ((is) != (wanted)) failed(__FILE__, __LINE__, row->name, is, wanted); \
    } while (0)

/* -------------------------------------------------------------------------------------------------- scanning */

static void scanning(void) {
    static const struct {
        const char *name;
        short options, error, count, kind, level;
    } rows[] = {
        {"\\SYS", 0, 0, 4, 0, -1},
        {"\\sys1234", 0, 0, 8, 0, -1},
        {"\\SYS12345", 0, 13, 9, 0, 0},
        {"\\1SYS", 0, 13, 2, 0, 0},
        {"\\", 0, 13, 1, 0, 0},
        {"\\SYS.", 0, 13, 5, 0, 0},
        {"$DATA", 0, 0, 5, 0, 0},
        {"$LONGDEV", 0, 0, 8, 0, 0},
        {"$LONGDEVS", 0, 13, 9, 0, 0},
        {"$0", 0, 0, 2, 0, 0},
        {"$76", 0, 0, 3, 0, 0},
        {"$076", 0, 13, 3, 0, 0},
        {"$", 0, 13, 1, 0, 0},
        {"$-", 0, 13, 2, 0, 0},
        {"\\SYS.$DATA", 0, 0, 10, 0, 0},
        {"$RECEIVE", 0, 0, 8, 0, 0},
        {"$receive", 0, 0, 8, 0, 0},
        {"\\SYS.$RECEIVE", 0, 13, 13, 0, 0},
        {"$RECEIVE.#A", 0, 13, 9, 0, 0},
        {"$SERV:12", 0, 0, 8, 0, 0},
        {"$SERV:1234567890123", 0, 0, 19, 0, 0},
        {"$SERV:12345678901234", 0, 13, 20, 0, 0},
        {"$SERV:012", 0, 13, 8, 0, 0},
        {"$SERV:0", 0, 0, 7, 0, 0},
        {"$SERV:", 0, 13, 6, 0, 0},
        {"$SERVER:1", 0, 13, 8, 0, 0},
        {"$SERV.#Q", 0, 0, 8, 0, 1},
        {"$SERV:5.#Q.R", 0, 0, 12, 0, 2},
        {"\\SYS.$APP2:7.#A001.Z1", 0, 0, 21, 0, 2},
        {"$SERV.#QUALIF7", 0, 0, 14, 0, 1},
        {"$SERV.#QUALIFI8", 0, 13, 15, 0, 0},
        {"$SERV.#Q.QUALIFI8", 0, 0, 17, 0, 2},
        {"$SERV.#Q.QUALIFIE9", 0, 13, 18, 0, 0},
        {"$SERV.#Q.R.S", 0, 13, 11, 0, 0},
        {"$SERV.#", 0, 13, 7, 0, 0},
        {"$LONGDEV.#Q", 0, 0, 11, 0, 1},
        {"$LONGDEV.#Q.R", 0, 13, 12, 0, 0},
        {"$:5:131:436612", 0, 0, 14, 0, 0},
        {"\\EAST.$:15:65535:1", 0, 0, 18, 0, 0},
        {"$:16:1:1", 0, 13, 4, 0, 0},
        {"$:05:1:1", 0, 13, 4, 0, 0},
        {"$:5:65536:1", 0, 13, 9, 0, 0},
        {"$:5:131", 0, 13, 7, 0, 0},
        {"$:5:131:", 0, 13, 8, 0, 0},
        {"$:5:131:1.#Q", 0, 13, 10, 0, 0},
        {"$VOL.SUB.FILE", 0, 0, 13, 0, 2},
        {"$vol.sub.file", 0, 0, 13, 0, 2},
        {"\\S.$V.S.F", 0, 0, 9, 0, 2},
        {"$VOL.SUB", 0, 13, 8, 0, 0},
        {"$VOL.SUB", 2, 0, 8, 0, 1},
        {"$VOL.SUBVOLUM", 2, 0, 13, 0, 1},
        {"$VOL.SUBVOLUME", 2, 13, 14, 0, 0},
        {"$VOL.#1234", 0, 0, 10, 0, 1},
        {"$VOL.#1234567", 0, 0, 13, 0, 1},
        {"$VOL.#12345678", 0, 13, 14, 0, 0},
        {"#1234", 0, 0, 5, 0, 1},
        {"#A", 0, 13, 2, 0, 0},
        {"SUB.FILE", 0, 0, 8, 0, 2},
        {"\\SYS.SUB.FILE", 0, 0, 13, 0, 2},
        {"FILE", 0, 0, 4, 0, 2},
        {"FILE", 2, 0, 4, 0, 1},
        {"FILENAM8", 0, 0, 8, 0, 2},
        {"FILENAME9", 0, 13, 9, 0, 0},
        {"1FILE", 0, 13, 1, 0, 0},
        {"A.B.C", 0, 13, 4, 0, 0},
        {"FILE rest", 0, 0, 4, 0, 2},
        {"FILE,rest", 0, 0, 4, 0, 2},
        {"FILE-1", 0, 0, 4, 0, 2},
        {"FILE*", 0, 13, 5, 0, 0},
        {"FILE$", 0, 13, 5, 0, 0},
        {"", 0, 13, 0, 0, 0},
        {" FILE", 0, 13, 1, 0, 0},
        {"=A", 0, 0, 2, 2, 0},
        {"=_DEFAULTS", 0, 0, 10, 2, 0},
        {"=My^Define-1_x", 0, 0, 14, 2, 0},
        {"=", 0, 13, 1, 0, 0},
        {"=1A", 0, 13, 2, 0, 0},
        {"=ABCDEFGHIJKLMNOPQRSTUVW", 0, 0, 24, 2, 0},
        {"=ABCDEFGHIJKLMNOPQRSTUVWX", 0, 13, 25, 0, 0},
        {"=A.B", 0, 13, 3, 0, 0},
        {"=A B", 0, 0, 2, 2, 0},
        {"*", 1, 0, 1, 1, 2},
        {"*", 3, 0, 1, 1, 1},
        {"*", 0, 13, 1, 0, 0},
        {"*.*", 1, 0, 3, 1, 2},
        {"*.*.*", 1, 0, 5, 1, 2},
        {"*.*.*.*", 1, 13, 6, 0, 0},
        {"\\*", 1, 0, 2, 1, -1},
        {"\\*.$*", 1, 0, 5, 1, 0},
        {"\\*.*.*.*", 1, 0, 8, 1, 2},
        {"$*", 1, 0, 2, 1, 0},
        {"$A?.#*", 1, 0, 6, 1, 1},
        {"$A?.#*.*", 1, 0, 8, 1, 2},
        {"$VOL.*", 1, 0, 6, 1, 1},
        {"$*:5", 1, 13, 3, 0, 0},
        {"A*B*C*D*E*F*G*H*", 1, 0, 16, 1, 2},
        {"A*B*C*D*E*F*G*H*I", 1, 13, 17, 0, 0},
        {"FILE", 1, 0, 4, 0, 2},
        {"$SERV:5.#Q", 1, 0, 10, 0, 1},
        {"FILE *", 1, 0, 4, 0, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short count = -1, kind = -2, level = -3;
        ROW_EQUAL(FILENAME_SCAN_(row->name, length_of(row->name), &count, &kind, &level, row->options), row->error);
        ROW_EQUAL(count, row->count);
        ROW_EQUAL(kind, row->error ? -2 : row->kind);
        ROW_EQUAL(level, row->error ? -3 : row->level);
    }
}

static void scanning_arguments(void) {
    EQUAL(FILENAME_SCAN_("FILE", 4), 0);
    EQUAL(FILENAME_SCAN_("FILE"), 29);
    EQUAL(FILENAME_SCAN_(, 4), 29);
    EQUAL(FILENAME_SCAN_(NULL, 4), 22);
    EQUAL(FILENAME_SCAN_("FILE", -1), 21);
    EQUAL(FILENAME_SCAN_("FILE", 4, , , , 4), 590);
    EQUAL(FILENAME_SCAN_("FILE", 4, NULL, NULL, NULL), 0);
}

/* -------------------------------------------------------------------------------------------------- defaults */

static void attribute(const char *name, const char *value) {
    char padded[17];
    snprintf(padded, sizeof padded, "%-16s", name);
    EQUAL(DEFINESETATTR(padded, value, length_of(value)), 0);
}

static short add_define(const char *name, short replace) {
    char padded[25];
    snprintf(padded, sizeof padded, "%-24s", name);
    return DEFINEADD(padded, replace);
}

static void use_manual_defaults(void) {
    attribute("CLASS", "DEFAULTS");
    attribute("VOLUME", "$vol.sub");
    EQUAL(add_define("=_DEFAULTS", 1), 0);
}

static void define_map(const char *name, const char *file) {
    attribute("CLASS", "MAP");
    attribute("FILE", file);
    EQUAL(add_define(name, 0), 0);
}

/* -------------------------------------------------------------------------------------------------- resolving */

static void resolving(void) {
    static const struct {
        const char *name;
        short options, error;
        const char *result;
    } rows[] = {
        {"f", 0, 0, "\\TEST.$VOL.SUB.f"},
        {"f", 1, 0, "\\TEST.$VOL.SUB.F"},
        {"f", 2, 0, "\\TEST.$VOL.f"},
        {"s.f", 0, 0, "\\TEST.$VOL.s.f"},
        {"$d.s.f", 0, 0, "\\TEST.$d.s.f"},
        {"\\n.$d.s.f", 1, 0, "\\N.$D.S.F"},
        {"\\n.f", 0, 0, "\\n.$VOL.SUB.f"},
        {"$d.s", 0, 0, "\\TEST.$d.s"},
        {"$d.s", 512, 0, "\\TEST.$d.SUB.s"},
        {"$d.s", 514, 0, "\\TEST.$d.s"},
        {"#1234", 0, 0, "\\TEST.$VOL.#1234"},
        {"$d.#1234", 512, 0, "\\TEST.$d.#1234"},
        {"$serv", 1, 0, "\\TEST.$SERV"},
        {"$serv:5.#q.r", 1, 0, "\\TEST.$SERV:5.#Q.R"},
        {"$:1:20:3", 1, 0, "\\TEST.$:1:20:3"},
        {"$receive", 1, 0, "$RECEIVE"},
        {"\\n", 1, 0, "\\N"},
        {"*", 0, 0, "\\TEST.$VOL.SUB.*"},
        {"*.*", 0, 0, "\\TEST.$VOL.*.*"},
        {"*.*.*", 0, 0, "\\TEST.*.*.*"},
        {"$*.#?", 0, 0, "\\TEST.$*.#?"},
        {"\\*.*", 0, 0, "\\*.$VOL.SUB.*"},
        {"*", 2, 0, "\\TEST.$VOL.*"},
        {"$0", 4, 0, "\\TEST.$0"},
        {"$76", 0, 0, "\\TEST.$76"},
        {"$76", 4, 14, ""},
        {"$d.s", 256, 14, ""},
        {"$d.s", 258, 0, "\\TEST.$d.s"},
        {"1f", 256, 13, ""},
        {"1f", 0, 13, ""},
        {"f ", 0, 13, ""},
        {"f", 1024, 590, ""},
        {"=map", 0, 0, "=MAP"},
        {"=none", 0, 0, "=NONE"},
        {"=map", 8, 0, "\\TEST.$SERV.#X"},
        {"=map", 16, 0, "\\TEST.$SERV.#X"},
        {"=spool", 8, 0, "=SPOOL"},
        {"=spool", 16, 0, "\\TEST.$S.#PRINT"},
        {"=tape", 16, 0, "\\TEST.$TAPE"},
        {"=sort", 16, 0, "=SORT"},
        {"=sort", 48, 13, ""},
        {"=map", 48, 0, "\\TEST.$SERV.#X"},
        {"=map", 32, 13, ""},
        {"=none", 8, 198, ""},
        {"=none", 16, 198, ""},
        {"=_defaults", 16, 0, "=_DEFAULTS"},
        {"=1", 0, 13, ""},
        {"map", 128, 0, "=MAP"},
        {"map", 144, 0, "\\TEST.$SERV.#X"},
        {"other", 128, 0, "\\TEST.$VOL.SUB.other"},
        {"s.map", 128, 0, "\\TEST.$VOL.s.map"},
    };
    use_manual_defaults();
    define_map("=MAP", "$serv.#x");
    attribute("CLASS", "SPOOL");
    attribute("LOC", "$s.#print");
    EQUAL(add_define("=SPOOL", 0), 0);
    attribute("CLASS", "TAPE");
    attribute("DEVICE", "$tape");
    EQUAL(add_define("=TAPE", 0), 0);
    attribute("CLASS", "SORT");
    EQUAL(add_define("=SORT", 0), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char result[ROOM];
        short length = -1;
        ROW_EQUAL(FILENAME_RESOLVE_(row->name, length_of(row->name), result, ROOM, &length, row->options), row->error);
        SAME_TEXT(result, length, row->result);
    }
}

static void resolving_with_defines_off(void) {
    char result[ROOM];
    short length = -1;
    use_manual_defaults();
    define_map("=MAP", "$serv");
    EQUAL(DEFINEMODE(0), 0);
    EQUAL(FILENAME_RESOLVE_("=MAP", 4, result, ROOM, &length, 8), 13);
    EQUAL(FILENAME_RESOLVE_("=MAP", 4, result, ROOM, &length, 16), 13);
    EQUAL(FILENAME_RESOLVE_("=MAP", 4, result, ROOM, &length), 0);
    EQUAL(length, 4);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 16, "=MAP", 4), 0);
    CHECK(length == 16 && memcmp(result, "\\TEST.$VOL.SUB.F", 16) == 0);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , "=MAP", 4), 0);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , , "=MAP", 4), 13);
}

static void resolving_against_other_defaults(void) {
    static const struct {
        const char *name, *defaults;
        short error;
        const char *result;
    } rows[] = {
        {"f", "other", 0, "\\TEST.$VOL.OTHER.f"},
        {"f", "$d.other", 0, "\\TEST.$D.OTHER.f"},
        {"f", "\\n.$d.other", 0, "\\N.$D.OTHER.f"},
        {"$x", "\\n.$d.other", 0, "\\N.$x"},
        {"f", "=mine", 0, "\\FAR.$MINE.SPACE.f"},
        {"f", "=none", 198, ""},
        {"f", "=map", 113, ""},
        {"f", "$d", 13, ""},
        {"f", "a.b", 13, ""},
        {"f", "$d.#1234", 13, ""},
        {"f", "$d.s.f", 13, ""},
    };
    use_manual_defaults();
    define_map("=MAP", "x");
    attribute("CLASS", "DEFAULTS");
    attribute("VOLUME", "\\far.$mine.space");
    EQUAL(add_define("=MINE", 0), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char result[ROOM];
        short length = -1, defaults = length_of(row->defaults);
        short error = FILENAME_RESOLVE_(row->name, length_of(row->name), result, ROOM, &length, , , , , , row->defaults,
                                        defaults);
        ROW_EQUAL(error, row->error);
        SAME_TEXT(result, length, row->result);
    }
}

static void resolving_by_search(void) {
    static const struct {
        const char *name, *search;
        short options, error;
        const char *result;
    } rows[] = {
        {"f", "=list", 0, 11, ""},
        {"f", "=list", 64, 0, "\\TEST.$A.ONE.f"},
        {"f", "=relative", 64, 0, "\\TEST.$VOL.TWO.f"},
        {"f", "=empty", 64, 11, ""},
        {"s.f", "=list", 0, 0, "\\TEST.$VOL.s.f"},
        {"$p", "=list", 0, 0, "\\TEST.$p"},
        {"*", "=list", 0, 0, "\\TEST.$VOL.SUB.*"},
        {"f", "=none", 0, 0, "\\TEST.$VOL.SUB.f"},
        {"f", "=map", 0, 0, "\\TEST.$VOL.SUB.f"},
    };
    use_manual_defaults();
    define_map("=MAP", "x");
    attribute("CLASS", "SEARCH");
    EQUAL(add_define("=EMPTY", 0), 0);
    attribute("RELSUBVOL3", "two");
    EQUAL(add_define("=RELATIVE", 0), 0);
    attribute("SUBVOL0", "($a.one, =_DEFAULTS)");
    EQUAL(add_define("=LIST", 0), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char result[ROOM];
        short length = -1;
        short error = FILENAME_RESOLVE_(row->name, length_of(row->name), result, ROOM, &length, row->options, , ,
                                        row->search, length_of(row->search));
        ROW_EQUAL(error, row->error);
        SAME_TEXT(result, length, row->result);
    }
}

static void resolving_arguments(void) {
    char result[ROOM];
    short length = -1;
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length), 0);
    CHECK(length == 24 && memcmp(result, "\\TEST.$SYSTEM.NOSUBVOL.F", 24) == 0);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, 24, &length), 0);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, 23, &length), 563);
    EQUAL(length, 0);
    EQUAL(FILENAME_RESOLVE_(, 1, result, ROOM, &length), 29);
    EQUAL(FILENAME_RESOLVE_("F", , result, ROOM, &length), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, , ROOM, &length), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, , &length), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, ), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , "=A"), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , 2), 29);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , , "A"), 29);
    EQUAL(FILENAME_RESOLVE_(NULL, 1, result, ROOM, &length), 22);
    EQUAL(FILENAME_RESOLVE_("F", 1, NULL, ROOM, &length), 22);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, NULL), 22);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , NULL, 2), 22);
    EQUAL(FILENAME_RESOLVE_("F", -1, result, ROOM, &length), 21);
    EQUAL(FILENAME_RESOLVE_("F", 0, result, ROOM, &length), 13);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 128, "=A", 2), 590);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , "A", 1), 13);
    EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , "", 0, "", 0, "", 0), 0);
}

static void unresolving(void) {
    static const struct {
        const char *name;
        short level;
        const char *defaults;
        short error;
        const char *result;
    } rows[] = {
        {"\\mysys.$myvol.mysvol.myfile", 0, "", 0, "\\mysys.$myvol.mysvol.myfile"},
        {"\\test.$myvol.mysvol.myfile", 0, "", 0, "$myvol.mysvol.myfile"},
        {"\\test.$vol.mysvol.myfile", 0, "", 0, "$vol.mysvol.myfile"},
        {"\\test.$vol.mysvol.myfile", 1, "", 0, "mysvol.myfile"},
        {"mysvol.myfile", 0, "", 0, "mysvol.myfile"},
        {"sub.myfile", 1, "", 0, "sub.myfile"},
        {"sub.myfile", 2, "", 0, "myfile"},
        {"\\test.$vol.sub.myfile", 2, "", 0, "myfile"},
        {"\\test.$vol.sub.myfile", -1, "", 0, "\\test.$vol.sub.myfile"},
        {"\\test.$vol.sub", 2, "", 0, "sub"},
        {"\\test.$vol.#1234", 2, "", 0, "#1234"},
        {"\\test.$vol", 2, "", 0, "$vol"},
        {"\\test", 2, "", 0, "\\test"},
        {"\\test.$vol.#qual", 2, "", 0, "$vol.#qual"},
        {"\\test.$vol:5", 2, "", 0, "$vol:5"},
        {"\\test.$a.b.c", 2, "$a.b", 0, "c"},
        {"\\n.$a.b.c", 2, "\\n.$a.x", 0, "b.c"},
        {"=DEF", 2, "", 0, "=DEF"},
        {"f", 3, "", 590, ""},
        {"f", -2, "", 590, ""},
        {"f.", 0, "", 13, ""},
        {"f", 0, "$a", 13, ""},
    };
    use_manual_defaults();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char result[ROOM];
        short length = -1, defaults = length_of(row->defaults);
        strcpy(result, row->name); /* the buffers may be one */
        short error = FILENAME_UNRESOLVE_(result, length_of(row->name), result, ROOM, &length, row->level,
                                          row->defaults, defaults);
        ROW_EQUAL(error, row->error);
        SAME_TEXT(result, length, row->result);
    }
}

static void unresolving_arguments(void) {
    char result[ROOM];
    short length = -1;
    use_manual_defaults();
    EQUAL(FILENAME_UNRESOLVE_("\\TEST.$VOL.SUB.F", 16, result, ROOM, &length), 0);
    CHECK(length == 10 && memcmp(result, "$VOL.SUB.F", 10) == 0);
    EQUAL(FILENAME_UNRESOLVE_("\\TEST.$VOL.SUB.F", 16, result, 9, &length), 563);
    EQUAL(length, 0);
    EQUAL(FILENAME_UNRESOLVE_(, 1, result, ROOM, &length), 29);
    EQUAL(FILENAME_UNRESOLVE_("F", , result, ROOM, &length), 29);
    EQUAL(FILENAME_UNRESOLVE_("F", 1, , ROOM, &length), 29);
    EQUAL(FILENAME_UNRESOLVE_("F", 1, result, , &length), 29);
    EQUAL(FILENAME_UNRESOLVE_("F", 1, result, ROOM, ), 29);
    EQUAL(FILENAME_UNRESOLVE_("F", 1, result, ROOM, &length, , "A"), 29);
    EQUAL(FILENAME_UNRESOLVE_(NULL, 1, result, ROOM, &length), 22);
    EQUAL(FILENAME_UNRESOLVE_("F", 1, NULL, ROOM, &length), 22);
    EQUAL(FILENAME_UNRESOLVE_("F", -1, result, ROOM, &length), 21);
}

/* ----------------------------------------------------------------------------------------- parts of a name */

static void decomposing(void) {
    static const struct {
        const char *name;
        short level, options, subpart, error;
        const char *piece;
    } rows[] = {
        {"$a.b.c", 0, 0, 0, 0, "$a"},
        {"$a.b.c", 0, 1, 0, 0, "$a.b.c"},
        {"f", 0, 0, 0, 0, "$VOL"},
        {"f", 0, 1, 0, 0, "$VOL.SUB.f"},
        {"f", 0, 2, 0, 0, "\\TEST.$VOL"},
        {"$p:4321.#a", 0, 0, 0, 0, "$p:4321"},
        {"$p:4321.#a", 0, 0, 4, 0, "$p"},
        {"$p:4321.#a", 0, 0, 3, 0, "4321"},
        {"$p:4321.#a", 0, 0, 1, 0, ""},
        {"$p:4321.#a", 1, 0, 0, 0, "#a"},
        {"$p:4321.#a", 2, 0, 0, 0, ""},
        {"$p", 0, 0, 3, 0, ""},
        {"$p", 1, 3, 0, 0, ""},
        {"\\n.$:5:131:436", 0, 0, 1, 0, "5"},
        {"\\n.$:5:131:436", 0, 0, 2, 0, "131"},
        {"\\n.$:5:131:436", 0, 0, 3, 0, "436"},
        {"\\n.$:5:131:436", 0, 0, 4, 0, ""},
        {"\\n.$:5:131:436", 0, 0, 0, 0, "$:5:131:436"},
        {"f", -1, 0, 0, 0, "\\TEST"},
        {"f", -1, 4, 0, 0, ""},
        {"f", 0, 4, 0, 0, ""},
        {"f", 2, 6, 0, 0, "f"},
        {"s.f", 1, 5, 0, 0, "s.f"},
        {"\\n.$a.b.c", 1, 2, 0, 0, "\\n.$a.b"},
        {"\\n.$a.b.c", 1, 3, 0, 0, "\\n.$a.b.c"},
        {"$a.b", 1, 0, 0, 0, "b"},
        {"*.*", 1, 2, 0, 0, "\\TEST.$VOL.*"},
        {"$receive", -1, 0, 0, 0, ""},
        {"$a.b.c", 3, 0, 0, 590, ""},
        {"$a.b.c", -2, 0, 0, 590, ""},
        {"$a.b.c", 0, 8, 0, 590, ""},
        {"$a.b.c", 0, 0, 5, 590, ""},
        {"$a.b.c", 1, 0, 4, 590, ""},
        {"$a.b.c", 0, 1, 4, 590, ""},
        {"=map", 0, 0, 0, 13, ""},
        {"$a..c", 0, 0, 0, 13, ""},
    };
    use_manual_defaults();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char piece[ROOM];
        short length = -1;
        short error = FILENAME_DECOMPOSE_(row->name, length_of(row->name), piece, ROOM, &length, row->level,
                                          row->options, row->subpart);
        ROW_EQUAL(error, row->error);
        SAME_TEXT(piece, length, row->piece);
    }
}

static void decomposing_arguments(void) {
    char piece[ROOM];
    short length = -1;
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length, 1), 0);
    EQUAL(length, 1);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, 1, &length, 0), 563);
    EQUAL(length, 0);
    EQUAL(FILENAME_DECOMPOSE_(, 6, piece, ROOM, &length, 1), 29);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", , piece, ROOM, &length, 1), 29);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, , ROOM, &length, 1), 29);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, , &length, 1), 29);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, , 1), 29);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length), 29);
    EQUAL(FILENAME_DECOMPOSE_(NULL, 6, piece, ROOM, &length, 1), 22);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, NULL, ROOM, &length, 1), 22);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, NULL, 1), 22);
    EQUAL(FILENAME_DECOMPOSE_("$A.B.C", -6, piece, ROOM, &length, 1), 21);
}

static void editing(void) {
    static const struct {
        const char *name, *piece;
        short level, options, subpart, error;
        const char *result;
    } rows[] = {
        {"$a.b.c", "*", 1, 0, 0, 0, "$a.*.c"},
        {"$a.b.c", "*", 1, 1, 0, 0, "$a.*"},
        {"$s", "#mfile", 1, 0, 0, 0, "$s.#mfile"},
        {"f", "x", 1, 0, 0, 0, "x.f"},
        {"f", "$x", 0, 0, 0, 0, "$x.SUB.f"},
        {"f", "\\s", -1, 0, 0, 0, "\\s.$VOL.SUB.f"},
        {"$p:4321.#a", "$z", 0, 0, 4, 0, "$z:4321.#a"},
        {"$p:4321.#a", "7", 0, 0, 3, 0, "$p:7.#a"},
        {"$p.#a", "7", 0, 0, 3, 0, "$p:7.#a"},
        {"$p:4321.#a", "", 0, 0, 3, 0, "$p.#a"},
        {"$p.#a", "", 0, 0, 3, 0, "$p.#a"},
        {"$p:4321.#a", "$q", 0, 0, 0, 0, "$q.#a"},
        {"$:5:131:7", "6", 0, 0, 1, 0, "$:6:131:7"},
        {"$:5:131:7", "9", 0, 0, 2, 0, "$:5:9:7"},
        {"$:5:131:7", "9", 0, 0, 3, 0, "$:5:131:9"},
        {"$:5:131:7", "", 0, 0, 3, 13, "$:5:131:7"},
        {"$:5:131:7", "$p", 0, 0, 4, 13, "$:5:131:7"},
        {"$p", "6", 0, 0, 1, 13, "$p"},
        {"$a.b.c", "", 2, 0, 0, 0, "$a.b"},
        {"$a.b.c", "", 1, 0, 0, 0, "$a.c"},
        {"$a.b.c", "", 0, 0, 0, 0, "b.c"},
        {"\\n.$a.b.c", "", -1, 0, 0, 0, "$a.b.c"},
        {"\\n.f", "", -1, 0, 0, 0, "f"},
        {"\\n.$a.b.c", "x", 1, 2, 0, 0, "x.c"},
        {"\\n.$a.b.c", "x", 1, 3, 0, 0, "x"},
        {"$a.b.c", "$x.y", 0, 1, 0, 0, "$x.y"},
        {"$p.#a", "b", 2, 0, 0, 0, "$p.#a.b"},
        {"$p", "b", 2, 0, 0, 13, "$p"},
        {"\\n", "$p", 0, 0, 0, 0, "\\n.$p"},
        {"$a.b.c", "1", 1, 0, 0, 13, "$a.b.c"},
        {"$a.b.c", "x", 3, 0, 0, 590, "$a.b.c"},
        {"$a.b.c", "x", 1, 4, 0, 590, "$a.b.c"},
        {"$a.b.c", "x", 1, 0, 4, 590, "$a.b.c"},
        {"=map", "x", 1, 0, 0, 13, "=map"},
    };
    use_manual_defaults();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        char name[ROOM];
        short length = length_of(row->name);
        strcpy(name, row->name);
        short error = FILENAME_EDIT_(name, ROOM, &length, row->piece, length_of(row->piece), row->level, row->options,
                                     row->subpart);
        ROW_EQUAL(error, row->error);
        SAME_TEXT(name, length, row->result);
    }
}

static void editing_arguments(void) {
    char name[ROOM] = "$A.B.C";
    short length = 6, negative = -1;
    EQUAL(FILENAME_EDIT_(name, 7, &length, "LONG", 4, 1), 563);
    EQUAL(length, 6);
    CHECK(memcmp(name, "$A.B.C", 6) == 0);
    EQUAL(FILENAME_EDIT_(, 7, &length, "X", 1, 1), 29);
    EQUAL(FILENAME_EDIT_(name, , &length, "X", 1, 1), 29);
    EQUAL(FILENAME_EDIT_(name, 7, , "X", 1, 1), 29);
    EQUAL(FILENAME_EDIT_(name, 7, &length, , 1, 1), 29);
    EQUAL(FILENAME_EDIT_(name, 7, &length, "X", , 1), 29);
    EQUAL(FILENAME_EDIT_(name, 7, &length, "X", 1), 29);
    EQUAL(FILENAME_EDIT_(NULL, 7, &length, "X", 1, 1), 22);
    EQUAL(FILENAME_EDIT_(name, 7, NULL, "X", 1, 1), 22);
    EQUAL(FILENAME_EDIT_(name, 7, &length, NULL, 1, 1), 22);
    EQUAL(FILENAME_EDIT_(name, 7, &length, "X", -1, 1), 21);
    EQUAL(FILENAME_EDIT_(name, 7, &negative, "X", 1, 1), 21);
    EQUAL(FILENAME_EDIT_(name, ROOM, &length, NULL, 0, 2), 0);
    EQUAL(length, 4);
}

/* -------------------------------------------------------------------------------------------------- comparing */

static void comparing(void) {
    static const struct {
        const char *name, *other;
        short result;
    } rows[] = {
        {"\\SYS99.$BIGVOL.MY.FILE", "\\sys99.$bigvol.my.file", 0},
        {"f", "\\test.$vol.sub.F", 0},
        {"f", "$vol.other.f", -1},
        {"$p", "\\test.$p", 0},
        {"$p", "\\n.$p", -1},
        {"$p.#a", "$p.#A", 0},
        {"$p.#a", "$p.#b", -1},
        {"$p:5", "$p:5", 0},
        {"$p:5", "$p:6", -1},
        {"$p:5.#a", "$p.#b", -1},
        {"$p:5", "$q", -1},
        {"$:1:2:3", "$:1:2:3", 0},
        {"$:1:2:3", "$:1:2:4", -1},
        {"$:1:2:3", "$p:3", -1},
        {"=map", "$serv.#x", 0},
        {"=MAP", "=map2", 0},
        {"=map", "$serv", -1},
        {"=sort", "=SORT", 0},
        {"=sort", "=sort2", -1},
        {"=sort", "f", -1},
        {"=none", "f", 198},
        {"f", "=none", 198},
        {"f.", "f", 13},
        {"f", "1", 13},
        {"=1", "f", 13},
        {"", "f", 13},
    };
    use_manual_defaults();
    define_map("=MAP", "$serv.#x");
    define_map("=MAP2", "\\test.$serv.#x");
    attribute("CLASS", "SORT");
    EQUAL(add_define("=SORT", 0), 0);
    EQUAL(add_define("=SORT2", 0), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short error = FILENAME_COMPARE_(row->name, length_of(row->name), row->other, length_of(row->other));
        ROW_EQUAL(error, row->result);
    }
    EQUAL(DEFINEMODE(0), 0);
    EQUAL(FILENAME_COMPARE_("=MAP", 4, "F", 1), 13);
}

static void comparing_arguments(void) {
    EQUAL(FILENAME_COMPARE_(, 1, "F", 1), 29);
    EQUAL(FILENAME_COMPARE_("F", , "F", 1), 29);
    EQUAL(FILENAME_COMPARE_("F", 1, , 1), 29);
    EQUAL(FILENAME_COMPARE_("F", 1, "F"), 29);
    EQUAL(FILENAME_COMPARE_(NULL, 1, "F", 1), 22);
    EQUAL(FILENAME_COMPARE_("F", 1, NULL, 1), 22);
    EQUAL(FILENAME_COMPARE_("F", -1, "F", 1), 21);
}

static void comparing_numbers(void) {
    EQUAL(FILENAME_COMPARE_("$SERV:3", 7, "$serv", 5), 0);
    EQUAL(FILENAME_COMPARE_("$SERV.#A", 8, "$SERV:4.#A", 10), -1);
    EQUAL(FILENAME_COMPARE_("$SERV", 5, "$SERV:3", 7), 18);
}

static void numbers_are_looked_up(void) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    refuse_find(14);
    refuse_find(18);
}

/* --------------------------------------------------------------------------------------------------- matching */

static void matching(void) {
    static const struct {
        const char *name, *pattern;
        short status, set;
    } rows[] = {
        {"cab.ride", "C*B.*", 2, 9},
        {"cab", "c*b.*", 1, 9},
        {"bable", "c*b.*", 0, -1},
        {"c", "c*b.*", 0, 0},
        {"czz.ride", "c*b.*", 0, 0},
        {"d", "c*b.*", 0, 1},
        {"ca", "cab*", 0, -1},
        {"abc", "abc", 2, 9},
        {"abd", "abc", 0, 1},
        {"abb", "abc", 0, -1},
        {"abc.d", "abc", 0, 1},
        {"\\sys.$ourvol", "\\*.*.*", 1, 9},
        {"\\sys.$ourvol.a", "\\*.*.*", 2, 9},
        {"\\sys", "\\s?s", 2, 9},
        {"\\sys", "*", 0, 0},
        {"sys", "\\*", 0, -1},
        {"$serv", "$*", 2, 9},
        {"$serv", "*", 2, 9},
        {"$serv", "?serv", 2, 9},
        {"$serv.#a", "$s*.#?", 2, 9},
        {"$serv.#ab", "$s*.#?", 0, 0},
        {"$serv:5", "$s*", 2, 9},
        {"$serv:5.#a", "$serv.#*", 2, 9},
        {"$serv:5", "$serv:5", 2, 9},
        {"$serv:5", "$serv:6", 0, -1},
        {"$:1:2:3", "$*", 0, 0},
        {"aXbXc", "a*b*c", 2, 9},
        {"aXbXcd", "a*b*c", 0, 0},
        {"abcabc", "*abc", 2, 9},
        {"", "*", -3, 9},
        {"a", "", -4, 9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short set = 9;
        short status = FILENAME_MATCH_(row->name, length_of(row->name), row->pattern, length_of(row->pattern), &set);
        ROW_EQUAL(status, row->status);
        ROW_EQUAL(set, row->set);
    }
}

static void matching_arguments(void) {
    EQUAL(FILENAME_MATCH_("A", 1, "A", 1), 2);
    EQUAL(FILENAME_MATCH_(, 1, "A", 1), -1);
    EQUAL(FILENAME_MATCH_("A", , "A", 1), -1);
    EQUAL(FILENAME_MATCH_("A", 1, , 1), -2);
    EQUAL(FILENAME_MATCH_("A", 1, "A"), -2);
    EQUAL(FILENAME_MATCH_("A", 48, "A", 1), -3);
    EQUAL(FILENAME_MATCH_("A", 1, "A", 68), -4);
    EQUAL(FILENAME_MATCH_("A", 1, "A", 1, NULL), -5);
}

const struct test filename_tests[] = {
    {"FILENAME_SCAN_ finds every form of a name, and where it ends", scanning, nothing_from_kernel, NULL},
    {"FILENAME_SCAN_ without its arguments", scanning_arguments, nothing_from_kernel, NULL},
    {"FILENAME_RESOLVE_ completes a name from =_DEFAULTS", resolving, nothing_from_kernel, NULL},
    {"FILENAME_RESOLVE_ follows no DEFINE while DEFINE mode is off", resolving_with_defines_off, nothing_from_kernel,
     NULL},
    {"FILENAME_RESOLVE_ with other defaults", resolving_against_other_defaults, nothing_from_kernel, NULL},
    {"FILENAME_RESOLVE_ with a search list", resolving_by_search, nothing_from_kernel, NULL},
    {"FILENAME_RESOLVE_ without its arguments", resolving_arguments, nothing_from_kernel, NULL},
    {"FILENAME_UNRESOLVE_ leaves away what the defaults have", unresolving, nothing_from_kernel, NULL},
    {"FILENAME_UNRESOLVE_ without its arguments", unresolving_arguments, nothing_from_kernel, NULL},
    {"FILENAME_DECOMPOSE_ takes pieces out of a name", decomposing, nothing_from_kernel, NULL},
    {"FILENAME_DECOMPOSE_ without its arguments", decomposing_arguments, nothing_from_kernel, NULL},
    {"FILENAME_EDIT_ replaces pieces of a name", editing, nothing_from_kernel, NULL},
    {"FILENAME_EDIT_ without its arguments", editing_arguments, nothing_from_kernel, NULL},
    {"FILENAME_COMPARE_ compares what names stand for", comparing, nothing_from_kernel, NULL},
    {"FILENAME_COMPARE_ without its arguments", comparing_arguments, nothing_from_kernel, NULL},
    {"FILENAME_COMPARE_ looks a process up when only one name has a number", comparing_numbers, numbers_are_looked_up,
     NULL},
    {"FILENAME_MATCH_ compares section by section", matching, nothing_from_kernel, NULL},
    {"FILENAME_MATCH_ without its arguments", matching_arguments, nothing_from_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
