/* Which files stdin, stdout and stderr of a C program are on (c-runtime section 9.4): the IN file, the OUT file and the
 * home terminal of its startup message, when these are terminals or processes. What $ZHOME would get goes straight to
 * the process's output.
 */
#include "streams.h"

enum { STREAMS = 3, NAME_ROOM = 64, STATUS_ABEND = 1 };

FILE *own_streams[STREAMS];

static struct stream_file *files[STREAMS]; /* what is behind them; one open serves all that name it */
static bool withheld[STREAMS];

void standard_files_begin(void) {
    own_streams[0] = stdin;
    own_streams[1] = stdout;
    own_streams[2] = stderr;
}

int standard_file_of(const FILE *stream) {
    return stream == stdin ? 0 : stream == stdout ? 1 : stream == stderr ? 2 : -1;
}

void standard_file_set(int which, FILE *stream) {
    files[which] = NULL;
    if (which == 0) stdin = stream;
    else if (which == 1) stdout = stream;
    else stderr = stream;
}

_Noreturn static void abend(const char *what, const char *name) {
    char text[80];
    int length = snprintf(text, sizeof text, "%s: %s", what, name);
    if (length >= (int)sizeof text) length = sizeof text - 1;
    PROCESS_STOP_(, , STATUS_ABEND, , , , text, (short)length);
    fail(text);
}

/* ------------------------------------------------------------------------------------------------------ the names */

static short resolve(const char *name, struct resolved *resolved) {
    return define_resolve(name, (short)strlen(name), resolved);
}

static bool same_file(const char *a, const char *b) {
    struct resolved first, second;
    return !resolve(a, &first) && !resolve(b, &second) && strcmp(first.name, second.name) == 0;
}

static bool is_file(const char *name) {
    struct resolved resolved;
    return resolve(name, &resolved) == FEOK;
}

/* PARAM EXECUTION-LOG; false when there is none. It is a file name or *, or the program does not begin. */
static bool execution_log(char *name) {
    uint32_t length;
    const char *value = param_value("EXECUTION-LOG", &length);
    if (!value || length == 0) return false;
    snprintf(name, NAME_ROOM, "%.*s", (int)length, value);
    bool fits = length < NAME_ROOM && (strcmp(name, "*") == 0 || is_file(name));
    if (!fits) abend("PARAM EXECUTION-LOG is no file name", name);
    return true;
}

/* ASSIGN STDERR; the program does not begin without a standard log either. */
static bool assigned_error_file(char *name) {
    assign_msg_type assign;
    bool there = get_assign_msg_by_name("STDERR", &assign) == 0 && assign.field_mask & 0x80000000;
    there = there && startup_file((const uint8_t *)assign.filename.whole, name, NAME_ROOM);
    if (there && !is_file(name)) abend("ASSIGN STDERR is no file name", name);
    return there;
}

static void choose_input(const uint8_t *startup, char *name) {
    name[0] = 0;
    startup_file(startup + STARTUP_INFILE, name, NAME_ROOM);
}

static void choose_output(const uint8_t *startup, char *name) {
    char log[NAME_ROOM];
    name[0] = 0;
    if (!startup_file(startup + STARTUP_OUTFILE, name, NAME_ROOM)) return;
    if (same_file(name, self.home_terminal) && execution_log(log)) strcpy(name, log);
}

static void choose_error_output(char *name) {
    char log[NAME_ROOM];
    bool logged = execution_log(log);
    if (assigned_error_file(name) && !(logged && same_file(name, self.home_terminal))) return;
    strcpy(name, logged ? log : self.home_terminal);
}

/* -------------------------------------------------------------------------------------------------------- streams */

/* NULL when the stream may stay as it is: on $ZHOME. */
static struct stream_file *file_named(const char *name) {
    struct resolved resolved;
    short error = resolve(name, &resolved);
    if (error) return stream_file_failed(name, error);
    if (terminal_named(resolved.name)) return NULL;
    for (int i = 0; i < STREAMS; i++) {
        if (!files[i] || strcmp(files[i]->name, resolved.name) != 0) continue;
        files[i]->users++;
        return files[i];
    }
    return stream_file_open_standard(name);
}

static void put_on(int which, struct stream_file *file) {
    const struct stream_mode mode = {.reads = which == 0, .writes = which != 0, .first = which == 0 ? 'r' : 'w'};
    struct stream *stream = stream_new(file, &mode);
    if (!stream) fail("out of memory");
    standard_file_set(which, stream->stream);
    files[which] = file;
}

/* Without a name there is no input, and output vanishes. */
static void open_standard(int which, const char *name) {
    bool discarded = which != 0 && (!name[0] || strcmp(name, "*") == 0);
    struct stream_file *file = discarded || !name[0] ? NULL : file_named(name);
    if (file || discarded) put_on(which, file);
}

static void open_chosen(int which) {
    uint32_t length;
    char name[NAME_ROOM];
    const uint8_t *startup = startup_message(STARTUP_CODE, 0, &length);
    if (!startup) return;
    if (which == 0) choose_input(startup, name);
    else if (which == 1) choose_output(startup, name);
    else choose_error_output(name);
    open_standard(which, name);
}

void standard_files_open(void) {
    for (int which = 0; which < STREAMS; which++) open_chosen(which);
}

/* ----------------------------------------------------------------------------------------------------- NOSTDFILES */

void standard_files_withhold(void) {
    for (int which = 0; which < STREAMS; which++) {
        put_on(which, stream_file_failed("", FENOTOPEN));
        withheld[which] = true;
    }
}

static void drop(int which) {
    FILE *nothing = which == 0 ? stdin : which == 1 ? stdout : stderr;
    standard_file_set(which, own_streams[which]);
    fclose(nothing);
    withheld[which] = false;
}

REPLACEABLE short fopen_std_file(short file, short die_on_error);

/* One that is open stays as it is. */
short fopen_std_file(short file, short die_on_error) {
    static const char *const names[STREAMS] = {"stdin", "stdout", "stderr"};
    require_kernel("fopen_std_file");
    if (file < 0 || file >= STREAMS) return FEBADPARMVALUE;
    if (!withheld[file]) return FEOK;
    drop(file);
    open_chosen(file);
    short error = files[file] ? files[file]->error : FEOK;
    if (error && die_on_error) abend(names[file], "cannot be opened");
    return error;
}
