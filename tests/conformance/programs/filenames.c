/* File-name procedures (procedures.md sections 1.25 and 3.5). In the tables ~ stands for the own node and a period. */
#include "check.h"

enum { ROOM = 96 };

static char node[16];

static short length_of(const char *text) {
    return (short)strlen(text);
}

/* A text of a table with the node in it. */
static const char *whole(const char *text) {
    static char with_node[ROOM];
    if (*text != '~') return text;
    snprintf(with_node, sizeof with_node, "%s.%s", node, text + 1);
    return with_node;
}

static short set(const char *attribute, const char *value) {
    char name[17];
    snprintf(name, sizeof name, "%-16s", attribute);
    return DEFINESETATTR(name, value, length_of(value));
}

static short add(const char *name, short replace) {
    char padded[25];
    snprintf(padded, sizeof padded, "%-24s", name);
    return DEFINEADD(padded, replace);
}

/* Default subvolume $VOL.SUB and one DEFINE of class MAP, as in the manual's examples. */
PREPARE {
    short length;
    FILENAME_DECOMPOSE_("F", 1, node, sizeof node, &length, -1);
    node[length] = 0;
    set("CLASS", "DEFAULTS");
    set("VOLUME", "$vol.sub");
    add("=_DEFAULTS", 1);
    set("CLASS", "MAP");
    set("FILE", "$serv.#x");
    add("=MAP", 0);
}

/* ------------------------------------------------------------------------------------------------ FILENAME_SCAN_ */

CHECK("a scan tells how far a name goes and what it names", "PR-01", "FILENAME_SCAN_") {
    static const struct {
        const char *name;
        short options, count, kind, level;
    } rows[] = {{"\\sys1234", 0, 8, 0, -1},
                {"$data", 0, 5, 0, 0},
                {"$longdev", 0, 8, 0, 0},
                {"$receive", 0, 8, 0, 0},
                {"$0", 0, 2, 0, 0},
                {"$serv:1234567890123", 0, 19, 0, 0},
                {"\\n.$serv:5.#q1.q2", 0, 17, 0, 2},
                {"$serv.#q", 0, 8, 0, 1},
                {"\\n.$:15:65535:7", 0, 15, 0, 0},
                {"$v.s.f", 0, 6, 0, 2},
                {"$v.#1234567", 0, 11, 0, 1},
                {"s.f", 0, 3, 0, 2},
                {"f", 0, 1, 0, 2},
                {"f", 2, 1, 0, 1},
                {"$v.s", 2, 4, 0, 1},
                {"f rest", 0, 1, 0, 2},
                {"f,g", 0, 1, 0, 2},
                {"=a^b-c_d", 0, 8, 2, 0},
                {"=_DEFAULTS", 0, 10, 2, 0},
                {"\\*", 1, 2, 1, -1},
                {"$*", 1, 2, 1, 0},
                {"$s?.#*", 1, 6, 1, 1},
                {"*.*.*", 1, 5, 1, 2},
                {"f", 1, 1, 0, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        short count = -1, kind = -1, level = -9;
        short error = FILENAME_SCAN_(rows[i].name, length_of(rows[i].name), &count, &kind, &level, rows[i].options);
        int good = EXPECT_EQUAL(error, 0) & EXPECT_EQUAL(count, rows[i].count);
        good = good & EXPECT_EQUAL(kind, rows[i].kind) & EXPECT_EQUAL(level, rows[i].level);
        if (!good) check_say("it is %s", rows[i].name);
    }
}

CHECK("a scan of what is no name is 13 and tells how much was looked at", "PR-01 PR-03", "FILENAME_SCAN_") {
    static const struct {
        const char *name;
        short options, count;
    } rows[] = {{"", 0, 0},           {"1f", 0, 1},         {"filename9", 0, 9}, {"$", 0, 1},
                {"$longdevs", 0, 9},  {"$serv:", 0, 6},     {"$serv:01", 0, 8},  {"$server:1", 0, 8},
                {"$:16:1:1", 0, 4},   {"$:1:2", 0, 5},      {"$v.s", 0, 4},      {"a.b.c", 0, 4},
                {"f*", 0, 2},         {"\\sys12345", 0, 9}, {"\\n.", 0, 3},      {"$s.#", 0, 4},
                {"#q", 0, 2},         {"=", 0, 1},          {"=1", 0, 2},        {"*.*.*.*", 1, 6},
                {"$receive.#q", 0, 9}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        short count = -1;
        short error = FILENAME_SCAN_(rows[i].name, length_of(rows[i].name), &count, , , rows[i].options);
        if (!(EXPECT_EQUAL(error, 13) & EXPECT_EQUAL(count, rows[i].count))) check_say("it is %s", rows[i].name);
    }
}

CHECK("a scan needs the text and its length, and no reserved options", "", "FILENAME_SCAN_") {
    EXPECT_EQUAL(FILENAME_SCAN_("F", 1), 0);
    EXPECT_EQUAL(FILENAME_SCAN_(, 1), 29);
    EXPECT_EQUAL(FILENAME_SCAN_("F"), 29);
    EXPECT_EQUAL(FILENAME_SCAN_(NULL, 1), 22);
    EXPECT_EQUAL(FILENAME_SCAN_("F", -1), 21);
    EXPECT_EQUAL(FILENAME_SCAN_("F", 1, , , , 4), 590);
}

/* ---------------------------------------------------------------------------------------------- FILENAME_RESOLVE_ */

CHECK("a partial name is completed from =_DEFAULTS", "PR-03", "FILENAME_RESOLVE_") {
    static const struct {
        const char *name;
        short options;
        const char *result;
    } rows[] = {{"f", 0, "~$VOL.SUB.f"},
                {"f", 1, "~$VOL.SUB.F"},
                {"f", 2, "~$VOL.f"},
                {"s.f", 0, "~$VOL.s.f"},
                {"$d.s.f", 1, "~$D.S.F"},
                {"\\n.f", 1, "\\N.$VOL.SUB.F"},
                {"#1234", 0, "~$VOL.#1234"},
                {"$d.f", 512, "~$d.SUB.f"},
                {"$serv:5.#q", 1, "~$SERV:5.#Q"},
                {"$:1:20:3", 0, "~$:1:20:3"},
                {"$receive", 1, "$RECEIVE"},
                {"*.*", 0, "~$VOL.*.*"},
                {"=map", 0, "=MAP"},
                {"=map", 8, "~$SERV.#X"},
                {"=map", 16, "~$SERV.#X"},
                {"=_defaults", 16, "=_DEFAULTS"},
                {"map", 144, "~$SERV.#X"},
                {"other", 144, "~$VOL.SUB.other"},
                {"$0", 4, "~$0"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char result[ROOM];
        short length = -1;
        short error = FILENAME_RESOLVE_(rows[i].name, length_of(rows[i].name), result, ROOM, &length, rows[i].options);
        int good = EXPECT_EQUAL(error, 0) && EXPECT_TEXT(result, length, whole(rows[i].result));
        if (!good) check_say("it is %s with options %d", rows[i].name, rows[i].options);
    }
}

CHECK("names that cannot be resolved have their errors and no length", "", "FILENAME_RESOLVE_") {
    static const struct {
        const char *name;
        short options, error;
    } rows[] = {{"1f", 0, 13},    {"f ", 0, 13},     {"=1", 0, 13},    {"=none", 8, 198}, {"=none", 16, 198},
                {"=map", 32, 13}, {"$d.s", 256, 14}, {"f", 1024, 590}, {"$76", 4, 14},    {"", 0, 13}};
    char result[ROOM];
    short length;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        length = -1;
        short error = FILENAME_RESOLVE_(rows[i].name, length_of(rows[i].name), result, ROOM, &length, rows[i].options);
        if (!(EXPECT_EQUAL(error, rows[i].error) & EXPECT_EQUAL(length, 0))) check_say("it is %s", rows[i].name);
    }
    EXPECT_EQUAL(DEFINEMODE(0), 0);
    EXPECT_EQUAL(FILENAME_RESOLVE_("=MAP", 4, result, ROOM, &length, 8), 13);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 16, "=MAP", 4), 0);
    EXPECT_TEXT(result, length, whole("~$VOL.SUB.F"));
    EXPECT_EQUAL(DEFINEMODE(1), 0);
}

CHECK("an override name, a search list and other defaults are looked at in this order", "", "FILENAME_RESOLVE_") {
    char result[ROOM];
    short length;
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 8, "=MAP", 4, "=LIST", 5, "$A.B", 4), 0);
    EXPECT_TEXT(result, length, whole("~$SERV.#X"));
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 8, "=NONE", 5, , , "$A.B", 4), 0);
    EXPECT_TEXT(result, length, whole("~$A.B.F"));
    set("CLASS", "SEARCH");
    set("SUBVOL0", "($one.first,second)");
    add("=LIST", 0);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , "=LIST", 5), 11);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 64, , , "=LIST", 5), 0);
    EXPECT_TEXT(result, length, whole("~$ONE.FIRST.F"));
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , "=NONE", 5), 0);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , , "=_DEFAULTS", 10), 0);
    EXPECT_TEXT(result, length, whole("~$VOL.SUB.F"));
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , , "=NONE", 5), 198);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , , , , , "=MAP", 4), 113);
}

CHECK("resolving needs its arguments and room", "", "FILENAME_RESOLVE_") {
    char result[ROOM];
    short length = -1;
    EXPECT_EQUAL(FILENAME_RESOLVE_("$S.#Q", 5, result, 3, &length), 563);
    EXPECT_EQUAL(length, 0);
    EXPECT_EQUAL(FILENAME_RESOLVE_(, 1, result, ROOM, &length), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", , result, ROOM, &length), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, , ROOM, &length), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, , &length), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, , "=MAP"), 29);
    EXPECT_EQUAL(FILENAME_RESOLVE_(NULL, 1, result, ROOM, &length), 22);
    EXPECT_EQUAL(FILENAME_RESOLVE_("F", 1, result, ROOM, &length, 128, "=MAP", 4), 590);
}

/* -------------------------------------------------------------------------------------------- FILENAME_UNRESOLVE_ */

CHECK("what the defaults have is left away up to the level", "", "FILENAME_UNRESOLVE_") {
    static const struct {
        const char *name;
        short level;
        const char *result;
    } rows[] = {{"\\mysys.$myvol.mysvol.myfile", 0, "\\mysys.$myvol.mysvol.myfile"},
                {"~$myvol.mysvol.myfile", 0, "$myvol.mysvol.myfile"},
                {"~$vol.mysvol.myfile", 0, "$vol.mysvol.myfile"},
                {"mysvol.myfile", 0, "mysvol.myfile"},
                {"sub.myfile", 1, "sub.myfile"},
                {"sub.myfile", 2, "myfile"},
                {"~$vol.sub.myfile", 2, "myfile"},
                {"~$vol.sub.myfile", -1, "~$vol.sub.myfile"},
                {"~$serv", 2, "$serv"}};
    char result[ROOM];
    short length = -1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = whole(rows[i].name);
        EXPECT_EQUAL(FILENAME_UNRESOLVE_(name, length_of(name), result, ROOM, &length, rows[i].level), 0);
        EXPECT_TEXT(result, length, whole(rows[i].result));
    }
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A.B.C", 6, result, ROOM, &length, 2, "$A.B", 4), 0);
    EXPECT_TEXT(result, length, "C");
    const char *full = whole("~$VOL.SUB.F");
    EXPECT_EQUAL(FILENAME_UNRESOLVE_(full, length_of(full), result, ROOM, &length), 0);
    EXPECT_TEXT(result, length, "$VOL.SUB.F");
}

CHECK("unresolving needs its arguments, a level and room", "", "FILENAME_UNRESOLVE_") {
    char result[ROOM];
    short length = -1;
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A.B.C", 6, result, 5, &length), 563);
    EXPECT_EQUAL(length, 0);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A.B.C", 6, result, ROOM, &length, 3), 590);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A..C", 5, result, ROOM, &length), 13);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_(, 6, result, ROOM, &length), 29);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A.B.C", 6, result, ROOM), 29);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_("$A.B.C", 6, result, ROOM, &length, , "$A.B"), 29);
    EXPECT_EQUAL(FILENAME_UNRESOLVE_(NULL, 6, result, ROOM, &length), 22);
}

/* ------------------------------------------------------------------------- FILENAME_DECOMPOSE_, FILENAME_EDIT_ */

CHECK("pieces of a name", "PR-03", "FILENAME_DECOMPOSE_") {
    static const struct {
        const char *name;
        short level, options, subpart;
        const char *piece;
    } rows[] = {{"$a.b.c", 0, 0, 0, "$a"},
                {"$a.b.c", 0, 1, 0, "$a.b.c"},
                {"f", 0, 0, 0, "$VOL"},
                {"f", 0, 1, 0, "$VOL.SUB.f"},
                {"f", 0, 2, 0, "~$VOL"},
                {"$p:4321.#a", 0, 0, 0, "$p:4321"},
                {"$p:4321.#a", 0, 0, 4, "$p"},
                {"$p:4321.#a", 0, 0, 3, "4321"},
                {"$p:4321.#a", 1, 0, 0, "#a"},
                {"$p", 0, 0, 3, ""},
                {"$p", 2, 0, 0, ""},
                {"$:5:131:436", 0, 0, 1, "5"},
                {"$:5:131:436", 0, 0, 2, "131"},
                {"$:5:131:436", 0, 0, 3, "436"},
                {"$:5:131:436", 0, 0, 4, ""},
                {"f", 0, 4, 0, ""},
                {"f", 2, 6, 0, "f"},
                {"*.*", 1, 0, 0, "*"}};
    char piece[ROOM];
    short length;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        length = -1;
        short error = FILENAME_DECOMPOSE_(rows[i].name, length_of(rows[i].name), piece, ROOM, &length, rows[i].level,
                                          rows[i].options, rows[i].subpart);
        if (!(EXPECT_EQUAL(error, 0) && EXPECT_TEXT(piece, length, whole(rows[i].piece)))) {
            check_say("it is %s, level %d, options %d, subpart %d", rows[i].name, rows[i].level, rows[i].options,
                      rows[i].subpart);
        }
    }
}

CHECK("decomposing needs its arguments, and values that can be", "", "FILENAME_DECOMPOSE_") {
    char piece[ROOM];
    short length = -1;
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, 1, &length, 0), 563);
    EXPECT_EQUAL(length, 0);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length, 3), 590);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length, 0, 8), 590);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length, 0, 1, 4), 590);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A..C", 5, piece, ROOM, &length, 0), 13);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, piece, ROOM, &length), 29);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_(, 6, piece, ROOM, &length, 0), 29);
    EXPECT_EQUAL(FILENAME_DECOMPOSE_("$A.B.C", 6, NULL, ROOM, &length, 0), 22);
}

CHECK("pieces of a name are replaced, added and deleted", "", "FILENAME_EDIT_") {
    static const struct {
        const char *name, *piece;
        short level, options, subpart;
        const char *result;
    } rows[] = {{"$a.b.c", "*", 1, 0, 0, "$a.*.c"},
                {"$a.b.c", "*", 1, 1, 0, "$a.*"},
                {"$s", "#mfile", 1, 0, 0, "$s.#mfile"},
                {"f", "x", 1, 0, 0, "x.f"},
                {"f", "$x", 0, 0, 0, "$x.SUB.f"},
                {"f", "\\s", -1, 0, 0, "\\s.$VOL.SUB.f"},
                {"$p:4321.#a", "$z", 0, 0, 4, "$z:4321.#a"},
                {"$p:4321.#a", "", 0, 0, 3, "$p.#a"},
                {"$p.#a", "7", 0, 0, 3, "$p:7.#a"},
                {"$a.b.c", "", 2, 0, 0, "$a.b"},
                {"\\n.$a.b.c", "", -1, 0, 0, "$a.b.c"},
                {"\\n.$a.b.c", "x", 1, 2, 0, "x.c"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[ROOM];
        short length = length_of(rows[i].name);
        strcpy(name, rows[i].name);
        short error = FILENAME_EDIT_(name, ROOM, &length, rows[i].piece, length_of(rows[i].piece), rows[i].level,
                                     rows[i].options, rows[i].subpart);
        EXPECT_EQUAL(error, 0);
        EXPECT_TEXT(name, length, rows[i].result);
    }
}

CHECK("a name that cannot be edited stays as it is", "", "FILENAME_EDIT_") {
    char name[ROOM] = "$A.B.C", unnamed[ROOM] = "$:1:2:3";
    short length = 6, unnamed_length = 7;
    EXPECT_EQUAL(FILENAME_EDIT_(name, 7, &length, "LONG", 4, 1), 563);
    EXPECT_EQUAL(FILENAME_EDIT_(name, ROOM, &length, "1", 1, 1), 13);
    EXPECT_EQUAL(FILENAME_EDIT_(unnamed, ROOM, &unnamed_length, "", 0, 0, 0, 3), 13);
    EXPECT_EQUAL(FILENAME_EDIT_(name, ROOM, &length, "X", 1, 4), 590);
    EXPECT_EQUAL(FILENAME_EDIT_(name, ROOM, &length, "X", 1, 1, 0, 4), 590);
    EXPECT_EQUAL(FILENAME_EDIT_(name, ROOM, &length, "X", 1), 29);
    EXPECT_EQUAL(FILENAME_EDIT_(, ROOM, &length, "X", 1, 1), 29);
    EXPECT_EQUAL(FILENAME_EDIT_(name, ROOM, &length, NULL, 1, 1), 22);
    EXPECT_TEXT(name, length, "$A.B.C");
    EXPECT_TEXT(unnamed, unnamed_length, "$:1:2:3");
}

/* ------------------------------------------------------------------------- FILENAME_COMPARE_, FILENAME_MATCH_ */

CHECK("names are compared by what they stand for", "PR-01", "FILENAME_COMPARE_") {
    EXPECT_EQUAL(FILENAME_COMPARE_("\\S.$B.MY.FILE", 13, "\\s.$b.my.file", 13), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_("f", 1, whole("~$vol.sub.f"), length_of(whole("~$vol.sub.f"))), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_("f", 1, "g", 1), -1);
    EXPECT_EQUAL(FILENAME_COMPARE_("=MAP", 4, "$SERV.#X", 8), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_("=_DEFAULTS", 10, "=_defaults", 10), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_("=_DEFAULTS", 10, "f", 1), -1);
    EXPECT_EQUAL(FILENAME_COMPARE_("=NONE", 5, "f", 1), 198);
    EXPECT_EQUAL(FILENAME_COMPARE_("f.", 2, "f", 1), 13);
    EXPECT_EQUAL(FILENAME_COMPARE_("$P:5", 4, "$P:6", 4), -1);
    EXPECT_EQUAL(FILENAME_COMPARE_("F", 1, "F"), 29);
    EXPECT_EQUAL(FILENAME_COMPARE_(, 1, "F", 1), 29);
    EXPECT_EQUAL(FILENAME_COMPARE_(NULL, 1, "F", 1), 22);
}

CHECK("a name with the number of the process that has it is the name", "PR-06", "FILENAME_COMPARE_") {
    partner server;
    char old[48];
    short old_length;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(server.handle, old, sizeof old, &old_length), 0);
    EXPECT(memchr(old, ':', (size_t)old_length) != NULL);
    EXPECT_EQUAL(FILENAME_COMPARE_("$SRV", 4, old, old_length), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_(old, old_length, "$srv.#a", 7), -1);
    stop_partner(&server);
    EXPECT_EQUAL(FILENAME_COMPARE_("$SRV", 4, old, old_length), -1);
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILENAME_COMPARE_("$SRV", 4, old, old_length), -1);
}

CHECK("names are matched section by section", "", "FILENAME_MATCH_") {
    static const struct {
        const char *name, *pattern;
        short status, set;
    } rows[] = {{"cab.ride", "C*B.*", 2, 9}, {"cab", "c*b.*", 1, 9},         {"bable", "c*b.*", 0, -1},
                {"c", "c*b.*", 0, 0},        {"czz.ride", "c*b.*", 0, 0},    {"d", "c*b.*", 0, 1},
                {"\\s.$v", "\\*.*.*", 1, 9}, {"$serv:5.#a", "$s*.#?", 2, 9}, {"$serv", "s*", 0, -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        short generic = 9;
        short status = FILENAME_MATCH_(rows[i].name, length_of(rows[i].name), rows[i].pattern,
                                       length_of(rows[i].pattern), &generic);
        if (!(EXPECT_EQUAL(status, rows[i].status) & EXPECT_EQUAL(generic, rows[i].set)))
            check_say("it is %s", rows[i].name);
    }
    EXPECT_EQUAL(FILENAME_MATCH_("A", 1, "A", 1), 2);
    EXPECT_EQUAL(FILENAME_MATCH_(, 1, "A", 1), -1);
    EXPECT_EQUAL(FILENAME_MATCH_("A", 1), -2);
    EXPECT_EQUAL(FILENAME_MATCH_("A", 0, "A", 1), -3);
    EXPECT_EQUAL(FILENAME_MATCH_("A", 1, "A", 0), -4);
    EXPECT_EQUAL(FILENAME_MATCH_("A", 1, "A", 1, NULL), -5);
}

/* --------------------------------------------------------------------------------------------- C-series names */

CHECK("names become internal names and names again", "PR-01", "FILENAME_TO_OLDFILENAME_ OLDFILENAME_TO_FILENAME_") {
    static const struct {
        const char *name, *internal, *back;
    } rows[] = {{"$vol.sub.file", "$VOL    SUB     FILE    ", "~$VOL.SUB.FILE"},
                {"file", "$VOL    SUB     FILE    ", "~$VOL.SUB.FILE"},
                {"$vol.#1234", "$VOL    #1234           ", "~$VOL.#1234"},
                {"$longdev", "$LONGDEV                ", "~$LONGDEV"},
                {"$receive", "$RECEIVE                ", "$RECEIVE"},
                {"=map", "=MAP                    ", "=MAP"}};
    short words[12], length;
    char name[ROOM];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_(rows[i].name, length_of(rows[i].name), words), 0);
        EXPECT_BYTES(words, rows[i].internal, 24);
        EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 0);
        EXPECT_TEXT(name, length, whole(rows[i].back));
    }
    const char *own = whole("~$vol.s.f");
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_(own, length_of(own), words), 0);
    EXPECT_EQUAL(((char *)words)[0], '\\');
    EXPECT_BYTES((char *)words + 2, "VOL   S       F       ", 22);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 0);
    EXPECT_TEXT(name, length, whole("~$VOL.S.F"));
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_("\\NOWHERE.$VOL", 13, words), 18);
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_("$VOL.SUB", 8, words), 13);
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_("$:1:300:5", 9, words), 560);
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_("F", 1), 29);
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_(NULL, 1, words), 22);
}

CHECK("internal names of processes are looked up", "PR-01", "OLDFILENAME_TO_FILENAME_") {
    partner server, other;
    short words[12], length;
    char name[ROOM], descriptor[ROOM];
    short descriptor_length;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&other, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(server.handle, descriptor, ROOM, &descriptor_length), 0);
    descriptor[descriptor_length] = 0;
    memcpy(words, "$SRV                    ", 24);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 0);
    EXPECT_TEXT(name, length, descriptor);
    memcpy(words, "$SRV    #Q      R       ", 24);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 0);
    strcat(descriptor, ".#Q.R");
    EXPECT_TEXT(name, length, descriptor);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(other.handle, descriptor, ROOM, &descriptor_length), 0);
    descriptor[descriptor_length] = 0;
    EXPECT_EQUAL(FILENAME_TO_OLDFILENAME_(descriptor, descriptor_length, words), 0);
    EXPECT_EQUAL((unsigned short)words[3] >> 8, 2);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 0);
    EXPECT_TEXT(name, length, descriptor);
    stop_partner(&other);
    for (int i = 0; i < 1000 && OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length) == 0; i++) PROCESS_DELAY_(10000);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 14);
    EXPECT_EQUAL(length, 0);
    memcpy(words, "$NONE                   ", 24);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 14);
    memcpy(words, "NONE                    ", 24);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM, &length), 13);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(words, name, ROOM), 29);
    EXPECT_EQUAL(OLDFILENAME_TO_FILENAME_(NULL, name, ROOM, &length), 22);
}

CHECK("the old procedures expand, collapse and compare internal names", "", "FNAMEEXPAND FNAMECOLLAPSE FNAMECOMPARE") {
    short defaults[8], words[12], other[12];
    char external[40];
    memcpy(defaults, "$DATA   MINE    ", 16);
    EXPECT_EQUAL(FNAMEEXPAND("sub.file rest", words, defaults), 8);
    EXPECT_BYTES(words, "$DATA   SUB     FILE    ", 24);
    EXPECT_EQUAL(FNAMECOLLAPSE(words, external), 14);
    EXPECT_TEXT(external, 14, "$DATA.SUB.FILE");
    EXPECT_EQUAL(FNAMEEXPAND("$serv.#q", words, defaults), 8);
    EXPECT_BYTES(words, "$SERV   #Q              ", 24);
    EXPECT_EQUAL(FNAMEEXPAND("1file", words, defaults), 0);
    EXPECT_EQUAL(FNAMEEXPAND("\\NOWHERE.$A", words, defaults), 11);
    EXPECT_EQUAL(((unsigned char *)words)[1], 255);
    EXPECT_EQUAL(FNAMECOLLAPSE(words, external), 6);
    EXPECT_TEXT(external, 6, "\\??.$A");
    EXPECT_EQUAL(FNAMEEXPAND("file", words), 0);
    EXPECT_EQUAL(FNAMECOLLAPSE(words), 0);
    EXPECT_EQUAL(FNAMEEXPAND("$vol.a.b", words, defaults), 8);
    EXPECT_EQUAL(FNAMEEXPAND("$VOL.A.C", other, defaults), 8);
    EXPECT_EQUAL(FNAMECOMPARE(words, words), 0);
    EXPECT_EQUAL(FNAMECOMPARE(words, other), 1);
    memcpy(other, "$VOL2   A       B       ", 24);
    EXPECT_EQUAL(FNAMECOMPARE(words, other), -1);
    memcpy(other, "=NONE                   ", 24);
    EXPECT_EQUAL(FNAMECOMPARE(words, other), -198);
    EXPECT_EQUAL(FNAMECOMPARE(words), -29);
    EXPECT_EQUAL(FNAMECOMPARE(words, NULL), -22);
}
