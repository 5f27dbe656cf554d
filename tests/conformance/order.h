/* What a conformance program and its partner say to each other.
 *
 * The partner (partner.c) is a server with a depth of 16 unless its settings say otherwise. It answers every message
 * that is no order with the same bytes and error 0, startup messages and system messages with error 0 and without data
 * (an open with its label, which counts from 1), and keeps everything that it reads (see seen). While it is the backup
 * of a pair it answers what is not from its primary with error 200, as a server pair does.
 *
 * Settings, the parameter string of its startup message, are words:
 *     depth N      receive depth of $RECEIVE                    nowait N     nowait depth of $RECEIVE
 *     options N    options of FILE_OPEN_ for $RECEIVE           monitor N    MONITORCPUS(N)
 *     label N      labels of opens count from N; -1: none       refuse N     opens are answered with error N
 *     serve        a backup serves requests and never says 200
 *     setmode F A B    SETMODE(0, F, A, B) after each opening of $RECEIVE
 *     read         reads with READX, which answers at once: nothing that it is told has another effect than to be seen
 */
#ifndef ORDER_H
#define ORDER_H

#include <zsysc.h>

#define ORDER_MARK 0x4f52
#define ORDER_TEXT 1000

typedef struct {
    unsigned short mark;
    short command;
    short error;
    short number;
    int count;
    int option;
    short file;
    short handle[10];
    short bytes; /* of text; 0: up to its NUL */
    char text[ORDER_TEXT];
} order;

enum {
    /* Answers */
    REPLY_WITH = 1, /* error, and text; count > 0: so many bytes, byte i being i modulo 251 */
    HOLD,           /* not answered until RELEASE; number is its key */
    RELEASE,        /* the held request with the key number, answered as by REPLY_WITH (option 1: with its receive
                      information); without one: error 2 */
    RELEASE_ALL,    /* option 0: oldest first, 1: newest first; each with its own key as two bytes of data */
    INFORMATION,    /* FILE_GETRECEIVEINFO_ of this request; option 1: FILE_GETRECEIVEINFOL_ */
    /* What it has read */
    SEEN,       /* message number ``count`` as a seen; error 1 when there is none */
    AWAIT_SEEN, /* the first seen message whose number is ``number``, as soon as there is one */
    COUNT_SEEN, /* int: how many seen with that number; 0: user messages that are no orders */
    FORGET_SEEN,
    /* Its $RECEIVE */
    HELD_STATUS, /* MESSAGESTATUS of the held request with the key number, as a short */
    REOPEN,      /* answers, closes $RECEIVE and opens it again; text: settings */
    /* Itself */
    WHO,         /* an identity */
    STOP_MODE,   /* SETSTOP(number); answers its result as a short */
    SET_TIMER,   /* SIGNALTIMEOUT of count units of 10 ms with number as its parameter; answers its condition code */
    STOP_MEMBER, /* PROCESS_STOP_(, 2): the other member; answers its error */
    DIE,         /* as option says: see below; answers first unless number is 1 */
    CALL_MONITORCPUS, /* number is the mask */
    /* Pairs */
    START_BACKUP, /* in CPU number: a creation */
    SWITCH,       /* PROCESS_SETINFO_ of attribute 47; answers its error */
    /* As a requester: file is its file number */
    OPEN_OTHER,   /* text: name; option: nowait depth * 256 + sync depth; handle and file given: backup open. an opening
                   */
    TELL_OTHER,   /* WRITEREAD of text: an exchange */
    START_OTHER,  /* the same, nowait with tag count; answers its error */
    FINISH_OTHER, /* AWAITIO of what was started, time limit count (1/100 s): an exchange */
    CLOSE_OTHER,
    CREATE, /* text: program; a process named after the comma in it ("program,$NAME") or unnamed, in CPU number: a
               creation */
};

/* How to die (DIE) */
enum { BY_EXIT, BY_ABEND, BY_STOP, BY_KILL, BY_FAULT, BY_STOP_OF_BOTH };

/* One message that was read. */
typedef struct {
    short error;  /* of the read: 0 or 6 */
    short number; /* of a system message, else 0 */
    int bytes;
    zsys_ddl_receiveinformation_def information;
    char data[ZSYS_VAL_SMSG_LEN]; /* its beginning */
} seen;

typedef struct {
    short handle[10];
    short role; /* answer of PROCESS_GETPAIRINFO_ */
    short primary[10], backup[10];
    short cpu, pin;
    int read; /* messages read until now, orders included */
} identity;

typedef struct {
    short error, detail;
    short handle[10];
} creation;

typedef struct {
    short error, file;
} opening;

typedef struct {
    short error; /* -1: still under way */
    short spare;
    int tag;
    int bytes;
    char data[ORDER_TEXT];
} exchange;

#endif
