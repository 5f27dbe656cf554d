/* A search for names (FILENAME_FINDSTART_ and what follows): for the files about searches. */
#ifndef GUARDIAN_SEARCH_H
#define GUARDIAN_SEARCH_H

#include "inquiry.h"

enum search_options {
    SKIP_START = 1,
    NOT_TYPE = 2,
    NOT_SUBTYPE = 4,
    REPORT_OFFLINE = 8,
    WITHOUT_SUBPROCESSES = 16,
    WITHOUT_SIMULATION = 32,
    SEARCH_NOWAIT = 64,
    PHYSICAL_FILES = 128,
    SEARCH_OPTIONS = 255
};

enum { ANY_DEVICE = -1, LONGEST_PROCESS = 32, ENTITY_WORDS = 5 };

/* The name that was found, or the error and the name of what it is about. */
struct find {
    short error;
    struct composed name;
    short entity[ENTITY_WORDS];
};

struct search {
    uint32_t number; /* tells late answers to an earlier search in its place */
    struct composed pattern, start;
    struct scanned wanted, from; /* the sections of both */
    short resolve_level, device_type, device_subtype, options;

    char (*names)[LONGEST_PROCESS]; /* of the processes that match the destination, in order */
    int count, at;
    bool collected, node_told;

    /* the process at names[at] */
    bool known;
    struct handle process;
    char descriptor[64];
    short subtype;
    bool own, qualifiers, described;
    struct device device;
    struct composed last; /* the qualifier that it told last */
    bool told;

    bool running, done;
    uint32_t asked; /* number of the inquiry; 0 */
    struct find find;
    int32_t tag;
};

/* The search of that number; NULL when it is over. */
struct search *search_numbered(uint32_t number);
/* What the kernel or a process is to give back with its answer, and the search then; NULL when that is over. */
void *search_context(const struct search *search);
struct search *search_of_context(void *context);

/* Looks for the next name; search_done runs when it is found, perhaps at once. */
void search_go_on(struct search *search);
void search_done(struct search *search);
void search_release(struct search *search);

/* The next step, after an answer. */
void search_step(struct search *search);
void search_next_process(struct search *search);
/* What one process answers wrongly, or does not answer. */
void search_process_failed(struct search *search, short error);
/* The end of the steps: an error, with a name or without. */
void search_finish(struct search *search, short error);
void search_finish_without_name(struct search *search, short error);
void search_find_name(struct search *search, const struct span section[SECTIONS]);
void search_put_entity(struct search *search, short type, short subtype);
/* Whether the device type and subtype are those that the program looks for. */
bool search_wants(const struct search *search, short type, short subtype);
/* Of $NAME:SEQNO, the bytes of $NAME. */
short search_name_length(const char *text, short length);

/* searchprocesses.c. True when the names are there; otherwise the kernel is asked, and the search goes on by itself. */
bool search_has_names(struct search *search);
void search_ask_process(struct search *search);
/* searchnames.c. The same for what the process presents. */
bool search_has_device(struct search *search);
/* Whether the process wants to be asked for its subordinate names. */
bool search_has_subnames(const struct search *search);
void search_ask_subname(struct search *search);

#endif
