/* The floor that messages and takeovers are measured against: blocking exchanges over bare stream sockets, no library.
 *
 * floor serve ADDRESS [ PROCESSOR ]  one connection, echoes whatever comes
 * floor ask ADDRESS BYTES COUNT [ PROCESSOR ]
 *                                    the other end; prints p50 and p99 of a round trip in nanoseconds
 * floor watch VICTIM ECHO            waits for the end of VICTIM, then makes one exchange with ECHO; both are addresses
 *                                    that somebody serves; prints when the answer was there (CLOCK_MONOTONIC)
 * floor serve-crowd ADDRESS BYTES CONNECTIONS [ PROCESSOR ]
 *                                    answers every message of so many bytes, each with a send of its own
 * floor crowd ADDRESS BYTES COUNT OUTSTANDING START [ PROCESSOR ]
 *                                    keeps so many messages on their way, each sent by itself; prints begin and end
 * floor sleep                        does nothing until it is killed
 *
 * ADDRESS is unix:PATH or tcp:HOST:PORT.
 */
#include "placement.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "crowd.h"
#include "percentiles.h"

enum { WATCHED_BYTES = 64, MOST_CONNECTIONS = 64 };

static char buffer[65536];

static int exactly(int fd, size_t bytes, ssize_t (*move)(int, char *, size_t)) {
    size_t at = 0;
    while (at < bytes) {
        ssize_t moved = move(fd, buffer + at, bytes - at);
        if (moved <= 0) return 0;
        at += (size_t)moved;
    }
    return 1;
}

static ssize_t take(int fd, char *at, size_t bytes) {
    return recv(fd, at, bytes, 0);
}

static ssize_t give(int fd, char *at, size_t bytes) {
    return send(fd, at, bytes, MSG_NOSIGNAL);
}

static void echo(int fd) {
    ssize_t got;
    while ((got = take(fd, buffer, sizeof buffer)) > 0) {
        if (!exactly(fd, (size_t)got, give)) return;
    }
}

static int exchange(int fd, size_t bytes) {
    return exactly(fd, bytes, give) && exactly(fd, bytes, take);
}

static int ask(int fd, int bytes, int count) {
    samples_begin(count);
    for (int i = 0; i < count + WARM_UP; i++) {
        long long start = nanoseconds();
        if (!exchange(fd, (size_t)bytes)) return 1;
        if (i >= WARM_UP) sample(nanoseconds() - start);
    }
    samples_print();
    return 0;
}

union address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in inet;
};

static socklen_t parse(const char *text, union address *address) {
    memset(address, 0, sizeof *address);
    if (strncmp(text, "unix:", 5) == 0) {
        address->local.sun_family = AF_UNIX;
        strncpy(address->local.sun_path, text + 5, sizeof address->local.sun_path - 1);
        return sizeof address->local;
    }
    char host[64] = "";
    const char *colon = strrchr(text, ':');
    if (strncmp(text, "tcp:", 4) != 0 || colon <= text + 4 || colon - text - 4 >= (long)sizeof host) exit(2);
    memcpy(host, text + 4, (size_t)(colon - text - 4));
    address->inet.sin_family = AF_INET;
    address->inet.sin_port = htons((unsigned short)atoi(colon + 1));
    if (inet_pton(AF_INET, host, &address->inet.sin_addr) != 1) exit(2);
    return sizeof address->inet;
}

static void no_delay(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* a UNIX socket refuses, and needs none */
}

/* A socket that listens at the address, or the end of the program. */
static int listen_at(const char *text) {
    union address address;
    socklen_t size = parse(text, &address);
    int listener = socket(address.any.sa_family, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.any.sa_family == AF_UNIX) unlink(address.local.sun_path); /* a server that was killed left it */
    if (bind(listener, &address.any, size) != 0 || listen(listener, MOST_CONNECTIONS) != 0) {
        perror(text);
        exit(1);
    }
    printf("listening\n");
    fflush(stdout);
    return listener;
}

static int serve(const char *text) {
    int fd = accept(listen_at(text), NULL, NULL);
    no_delay(fd);
    echo(fd);
    if (strncmp(text, "unix:", 5) == 0) unlink(text + 5);
    return 0;
}

/* Whole messages among what one receive brings, each answered by itself; what is left of one is completed. 0 at the
 * end of the connection.
 */
static int answer_all(int fd, size_t bytes) {
    ssize_t got = take(fd, buffer, sizeof buffer / bytes * bytes);
    if (got <= 0) return 0;
    while ((size_t)got % bytes) {
        ssize_t more = take(fd, buffer + got, bytes - (size_t)got % bytes);
        if (more <= 0) return 0;
        got += more;
    }
    for (ssize_t at = 0; at < got; at += (ssize_t)bytes) {
        if (send(fd, buffer + at, bytes, MSG_NOSIGNAL) != (ssize_t)bytes) return 0;
    }
    return 1;
}

static int serve_crowd(const char *text, int bytes, int connections) {
    int listener = listen_at(text), interest = epoll_create1(0), left = connections;
    for (int i = 0; i < connections; i++) {
        int fd = accept(listener, NULL, NULL);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        no_delay(fd);
        epoll_ctl(interest, EPOLL_CTL_ADD, fd, &event);
    }
    while (left > 0) {
        struct epoll_event events[16];
        int count = epoll_wait(interest, events, 16, -1);
        for (int i = 0; i < count; i++) {
            if (answer_all(events[i].data.fd, (size_t)bytes)) continue;
            close(events[i].data.fd);
            left--;
        }
    }
    if (strncmp(text, "unix:", 5) == 0) unlink(text + 5);
    return 0;
}

/* The connection to an address, or the end of the program. */
static int reach(const char *text) {
    union address address;
    socklen_t size = parse(text, &address);
    int fd = socket(address.any.sa_family, SOCK_STREAM, 0);
    if (connect(fd, &address.any, size) != 0) {
        perror(text);
        exit(1);
    }
    no_delay(fd);
    return fd;
}

static int watch(const char *victim, const char *third) {
    int watched = reach(victim), other = reach(third);
    if (!exchange(watched, WATCHED_BYTES) || !exchange(other, WATCHED_BYTES)) return 1;
    printf("watching\n");
    fflush(stdout);
    if (take(watched, buffer, sizeof buffer) > 0) return 1;
    if (!exchange(other, WATCHED_BYTES)) return 1;
    printf("replied %lld\n", nanoseconds());
    return 0;
}

static int crowd(int argc, char *argv[]) {
    struct crowd crowd;
    if (!crowd_arguments(&crowd, argc, argv)) return 2;
    int fd = reach(argv[1]), sent = 0, taken = 0;
    size_t bytes = (size_t)crowd.bytes, at = 0;
    crowd_wait(&crowd);
    while (taken < crowd.count) {
        for (; sent < crowd.count && sent - taken < crowd.outstanding; sent++) {
            if (!exactly(fd, bytes, give)) return 1;
        }
        ssize_t got = take(fd, buffer, sizeof buffer);
        if (got <= 0) return 1;
        at += (size_t)got;
        taken += (int)(at / bytes);
        at %= bytes;
    }
    crowd_print(&crowd);
    return 0;
}

int main(int argc, char *argv[]) {
    const char *word = argc > 1 ? argv[1] : "";
    if (argc >= 3 && strcmp(word, "serve") == 0) {
        stay_on(argv[3]);
        return serve(argv[2]);
    }
    if (argc >= 5 && strcmp(word, "ask") == 0) {
        stay_on(argv[5]);
        return ask(reach(argv[2]), atoi(argv[3]), atoi(argv[4]));
    }
    if (argc >= 5 && strcmp(word, "serve-crowd") == 0) {
        stay_on(argv[5]);
        return serve_crowd(argv[2], atoi(argv[3]), atoi(argv[4]));
    }
    if (argc >= 7 && strcmp(word, "crowd") == 0) return crowd(argc - 1, argv + 1);
    if (argc == 4 && strcmp(word, "watch") == 0) return watch(argv[2], argv[3]);
    while (argc == 2 && strcmp(word, "sleep") == 0) pause();
    return 2;
}
