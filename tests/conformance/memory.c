/* What the partner has seen, who waits for it to be seen, and the requests that it holds. */
#include "partner.h"

enum { MOST_SEEN = 1000, MOST_HELD = 4100, MOST_WAITING = 16 };

static seen all_seen[MOST_SEEN];
static int seen_count, read_count;
static struct {
    short key;
    zsys_ddl_receiveinformation_def information;
} held[MOST_HELD];
static int held_count;
static struct { short tag, number; } waiting[MOST_WAITING];
static int waiting_count;

static const seen *first_with(short number) {
    for (int i = 0; i < seen_count; i++) {
        if (all_seen[i].number == number) return &all_seen[i];
    }
    return NULL;
}

static void tell_waiting(void) {
    int left = 0;
    for (int i = 0; i < waiting_count; i++) {
        const seen *found = first_with(waiting[i].number);
        if (found) reply_to(waiting[i].tag, found, sizeof *found, 0);
        else waiting[left++] = waiting[i];
    }
    waiting_count = left;
}

void count_read(void) {
    read_count++;
}

void remember(const seen *read) {
    if (seen_count < MOST_SEEN) all_seen[seen_count++] = *read;
    tell_waiting();
}

const seen *remembered(int number) {
    return number >= 0 && number < seen_count ? &all_seen[number] : NULL;
}

int count_remembered(short number) {
    int count = 0;
    for (int i = 0; i < seen_count; i++) count += all_seen[i].number == number;
    return count;
}

void forget(void) {
    seen_count = 0;
}

int messages_read(void) {
    return read_count;
}

void await_remembered(short tag, short number) {
    if (waiting_count == MOST_WAITING) {
        reply_to(tag, NULL, 0, 28);
        return;
    }
    waiting[waiting_count].tag = tag;
    waiting[waiting_count++].number = number;
    tell_waiting();
}

void hold(short key, const zsys_ddl_receiveinformation_def *information) {
    if (held_count == MOST_HELD) {
        reply_to(information->z_messagetag, NULL, 0, 28);
        return;
    }
    held[held_count].key = key;
    held[held_count++].information = *information;
}

static int place_of(short key) {
    int place = 0;
    while (place < held_count && held[place].key != key) place++;
    return place;
}

static short take(int place) {
    short tag = held[place].information.z_messagetag;
    held_count--;
    memmove(&held[place], &held[place + 1], sizeof held[0] * (size_t)(held_count - place));
    return tag;
}

const zsys_ddl_receiveinformation_def *held_information(short key) {
    int place = place_of(key);
    return place < held_count ? &held[place].information : NULL;
}

short take_held(short key) {
    int place = place_of(key);
    return place < held_count ? take(place) : (short)-1;
}

short take_next_held(int newest_first, short *key) {
    if (held_count == 0) return -1;
    int place = newest_first ? held_count - 1 : 0;
    *key = held[place].key;
    return take(place);
}
