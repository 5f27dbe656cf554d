/* Passive pairs: a member is this program in the role `member`, which does on request what a primary does. */
#include "check.h"

/* What the member is asked to do. Its answer is three words that each call explains. */
enum {
    TELL = 1,       /* status of CHECKMONITOR or CHECKSWITCH, role, CPU */
    BEGIN_BACKUP,   /* a: CPU; error of creation, detail */
    SET,            /* b to variable a */
    GET,            /* variable a: its value */
    SAVE,           /* CHECKPOINTX of variable a */
    SAVE_MANY,      /* CHECKPOINTMANYX of all variables */
    SAVE_FILE,      /* CHECKPOINTX of file a */
    SAVE_FILE_MANY, /* CHECKPOINTMANYX of file a */
    SAVE_WRONG,     /* CHECKPOINTX of variable a and of a file that is not open */
    END,            /* PROCESS_STOP_ with options a, after the answer */
    CHANGE_DUTIES,  /* CHECKSWITCH, after the answer */
    OPEN_FILE,      /* text, sync depth a, nowait depth b: error, file number */
    OPEN_CHECKED,   /* FILE_OPEN_CHKPT_ of file a: error, status */
    OPEN_OLD,       /* CHECKOPEN of file a: condition code, backerror */
    CLOSE_CHECKED,  /* FILE_CLOSE_CHKPT_ of file a: error */
    CLOSE_OLD,      /* CHECKCLOSE of file a: condition code */
    AWAIT,          /* AWAITIO of file a: error, tag, item 8 */
    ASK,            /* WRITEREAD on file a: error */
    CHANGE_MODE,    /* SETMODE of file a, function b, value 1 */
    MODE_OF,        /* SETMODE of file a, function b: its value */
    CHECK_MODE,     /* CHECKSETMODE of file a, function b: condition code, error */
    ADD_DEFINE,     /* text */
    REMOVE_DEFINE,  /* text */
    HAS_DEFINE,     /* text: 1 or 0 */
    CHECK_DEFINE,   /* text, "" omitted: status */
    DEATHS,         /* -101 read so far, -2 read so far */
    TRY_PARAMETERS  /* number of the first wrong answer; 0: none */
};

typedef struct {
    short call, a, b;
    char text[64];
} deed;

typedef struct {
    short word[3];
} outcome;

enum { VARIABLES = 4 };

/* ------------------------------------------------------------------------------------------------------ the member */

static short variables[VARIABLES], takeover_status, deaths, cpus_down;

static void define_name(char *name, const char *text) {
    memset(name, ' ', 24);
    memcpy(name, text, strlen(text));
}

static short save_many(short file) {
    short words[11];
    __int32_t length = file >= 0 ? -1 : (__int32_t)sizeof variables;
    unsigned int address = (unsigned int)(size_t)variables;
    words[0] = 1;
    memcpy(words + 1, &length, sizeof length);
    words[3] = file;
    memcpy(words + 4, &address, sizeof address);
    return CHECKPOINTMANYX(, words);
}

static short parameter_errors(void) {
    static char large[60000];
    short local = 0, error = 0, status = 0;
    struct {
        short is, wanted;
    } tried[] = {{CHECKPOINTX(&local), 0x0301},
                 {CHECKPOINTX(, , (char *)&local, 2), 0x0302},
                 {CHECKPOINTX(, , (char *)variables, 2, , NULL, 2), 0x0303},
                 {CHECKPOINTX(, , (char *)variables), 0x0302},
                 {CHECKPOINTX(, , , 2), 0x0302},
                 {CHECKPOINTX(, 1, (char *)variables, 2), 0x0302},
                 {CHECKPOINTX(, 77), 0x0302},
                 {CHECKPOINTX(, , large, 52000), 0x0307},
                 {CHECKPOINTMANYX(&local), 0x0301},
                 {CHECKPOINTMANYX(, NULL), 0x0302},
                 {save_many(77), 0x0303},
                 {CHECKPOINTMANYX(), 0},
                 {CHECKPOINTX(), 0},
                 {FILE_OPEN_CHKPT_(77, &status), 16},
                 {status, 4},
                 {FILE_OPEN_CHKPT_(), 29},
                 {FILE_CLOSE_CHKPT_(77), 16},
                 {FILE_CLOSE_CHKPT_(), 29},
                 {_status_lt(CHECKOPEN(, 77, , , , , &error)), 1},
                 {error, 16},
                 {_status_lt(CHECKOPEN(, 77)), 1},
                 {_status_lt(CHECKCLOSE()), 1},
                 {_status_lt(CHECKSETMODE(0, 36)), 1},
                 {_status_eq(CHECKSETMODE(0, 31, &error)), 1},
                 {error, 2},
                 {_status_eq(CHECKSETMODE(0, , &error)), 1},
                 {error, 29},
                 {CHECKDEFINE(NULL), 0x0116}};
    for (int i = 0; i < (int)(sizeof tried / sizeof *tried); i++) {
        if (tried[i].is != tried[i].wanted) return (short)(i + 1);
    }
    return 0;
}

static outcome answered(short first, short second, short third) {
    return (outcome){{first, second, third}};
}

static outcome await_file(short file) {
    short items[1] = {8}, detail = 77, error;
    long long tag = 0;
    error = FILE_AWAITIO64_(&file, , , &tag, 1000);
    FILE_GETINFOLIST_(file, items, 1, &detail, (short)sizeof detail);
    return answered(error, (short)tag, detail);
}

static outcome file_deed(const deed *what) {
    short file = -1, error = 77, status = 77, last[2] = {77, 77};
    char text[64], reply[64];
    switch (what->call) {
    case OPEN_FILE:
        error = FILE_OPEN_(what->text, (short)strlen(what->text), &file, , , what->b, what->a,
                           what->b ? ZSYS_VAL_OPENOPT_NOWAITOPEN : 0);
        return answered(error, file, 0);
    case OPEN_CHECKED:
        error = FILE_OPEN_CHKPT_(what->a, &status);
        return answered(error, status, 0);
    case OPEN_OLD:
        status = CHECKOPEN(, what->a, , , , , &error);
        return answered(status, error, 0);
    case CLOSE_CHECKED:
        return answered(FILE_CLOSE_CHKPT_(what->a), 0, 0);
    case CLOSE_OLD:
        return answered(CHECKCLOSE(what->a), 0, 0);
    case AWAIT:
        return await_file(what->a);
    case ASK:
        strcpy(text, "user");
        return answered(FILE_WRITEREAD64_(what->a, text, reply, 4, (int)sizeof reply), 0, 0);
    case CHANGE_MODE:
        return answered(SETMODE(what->a, what->b, 1), 0, 0);
    case MODE_OF:
        SETMODE(what->a, what->b, , , last);
        return answered(last[0], 0, 0);
    default:
        status = CHECKSETMODE(what->a, what->b, &error);
        return answered(status, error, 0);
    }
}

static outcome define_deed(const deed *what) {
    char name[24], file[] = "$SYSTEM.SYS.FILE", class[16] = "MAP             ", attribute[16] = "FILE            ";
    char found[16];
    short length = 0, number = 0;
    define_name(name, what->text);
    switch (what->call) {
    case ADD_DEFINE:
        DEFINESETATTR("CLASS           ", class, 3);
        DEFINESETATTR(attribute, file, (short)strlen(file));
        return answered(DEFINEADD(name, 0, &number), 0, 0);
    case REMOVE_DEFINE:
        return answered(DEFINEDELETE(name), 0, 0);
    case HAS_DEFINE:
        return answered(DEFINEINFO(name, found, attribute, file, (short)sizeof file, &length) == 0, 0, 0);
    default:
        if (!what->text[0]) return answered(CHECKDEFINE(), 0, 0);
        return answered(CHECKDEFINE(name), 0, 0);
    }
}

static outcome own_deed(const deed *what) {
    short detail = 0, error;
    switch (what->call) {
    case TELL:
        return answered(takeover_status, PROCESS_GETPAIRINFO_(), own_cpu());
    case BEGIN_BACKUP:
        error = (short)__ns_start_backup(&detail, what->a);
        if (!error) error = FILE_OPEN_CHKPT_(0);
        return answered(error, detail, 0);
    case SET:
        variables[what->a] = what->b;
        return answered(0, 0, 0);
    case GET:
        return answered(variables[what->a], 0, 0);
    case SAVE:
        return answered(CHECKPOINTX(, , (char *)&variables[what->a], (int)sizeof *variables), 0, 0);
    case SAVE_MANY:
        return answered(save_many(-1), 0, 0);
    case SAVE_FILE:
        return answered(CHECKPOINTX(, what->a), 0, 0);
    case SAVE_FILE_MANY:
        return answered(save_many(what->a), 0, 0);
    case SAVE_WRONG:
        return answered(CHECKPOINTX(, , (char *)&variables[what->a], (int)sizeof *variables, 77), 0, 0);
    case DEATHS:
        return answered(deaths, cpus_down, 0);
    case TRY_PARAMETERS:
        return answered(parameter_errors(), 0, 0);
    default:
        return answered(0, 0, 0);
    }
}

static void do_deed(const deed *what) {
    outcome done = what->call >= OPEN_FILE && what->call <= CHECK_MODE      ? file_deed(what)
                   : what->call >= ADD_DEFINE && what->call <= CHECK_DEFINE ? define_deed(what)
                                                                            : own_deed(what);
    REPLYX((char *)&done, (unsigned short)sizeof done);
    if (what->call == END) PROCESS_STOP_(, , what->a);
    if (what->call == CHANGE_DUTIES) takeover_status = CHECKSWITCH();
}

ROLE(member) {
    union {
        deed what;
        short number;
        char byte[ZSYS_VAL_SMSG_LEN];
    } message;
    short file, error;
    if (PROCESS_GETPAIRINFO_() == 6) takeover_status = CHECKMONITOR();
    else FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        READUPDATEX(0, message.byte, (unsigned short)sizeof message);
        FILE_GETINFO_(0, &error);
        if (error == 0) {
            do_deed(&message.what);
            continue;
        }
        if (message.number == -101) deaths++;
        if (message.number == -2) cpus_down++;
        REPLYX();
    }
}

/* ------------------------------------------------------------------------------------------------------ the checks */

static partner pair;
static short member = -1;

static outcome ask(const deed *what) {
    outcome done = {{-7, -7, -7}};
    char buffer[sizeof *what];
    unsigned short count = 0;
    memcpy(buffer, what, sizeof *what);
    EXPECT(_status_eq(WRITEREADX(member, buffer, (unsigned short)sizeof buffer, (unsigned short)sizeof done, &count)));
    if (count == sizeof done) memcpy(&done, buffer, sizeof done);
    return done;
}

#define DO(call_, ...) ask(&(deed){.call = call_, ##__VA_ARGS__})

static int single_member(void) {
    if (!EXPECT_EQUAL(start_role(&pair, "$PASS", 1, "member"), 0)) return 0;
    member = open_partner(&pair, 0, 1);
    return member > 0;
}

static int whole_pair(void) {
    return single_member() && EXPECT_EQUAL(DO(BEGIN_BACKUP, .a = 2).word[0], 0);
}

/* The file number of the member's open of a partner. */
static short member_opens(const partner *server, short nowait_depth) {
    deed what = {.call = OPEN_FILE, .a = 1, .b = nowait_depth};
    memcpy(what.text, server->descriptor, (size_t)server->length);
    outcome opened = ask(&what);
    EXPECT_EQUAL(opened.word[0], 0);
    return opened.word[1];
}

static void end_primary(short options) {
    DO(END, .a = options);
}

CHECK("data that was checkpointed is the new primary's, data that was not is not", "PP-04 PP-05 PP-06",
      "CHECKPOINTX CHECKMONITOR") {
    REQUIRE(whole_pair());
    DO(SET, .a = 0, .b = 11);
    DO(SET, .a = 1, .b = 22);
    EXPECT_EQUAL(DO(SAVE, .a = 0).word[0], 0);
    end_primary(0);
    EXPECT_EQUAL(DO(GET, .a = 0).word[0], 11);
    EXPECT_EQUAL(DO(GET, .a = 1).word[0], 0);
    outcome now = DO(TELL);
    EXPECT_EQUAL(now.word[0], 0x0200);
    EXPECT_EQUAL(now.word[1], 4);
    EXPECT_EQUAL(now.word[2], 2);
    EXPECT_EQUAL(DO(DEATHS).word[0], 1);
}

CHECK("CHECKMONITOR tells an abend from a stop", "PP-05", "CHECKMONITOR") {
    REQUIRE(whole_pair());
    end_primary(1);
    EXPECT_EQUAL(DO(TELL).word[0], 0x0201);
}

CHECK("a checkpoint of many items, and one that is wrong as a whole", "PP-07", "CHECKPOINTMANYX CHECKPOINTX") {
    REQUIRE(whole_pair());
    DO(SET, .a = 0, .b = 1);
    DO(SET, .a = 3, .b = 4);
    EXPECT_EQUAL(DO(SAVE_MANY).word[0], 0);
    DO(SET, .a = 3, .b = 5);
    EXPECT_EQUAL(DO(SAVE_WRONG, .a = 3).word[0], 0x0303);
    end_primary(0);
    EXPECT_EQUAL(DO(GET, .a = 0).word[0], 1);
    EXPECT_EQUAL(DO(GET, .a = 3).word[0], 4);
}

CHECK("a pair goes on with a new backup", "PP-08 PP-09", "CHECKPOINTX CHECKMONITOR") {
    REQUIRE(whole_pair());
    end_primary(0);
    EXPECT_EQUAL(DO(BEGIN_BACKUP, .a = 3).word[0], 0);
    DO(SET, .a = 2, .b = 33);
    EXPECT_EQUAL(DO(SAVE, .a = 2).word[0], 0);
    end_primary(0);
    outcome now = DO(TELL);
    EXPECT_EQUAL(now.word[2], 3);
    EXPECT_EQUAL(DO(GET, .a = 2).word[0], 33);
}

CHECK("CHECKSWITCH changes the duties, and requesters follow", "PP-05 R-47", "CHECKSWITCH CHECKMONITOR") {
    REQUIRE(whole_pair());
    DO(SET, .a = 0, .b = 5);
    DO(SAVE, .a = 0);
    DO(CHANGE_DUTIES);
    outcome now = DO(TELL);
    EXPECT_EQUAL(now.word[0], 0x0203);
    EXPECT_EQUAL(now.word[1], 5);
    EXPECT_EQUAL(now.word[2], 2);
    EXPECT_EQUAL(DO(GET, .a = 0).word[0], 5);
    DO(SET, .a = 0, .b = 6);
    EXPECT_EQUAL(DO(SAVE, .a = 0).word[0], 0);
    DO(CHANGE_DUTIES);
    now = DO(TELL);
    EXPECT_EQUAL(now.word[0], 0x0203);
    EXPECT_EQUAL(now.word[2], 1);
    EXPECT_EQUAL(DO(GET, .a = 0).word[0], 6);
    end_primary(0);
    now = DO(TELL);
    EXPECT_EQUAL(now.word[0], 0x0200);
    EXPECT_EQUAL(now.word[2], 2);
}

CHECK("without a backup: class 1 and error 201", "PP-04",
      "CHECKPOINTX CHECKPOINTMANYX CHECKSWITCH FILE_OPEN_CHKPT_ FILE_CLOSE_CHKPT_ CHECKOPEN CHECKCLOSE CHECKSETMODE "
      "CHECKDEFINE") {
    REQUIRE(single_member());
    EXPECT_EQUAL(DO(SAVE, .a = 0).word[0], 0x01c9);
    EXPECT_EQUAL(DO(SAVE_MANY).word[0], 0x01c9);
    outcome done = DO(OPEN_CHECKED, .a = 0);
    EXPECT_EQUAL(done.word[0], 201);
    EXPECT_EQUAL(done.word[1], 3);
    done = DO(OPEN_OLD, .a = 0);
    EXPECT(_status_lt(done.word[0]));
    EXPECT_EQUAL(done.word[1], -1);
    EXPECT_EQUAL(DO(CLOSE_CHECKED, .a = 0).word[0], 201);
    EXPECT(_status_lt(DO(CLOSE_OLD, .a = 0).word[0]));
    done = DO(CHECK_MODE, .a = 0, .b = 36);
    EXPECT(_status_eq(done.word[0]));
    EXPECT_EQUAL(done.word[1], 201);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=NONE").word[0], 0x01c9);
    DO(CHANGE_DUTIES);
    EXPECT_EQUAL(DO(TELL).word[0], 0x01c9);
}

CHECK("parameters that cannot be", "",
      "CHECKPOINTX CHECKPOINTMANYX FILE_OPEN_CHKPT_ FILE_CLOSE_CHKPT_ CHECKOPEN CHECKCLOSE CHECKSETMODE CHECKDEFINE") {
    REQUIRE(whole_pair());
    EXPECT_EQUAL(DO(TRY_PARAMETERS).word[0], 0);
}

CHECK("a process that is no backup returns from CHECKMONITOR at once", "PP-05", "CHECKMONITOR") {
    EXPECT_EQUAL(CHECKMONITOR(), 0x0200);
}

CHECK("a file is opened by the backup as it was by the primary", "PP-03 R-53", "FILE_OPEN_CHKPT_ FILE_CLOSE_CHKPT_") {
    partner server;
    seen first, second;
    short file, watch;
    REQUIRE(whole_pair());
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, "label 4"), 0);
    file = member_opens(&server, 0);
    outcome done = DO(OPEN_CHECKED, .a = file);
    EXPECT_EQUAL(done.word[0], 0);
    EXPECT_EQUAL(done.word[1], 0);
    watch = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(watch, 0, &first));
    REQUIRE(seen_by_partner(watch, 1, &second));
    EXPECT_EQUAL(second.number, -103);
    EXPECT_EQUAL(word_of(second.data, 4), 1);
    EXPECT_EQUAL(word_of(second.data, 7), ZSYS_MSK_OPEN_BACKUPOPEN);
    EXPECT_BYTES(second.data + 16, &first.information.z_sender, 20);
    EXPECT_EQUAL(word_of(second.data, 21), file);
    EXPECT_EQUAL(second.information.z_filenum, file);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&first.information.z_sender, (short *)&second.information.z_sender),
                 1);
    EXPECT_EQUAL(DO(CLOSE_CHECKED, .a = file).word[0], 0);
    seen close;
    REQUIRE(partner_sees(watch, -104, &close));
    EXPECT_BYTES(&close.information.z_sender, &second.information.z_sender, 20);
    EXPECT_EQUAL(DO(CLOSE_CHECKED, .a = file).word[0], 16);
}

CHECK("what the server refuses the backup does not have open", "PP-03", "FILE_OPEN_CHKPT_ CHECKOPEN") {
    partner server;
    short file, watch;
    REQUIRE(whole_pair());
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    watch = open_partner(&server, 0, 1);
    file = member_opens(&server, 0);
    EXPECT_EQUAL(send_order(watch, ORDER(REOPEN, .text = "refuse 48"), NULL, 0, NULL), 0);
    outcome done = DO(OPEN_CHECKED, .a = file);
    EXPECT_EQUAL(done.word[0], 48);
    EXPECT_EQUAL(done.word[1], 2);
    done = DO(OPEN_OLD, .a = file);
    EXPECT(_status_lt(done.word[0]));
    EXPECT_EQUAL(done.word[1], 48);
    EXPECT_EQUAL(DO(CLOSE_CHECKED, .a = file).word[0], 16);
}

CHECK("CHECKOPEN and CHECKCLOSE do as their successors", "PP-03", "CHECKOPEN CHECKCLOSE") {
    partner server;
    short file;
    REQUIRE(whole_pair());
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    file = member_opens(&server, 0);
    outcome done = DO(OPEN_OLD, .a = file);
    EXPECT(_status_eq(done.word[0]));
    EXPECT_EQUAL(done.word[1], 0);
    EXPECT(_status_eq(DO(CLOSE_OLD, .a = file).word[0]));
    EXPECT(_status_lt(DO(CLOSE_OLD, .a = file).word[0]));
}

CHECK("a nowait open of the backup is awaited by the primary, tag -29", "PP-03", "FILE_OPEN_CHKPT_ FILE_GETINFOLIST_") {
    partner server;
    short file, watch;
    REQUIRE(whole_pair());
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    watch = open_partner(&server, 0, 1);
    file = member_opens(&server, 1);
    EXPECT_EQUAL(DO(OPEN_CHECKED, .a = file).word[1], 4); /* not while the first open is not completed */
    EXPECT_EQUAL(DO(AWAIT, .a = file).word[1], -30);
    EXPECT_EQUAL(DO(OPEN_CHECKED, .a = file).word[0], 0);
    outcome done = DO(AWAIT, .a = file);
    EXPECT_EQUAL(done.word[0], 0);
    EXPECT_EQUAL(done.word[1], -29);
    EXPECT_EQUAL(done.word[2], 0);
    EXPECT_EQUAL(DO(CLOSE_CHECKED, .a = file).word[0], 0);
    EXPECT_EQUAL(send_order(watch, ORDER(REOPEN, .text = "refuse 48"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(DO(OPEN_CHECKED, .a = file).word[0], 0);
    done = DO(AWAIT, .a = file);
    EXPECT_EQUAL(done.word[0], 48);
    EXPECT_EQUAL(done.word[1], -29);
    EXPECT_EQUAL(done.word[2], 2);
}

/* The sync ids that the partner has seen with user messages, and its -34. */
static void sync_ids_after_takeover(short how) {
    partner server;
    seen what;
    short file, watch, number = 0;
    if (!whole_pair() || !EXPECT_EQUAL(start_partner(&server, "$SRV", 3, ""), 0)) return;
    watch = open_partner(&server, 0, 1);
    file = member_opens(&server, 0);
    DO(OPEN_CHECKED, .a = file);
    EXPECT_EQUAL(DO(ASK, .a = file).word[0], 0);
    EXPECT_EQUAL(DO(ASK, .a = file).word[0], 0);
    if (how) EXPECT_EQUAL(DO(how, .a = file).word[0], 0);
    EXPECT_EQUAL(DO(ASK, .a = file).word[0], 0);
    end_primary(0);
    EXPECT_EQUAL(DO(ASK, .a = file).word[0], 0);
    EXPECT_EQUAL(count_seen(watch, -34), how ? 0 : 1);
    long last = -1;
    while (seen_by_partner(watch, number++, &what)) {
        if (what.error == 0 && what.bytes == 4) last = what.information.z_syncid;
    }
    EXPECT_EQUAL(last, how ? 2 : 0);
}

CHECK("the new primary repeats with the sync id that was checkpointed", "FS-06 FS-01",
      "CHECKPOINTX FILE_GETSYNCINFO_ FILE_SETSYNCINFO_") {
    sync_ids_after_takeover(SAVE_FILE);
}

CHECK("so it does with that of CHECKPOINTMANYX", "FS-06", "CHECKPOINTMANYX") {
    sync_ids_after_takeover(SAVE_FILE_MANY);
}

CHECK("a file whose sync id was not checkpointed begins again", "FS-06", "CHECKMONITOR RESETSYNC") {
    sync_ids_after_takeover(0);
}

CHECK("modes of files are those of the primary", "PP-04", "CHECKSETMODE FILE_OPEN_CHKPT_") {
    partner server;
    short file;
    REQUIRE(whole_pair());
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    file = member_opens(&server, 0);
    EXPECT(_status_eq(DO(CHANGE_MODE, .a = file, .b = 72).word[0]));
    EXPECT_EQUAL(DO(OPEN_CHECKED, .a = file).word[0], 0);
    EXPECT(_status_eq(DO(CHANGE_MODE, .a = 0, .b = 36).word[0]));
    outcome done = DO(CHECK_MODE, .a = 0, .b = 36);
    EXPECT(_status_eq(done.word[0]));
    EXPECT_EQUAL(done.word[1], 0);
    EXPECT_EQUAL(DO(CHECK_MODE, .a = file, .b = 36).word[1], 2);
    EXPECT_EQUAL(DO(CHECK_MODE, .a = 77, .b = 36).word[1], 16);
    end_primary(0);
    EXPECT_EQUAL(DO(MODE_OF, .a = file, .b = 72).word[0], 1);
    EXPECT_EQUAL(DO(MODE_OF, .a = 0, .b = 36).word[0], 1);
}

CHECK("DEFINEs that change go to the backup", "PP-04", "CHECKDEFINE") {
    REQUIRE(whole_pair());
    EXPECT_EQUAL(DO(ADD_DEFINE, .text = "=KEPT").word[0], 0);
    EXPECT_EQUAL(DO(ADD_DEFINE, .text = "=LOST").word[0], 0);
    EXPECT_EQUAL(DO(ADD_DEFINE, .text = "=GONE").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=KEPT").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=KEPT").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=GONE").word[0], 0);
    EXPECT_EQUAL(DO(REMOVE_DEFINE, .text = "=GONE").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=GONE").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "").word[0], 0);
    end_primary(0);
    EXPECT_EQUAL(DO(HAS_DEFINE, .text = "=KEPT").word[0], 1);
    EXPECT_EQUAL(DO(HAS_DEFINE, .text = "=LOST").word[0], 0);
    EXPECT_EQUAL(DO(HAS_DEFINE, .text = "=GONE").word[0], 0);
}

CHECK("all DEFINEs of the backup are deleted by a name of -1", "PP-04", "CHECKDEFINE") {
    REQUIRE(whole_pair());
    EXPECT_EQUAL(DO(ADD_DEFINE, .text = "=KEPT").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "=KEPT").word[0], 0);
    EXPECT_EQUAL(DO(CHECK_DEFINE, .text = "\xff\xff").word[0], 0);
    end_primary(0);
    EXPECT_EQUAL(DO(HAS_DEFINE, .text = "=KEPT").word[0], 0);
}
