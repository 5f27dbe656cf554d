/* The other processes of a check: started, opened, told what to do, stopped;
 * see check.h and order.h. */
#include "check.h"

#include "startup.h"

enum { MOST_STARTED = 64 };

static partner started_here[MOST_STARTED];
static int started_count;

static short startup_error(const partner *to, const char *words) {
    char message[STARTUP_MOST];
    short file, error;
    unsigned short read;
    int bytes = write_startup(message, words);
    error = FILE_OPEN_(to->descriptor, to->length, &file);
    if (error) return error;
    WRITEREADX(file, message, (unsigned short)bytes, 10, &read);
    FILE_GETINFO_(file, &error);
    FILE_CLOSE_(file);
    return error;
}

static short start_program(partner *to, const char *program, const char *name, short cpu, const char *words) {
    short option = *name ? ZSYS_VAL_PCREATOPT_NAMEINCALL : ZSYS_VAL_PCREATOPT_NONAME;
    memset(to, 0, sizeof *to);
    to->error =
        PROCESS_CREATE_(program, (short)strlen(program), , , , , , , , cpu, to->handle, &to->detail, option, name,
                        (short)strlen(name), to->descriptor, (short)(sizeof to->descriptor - 1), &to->length);
    if (to->error) return to->error;
    if (started_count < MOST_STARTED) started_here[started_count++] = *to;
    to->startup_error = startup_error(to, words);
    return 0;
}

short start_partner(partner *started, const char *name, short cpu, const char *settings) {
    char words[500];
    snprintf(words, sizeof words, "partner %s", settings);
    return start_program(started, partner_program, name, cpu, words);
}

short start_role(partner *started, const char *name, short cpu, const char *role) {
    char words[500];
    snprintf(words, sizeof words, "role %s %s %s", own_program, partner_program, role);
    return start_program(started, own_program, name, cpu, words);
}

short open_partner(const partner *to, short nowait_depth, short sync_depth) {
    short file;
    short error = FILE_OPEN_(to->descriptor, to->length, &file, , , nowait_depth, sync_depth);
    return check_equal(error, 0, "check.c", __LINE__, "FILE_OPEN_ of the partner", "0") ? file : -1;
}

/* True while the name is somebody's. */
static int named_process(const char *name, short length, short *primary) {
    short answer = PROCESS_GETPAIRINFO_(, (char *)name, length, , primary);
    return answer == 0 || answer == 4 || answer == 5;
}

/* The name in \NODE.$NAME:SEQ; empty for an unnamed process. */
static short name_of(const partner *process, char *name) {
    const char *dollar = strchr(process->descriptor, '$');
    size_t length = dollar ? strcspn(dollar + 1, ":") : 0;
    if (length == 0) return 0;
    sprintf(name, "%.*s", (int)length + 1, dollar);
    return (short)(length + 1);
}

void stop_partner(partner *ended) {
    char name[48];
    short primary[10], length = name_of(ended, name);
    if (ended->length == 0) return;
    if (length == 0) {
        PROCESS_STOP_(ended->handle);
    } else {
        for (int tries = 0; tries < 1000 && named_process(name, length, primary); tries++) {
            PROCESS_STOP_(primary, 1);
            PROCESS_DELAY_(10000);
        }
    }
    ended->length = 0;
}

int order_bytes(const order *sent) {
    int text = sent->bytes ? sent->bytes : (int)strlen(sent->text);
    return (int)offsetof(order, text) + text;
}

short send_order(short file, const order *sent, void *reply, int room, int *count) {
    __int32_t read = 0;
    char nothing[1];
    short error = FILE_WRITEREAD64_(file, (const char *)sent, reply ? (char *)reply : nothing, order_bytes(sent),
                                    reply ? room : 0, &read);
    if (count) *count = read;
    return error;
}

short relay_order(short file, short through, const order *sent, exchange *done) {
    order relay = {.mark = ORDER_MARK, .command = TELL_OTHER, .file = through, .bytes = (short)order_bytes(sent)};
    memcpy(relay.text, sent, (size_t)relay.bytes);
    memset(done, 0, sizeof *done);
    short error = send_order(file, &relay, done, sizeof *done, NULL);
    return error ? error : done->error;
}

short open_through(short file, const char *name, short sync_depth) {
    opening opened = {-1, -1};
    order sent = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = sync_depth};
    snprintf(sent.text, sizeof sent.text, "%s", name);
    send_order(file, &sent, &opened, sizeof opened, NULL);
    return check_equal(opened.error, 0, "check.c", __LINE__, "FILE_OPEN_ by the partner", "0") ? opened.file : -1;
}

int seen_by_partner(short file, int number, seen *what) {
    return send_order(file, ORDER(SEEN, .count = number), what, sizeof *what, NULL) == 0;
}

int partner_sees(short file, short number, seen *what) {
    return send_order(file, ORDER(AWAIT_SEEN, .number = number), what, sizeof *what, NULL) == 0;
}

int count_seen(short file, short number) {
    int count = -1;
    send_order(file, ORDER(COUNT_SEEN, .number = number), &count, sizeof count, NULL);
    return count;
}

void stop_companions(void) {
    while (started_count > 0) stop_partner(&started_here[--started_count]);
}
