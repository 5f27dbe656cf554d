/* What the partner does on order (order.h). */
#include "partner.h"

#include <signal.h>
#include <unistd.h>

void reply_as_ordered(short tag, const order *given) {
    static char pattern[LARGEST_MESSAGE];
    if (given->count <= 0) {
        reply_to(tag, given->text, given->bytes ? given->bytes : (int)strlen(given->text), given->error);
        return;
    }
    for (int i = 0; i < given->count && i < LARGEST_MESSAGE; i++) pattern[i] = (char)(i % 251);
    reply_to(tag, pattern, given->count, given->error);
}

static void hold_this(short key) {
    zsys_ddl_receiveinformation_def information;
    FILE_GETRECEIVEINFO_((short *)&information);
    hold(key, &information);
}

static void release(short tag, const order *given) {
    const zsys_ddl_receiveinformation_def *found = held_information(given->number);
    if (!found) {
        reply_to(tag, NULL, 0, 2);
        return;
    }
    zsys_ddl_receiveinformation_def information = *found;
    short held = take_held(given->number);
    if (given->option) reply_to(held, &information, sizeof information, 0);
    else reply_as_ordered(held, given);
    reply_to(tag, NULL, 0, 0);
}

static void release_all(short tag, int newest_first) {
    short held, key;
    while ((held = take_next_held(newest_first, &key)) >= 0) reply_to(held, &key, sizeof key, 0);
    reply_to(tag, NULL, 0, 0);
}

static void inform(short tag, const order *given) {
    zsys_ddl_receiveinformation_def information;
    zsys_ddl_receiveinformation2_def longer;
    short error = given->option ? FILE_GETRECEIVEINFOL_((short *)&longer) : FILE_GETRECEIVEINFO_((short *)&information);
    if (given->option) reply_to(tag, &longer, sizeof longer, error);
    else reply_to(tag, &information, sizeof information, error);
}

static void tell_seen(short tag, int number) {
    const seen *found = remembered(number);
    reply_to(tag, found, found ? (int)sizeof *found : 0, found ? 0 : 1);
}

static void tell_count(short tag, short number) {
    int count = count_remembered(number);
    reply_to(tag, &count, sizeof count, 0);
}

/* ------------------------------------------------------------------------------------------------- itself */

static void tell_identity(short tag) {
    identity own = {.role = 0};
    PROCESSHANDLE_GETMINE_(own.handle);
    PROCESSHANDLE_DECOMPOSE_(own.handle, &own.cpu, &own.pin);
    own.role = PROCESS_GETPAIRINFO_(, , , , own.primary, own.backup);
    own.read = messages_read();
    reply_to(tag, &own, sizeof own, 0);
}

static void die(const order *given, short tag) {
    volatile int *nowhere = NULL;
    if (given->number != 1) reply_to(tag, NULL, 0, 0);
    if (given->number != 1) PROCESS_DELAY_(20000); /* the reply is on its way */
    switch (given->option) {
    case BY_EXIT:
        exit(given->count);
    case BY_ABEND:
        PROCESS_STOP_(, 0, 1);
        break;
    case BY_STOP:
        PROCESS_STOP_(, 0, 0, (short)given->count, given->error, , given->text, (short)strlen(given->text));
        break;
    case BY_STOP_OF_BOTH:
        PROCESS_STOP_(, 1, 0);
        break;
    case BY_FAULT:
        *nowhere = 1;
        break;
    default:
        raise(SIGKILL);
    }
}

static void reopen(const order *given, short tag) {
    static char settings[ORDER_TEXT];
    snprintf(settings, sizeof settings, "%s", given->text);
    reply_to(tag, NULL, 0, 0);
    apply_settings(settings);
    close_receive();
    open_receive();
}

static void start_backup(short tag, short cpu) {
    creation made = {0, 0, {0}};
    made.error = (short)__ns_start_backup(&made.detail, cpu, made.handle);
    reply_to(tag, &made, sizeof made, 0);
}

static void tell_held_status(short tag, short key) {
    const zsys_ddl_receiveinformation_def *found = held_information(key);
    short status = found ? MESSAGESTATUS(found->z_messagetag) : (short)-2;
    reply_to(tag, &status, sizeof status, 0);
}

static void set_stop_mode(short tag, short wanted) {
    short before = SETSTOP(wanted);
    reply_to(tag, &before, sizeof before, 0);
}

static void set_timer(const order *given, short tag) {
    short status = SIGNALTIMEOUT(given->count, given->number);
    reply_to(tag, &status, sizeof status, 0);
}

static void switch_roles(short tag) {
    short one = 1;
    reply_to(tag, NULL, 0, PROCESS_SETINFO_(, , ZSYS_VAL_PINF_PRIMARY, &one, 1));
}

/* ------------------------------------------------------------------------------------------ as a requester */

static char nowait_data[2 * ORDER_TEXT];

static void open_other(const order *given, short tag) {
    opening done = {0, given->file};
    short length = (short)strlen(given->text), depth = (short)(given->option >> 8), sync = (short)(given->option & 255);
    if (given->file) {
        done.error = FILE_OPEN_(given->text, length, &done.file, , , depth, sync, , , , (short *)given->handle);
    } else {
        done.error = FILE_OPEN_(given->text, length, &done.file, , , depth, sync);
    }
    reply_to(tag, &done, sizeof done, 0);
}

static int text_bytes(const order *given) {
    return given->bytes ? given->bytes : (int)strlen(given->text);
}

static void tell_other(const order *given, short tag) {
    static exchange done;
    __int32_t read = 0;
    done.error = FILE_WRITEREAD64_(given->file, given->text, done.data, text_bytes(given), ORDER_TEXT, &read);
    done.bytes = read;
    reply_to(tag, &done, (int)offsetof(exchange, data) + read, 0);
}

static void start_other(const order *given, short tag) {
    memcpy(nowait_data, given->text, (size_t)text_bytes(given));
    short error = FILE_WRITEREAD64_(given->file, nowait_data, nowait_data + ORDER_TEXT, text_bytes(given), ORDER_TEXT, ,
                                    given->count);
    reply_to(tag, NULL, 0, error);
}

static void finish_other(const order *given, short tag) {
    static exchange done;
    short file = given->file;
    __int32_t read = 0;
    long long own_tag = 0;
    done.error = FILE_AWAITIO64_(&file, , &read, &own_tag, given->count);
    done.tag = (int)own_tag;
    done.bytes = read;
    memcpy(done.data, nowait_data + ORDER_TEXT, (size_t)read);
    reply_to(tag, &done, (int)offsetof(exchange, data) + read, 0);
}

static void create(const order *given, short tag) {
    creation made = {0, 0, {0}};
    const char *comma = strchr(given->text, ',');
    short program = (short)(comma ? comma - given->text : (long)strlen(given->text));
    short name = (short)(comma ? strlen(comma + 1) : 0);
    made.error = PROCESS_CREATE_(given->text, program, , , , , , , , given->number, made.handle, &made.detail,
                                 (short)(comma ? 1 : 0), comma ? comma + 1 : "", name);
    reply_to(tag, &made, sizeof made, 0);
}

/* ------------------------------------------------------------------------------------------------ all orders */

static void obey_as_requester(const order *given, short tag) {
    switch (given->command) {
    case OPEN_OTHER:
        open_other(given, tag);
        break;
    case TELL_OTHER:
        tell_other(given, tag);
        break;
    case START_OTHER:
        start_other(given, tag);
        break;
    case FINISH_OTHER:
        finish_other(given, tag);
        break;
    case CLOSE_OTHER:
        reply_to(tag, NULL, 0, FILE_CLOSE_(given->file));
        break;
    case CREATE:
        create(given, tag);
        break;
    default:
        printf("partner: no such order: %d\n", given->command);
        reply_to(tag, NULL, 0, 2);
    }
}

static void obey_about_itself(const order *given, short tag) {
    switch (given->command) {
    case WHO:
        tell_identity(tag);
        break;
    case DIE:
        die(given, tag);
        break;
    case HELD_STATUS:
        tell_held_status(tag, given->number);
        break;
    case STOP_MODE:
        set_stop_mode(tag, given->number);
        break;
    case SET_TIMER:
        set_timer(given, tag);
        break;
    case STOP_MEMBER:
        reply_to(tag, NULL, 0, PROCESS_STOP_(, 2));
        break;
    case CALL_MONITORCPUS:
        MONITORCPUS(given->number);
        reply_to(tag, NULL, 0, 0);
        break;
    case REOPEN:
        reopen(given, tag);
        break;
    case START_BACKUP:
        start_backup(tag, given->number);
        break;
    case SWITCH:
        switch_roles(tag);
        break;
    default:
        obey_as_requester(given, tag);
    }
}

void obey(const order *given, short tag) {
    switch (given->command) {
    case REPLY_WITH:
        reply_as_ordered(tag, given);
        break;
    case HOLD:
        hold_this(given->number);
        break;
    case RELEASE:
        release(tag, given);
        break;
    case RELEASE_ALL:
        release_all(tag, given->option);
        break;
    case INFORMATION:
        inform(tag, given);
        break;
    case SEEN:
        tell_seen(tag, given->count);
        break;
    case AWAIT_SEEN:
        await_remembered(tag, given->number);
        break;
    case COUNT_SEEN:
        tell_count(tag, given->number);
        break;
    case FORGET_SEEN:
        forget();
        reply_to(tag, NULL, 0, 0);
        break;
    default:
        obey_about_itself(given, tag);
    }
}
