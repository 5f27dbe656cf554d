/* The partner: a server that conformance programs order about. */
#include "partner.h"

#include "startup.h"

enum { IS_BACKUP = 6, FESYSMESS = 6, FEOWNERSHIP = 200, SAME_PAIR = 1 };

enum { MOST_MODES = 8 };

static short depth = 16, nowait, options, label_of_next_open = 1, refusal, serves_as_backup, reads_only;
static short mode[MOST_MODES][3], modes;
static char buffer[LARGEST_MESSAGE + 1]; /* and a NUL behind the text */

void reply_to(short tag, const void *data, int bytes, short error) {
    FILE_REPLY64_((const char *)data, bytes, , tag, error);
}

static short number_behind(char **word) {
    char *next = strtok(NULL, " ");
    *word = next;
    return (short)(next ? atoi(next) : 0);
}

static void add_mode(char **word) {
    if (modes == MOST_MODES) return;
    for (int i = 0; i < 3; i++) mode[modes][i] = number_behind(word);
    modes++;
}

void apply_settings(char *text) {
    for (char *word = strtok(text, " "); word; word = word ? strtok(NULL, " ") : NULL) {
        if (strcmp(word, "depth") == 0) depth = number_behind(&word);
        else if (strcmp(word, "nowait") == 0) nowait = number_behind(&word);
        else if (strcmp(word, "options") == 0) options = number_behind(&word);
        else if (strcmp(word, "monitor") == 0) MONITORCPUS(number_behind(&word));
        else if (strcmp(word, "label") == 0) label_of_next_open = number_behind(&word);
        else if (strcmp(word, "refuse") == 0) refusal = number_behind(&word);
        else if (strcmp(word, "serve") == 0) serves_as_backup = 1;
        else if (strcmp(word, "read") == 0) reads_only = 1;
        else if (strcmp(word, "setmode") == 0) add_mode(&word);
        else if (strcmp(word, "partner") != 0) printf("partner: no such setting: %s\n", word);
    }
}

void close_receive(void) {
    FILE_CLOSE_(0);
}

void open_receive(void) {
    short file;
    short error = FILE_OPEN_("$RECEIVE", 8, &file, , , nowait, depth, options);
    if (error) printf("partner: $RECEIVE cannot be opened, error %d\n", error);
    for (int i = 0; i < modes; i++) {
        if (_status_ne(SETMODE(0, mode[i][0], mode[i][1], mode[i][2])))
            printf("partner: SETMODE %d fails\n", mode[i][0]);
    }
}

static void answer_open(short tag) {
    struct {
        short number, label;
    } reply = {ZSYS_VAL_SMSG_OPEN, label_of_next_open};
    if (refusal || label_of_next_open < 0) {
        reply_to(tag, NULL, 0, refusal);
        return;
    }
    label_of_next_open++;
    reply_to(tag, &reply, sizeof reply, 0);
}

static void answer_system_message(const seen *read) {
    if (read->number == ZSYS_VAL_SMSG_OPEN) answer_open(read->information.z_messagetag);
    else reply_to(read->information.z_messagetag, NULL, 0, 0);
}

static int from_partner_member(const seen *read) {
    short own[10];
    PROCESSHANDLE_GETMINE_(own);
    return PROCESSHANDLE_COMPARE_((short *)&read->information.z_sender, own) == SAME_PAIR;
}

static int is_order(int count) {
    const order *given = (const order *)buffer;
    return count >= (int)offsetof(order, text) && given->mark == ORDER_MARK;
}

/* A backup serves nobody but its primary. */
static int is_not_for_us(const seen *read) {
    return !serves_as_backup && PROCESS_GETPAIRINFO_() == IS_BACKUP && !from_partner_member(read);
}

static void answer_user_message(const seen *read, int count) {
    short tag = read->information.z_messagetag;
    if (is_not_for_us(read)) {
        reply_to(tag, NULL, 0, FEOWNERSHIP);
    } else if (is_order(count)) {
        obey((const order *)buffer, tag);
    } else {
        remember(read);
        reply_to(tag, buffer, count, 0);
    }
}

/* Reads one message: its error, 0 or 6. */
static short read_message(__int32_t *count) {
    short file = 0;
    unsigned short read = 0;
    if (reads_only) {
        short error = 0;
        READX(0, buffer, 32767, &read);
        FILE_GETINFO_(0, &error);
        *count = read;
        return error;
    }
    short error = FILE_READUPDATE64_(0, buffer, LARGEST_MESSAGE, count);
    return nowait ? FILE_AWAITIO64_(&file, , count, , -1) : error;
}

static void serve(void) {
    __int32_t count = 0;
    seen read = {.error = read_message(&count)};
    if (read.error != 0 && read.error != FESYSMESS) {
        printf("partner: reading $RECEIVE, error %d\n", read.error);
        exit(1);
    }
    count_read();
    FILE_GETRECEIVEINFO_((short *)&read.information);
    read.bytes = count;
    memcpy(read.data, buffer, count < (int)sizeof read.data ? (size_t)count : sizeof read.data);
    if (read.error == FESYSMESS) memcpy(&read.number, buffer, sizeof read.number);
    if (read.error == FESYSMESS || reads_only) remember(&read);
    buffer[count] = 0;
    if (reads_only) return;
    if (read.error == FESYSMESS) answer_system_message(&read);
    else answer_user_message(&read, count);
}

int main(int argc, char **argv) {
    char *word[STARTUP_WORDS], settings[STARTUP_MOST] = "";
    int words = own_words(argc, argv, word);
    for (int i = 0; i < words; i++) {
        strcat(settings, word[i]);
        strcat(settings, " ");
    }
    apply_settings(settings);
    open_receive();
    for (;;) serve();
}
