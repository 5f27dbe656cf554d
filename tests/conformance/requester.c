/* The requester of requester.h, and the check's end of the line to it. */
#include "requester.h"

partner requester;
static short line;
static outcome answer;
static deed told;

/* ------------------------------------------------------------------------------------------ the check's side */

int start_requester(short cpu) {
    if (!check_equal(start_role(&requester, "$REQ", cpu, "requester"), 0, "requester.c", __LINE__, "start", "0")) {
        return 0;
    }
    line = open_partner(&requester, 1, 1);
    return line > 0;
}

static int deed_bytes(const deed *what) {
    return (int)offsetof(deed, text) + (what->bytes ? what->bytes : (int)strlen(what->text));
}

void begin(const deed *what) {
    told = *what;
    check_equal(FILE_WRITEREAD64_(line, (char *)&told, (char *)&answer, deed_bytes(&told), sizeof answer), 0,
                "requester.c", __LINE__, "begin", "0");
}

outcome finish(void) {
    short file = line;
    outcome none = {.error = -1};
    short error = FILE_AWAITIO64_(&file, , , , 1000);
    return check_equal(error, 0, "requester.c", __LINE__, "finish", "0") ? answer : none;
}

outcome perform(const deed *what) {
    begin(what);
    return finish();
}

short be_opened(short depth, short sync, short options, short label) {
    seen open;
    short reply[2] = {-103, label};
    outcome opened;
    begin(&(deed){DO_OPEN, .depth = depth, .sync = sync, .options = options});
    do {
        if (!next_message(&open)) return -1;
        if (open.number != -103) REPLYX(, , , open.information.z_messagetag);
    } while (open.number != -103);
    if (label < 0) REPLYX(, , , open.information.z_messagetag);
    else REPLYX((char *)reply, sizeof reply, , open.information.z_messagetag);
    opened = finish();
    return check_equal(opened.error, 0, "requester.c", __LINE__, "be_opened", "0") ? opened.file : -1;
}

/* ---------------------------------------------------------------------------------------- the requester's side */

static char large[2048 * 1024];
static char nowait_data[DEED_TEXT];

static short error_of(_cc_status status, short file) {
    short error = 0;
    FILE_GETINFO_(file, &error);
    return _status_eq(status) ? 0 : error;
}

static void open_check(const deed *what, outcome *became, short options) {
    char name[48];
    snprintf(name, sizeof name, "$CHK%s%s", what->text[0] ? "." : "", what->text);
    became->error = FILE_OPEN_(name, (short)strlen(name), &became->file, , , what->depth, what->sync,
                               (short)(what->options | options));
}

static void await_any(const deed *what, outcome *became) {
    long long tag = 0;
    became->file = -1;
    became->error = FILE_AWAITIO64_(&became->file, , &became->count, &tag, what->a);
    became->tag = (int)tag;
    memcpy(became->data, nowait_data, sizeof nowait_data);
}

static void write_large(const deed *what, outcome *became) {
    memset(large, 'L', sizeof large);
    for (short i = 0; i < what->a && became->error == 0; i++) {
        became->error = FILE_WRITE64_(what->file, large, what->b * 1024, , i);
        became->count += became->error == 0;
    }
}

static void take_large(const deed *what, outcome *became) {
    short file = what->file;
    for (short i = 0; i < what->a; i++) became->count += FILE_AWAITIO64_(&file, , , , 6000) == 0;
}

static void transfer(const deed *what, outcome *became) {
    int bytes = what->bytes ? what->bytes : (int)strlen(what->text);
    short file = what->file;
    switch (what->what) {
    case DO_WRITE:
        became->error = FILE_WRITE64_(file, what->text, bytes, &became->count);
        break;
    case DO_READ:
        became->error = FILE_READ64_(file, became->data, what->read, &became->count);
        break;
    case DO_WRITEREAD:
        became->error = FILE_WRITEREAD64_(file, what->text, became->data, bytes, what->read, &became->count);
        break;
    case DO_START:
        became->error = FILE_WRITEREAD64_(file, what->text, nowait_data, bytes, what->read, , what->a);
        break;
    case DO_START_WRITE:
        became->error = FILE_WRITE64_(file, what->text, bytes, , what->a);
        break;
    case DO_CANCEL:
        became->error = error_of(CANCELREQ(file, what->a), file);
        break;
    case DO_LARGE_WRITES:
        write_large(what, became);
        break;
    case DO_LARGE_READ:
        became->error = FILE_WRITEREAD64_(file, what->text, large, 0, sizeof large, &became->count);
        break;
    case DO_TAKE_LARGE:
        take_large(what, became);
        break;
    default:
        became->error = -2;
    }
}

static void operate(const deed *what, outcome *became) {
    int bytes = what->bytes ? what->bytes : (int)strlen(what->text);
    short file = what->file, moved = 0;
    switch (what->what) {
    case DO_CONTROL:
        became->error = error_of(CONTROL(file, what->a, what->b), file);
        break;
    case DO_CONTROLBUF:
        became->error = error_of(CONTROLBUF(file, what->a, (short *)what->text, (short)bytes), file);
        break;
    case DO_SETMODE:
        if (what->read) became->error = error_of(SETMODE(file, what->a, what->b, what->c, became->last), file);
        else became->error = error_of(SETMODE(file, what->a, what->b), file);
        break;
    case DO_SETPARAM:
        if (what->read) {
            became->error =
                error_of(SETPARAM(file, what->a, , , (short *)became->data, &moved, (short)what->read), file);
        } else {
            became->error = error_of(SETPARAM(file, what->a, (short *)what->text, (short)bytes), file);
        }
        became->count = moved;
        break;
    case DO_RESETSYNC:
        became->error = error_of(RESETSYNC(file), file);
        break;
    default:
        transfer(what, became);
    }
}

static void act(const deed *what, outcome *became) {
    switch (what->what) {
    case DO_OPEN:
        open_check(what, became, 0);
        break;
    case DO_START_OPEN:
        open_check(what, became, ZSYS_VAL_OPENOPT_NOWAITOPEN);
        break;
    case DO_CLOSE:
        became->error = FILE_CLOSE_(what->file);
        break;
    case DO_AWAIT:
        await_any(what, became);
        break;
    case DO_PRIORITY:
        PRIORITY(what->a);
        break;
    default:
        operate(what, became);
    }
}

ROLE(requester) {
    static deed what;
    static outcome became;
    short file;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        memset(&what, 0, sizeof what);
        if (FILE_READUPDATE64_(0, (char *)&what, sizeof what, &count) != 0) {
            REPLYX();
            continue;
        }
        memset(&became, 0, sizeof became);
        if (what.what != DO_LARGE_WRITES) act(&what, &became);
        FILE_REPLY64_((char *)&became, sizeof became);
        if (what.what == DO_LARGE_WRITES) act(&what, &became);
    }
}
