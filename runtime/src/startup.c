/* How a process becomes a Guardian process: the kernel's welcome waits in the inherited kernel socket. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process.h"

struct self self = {.kernel = -1, .interest = -1};
static pid_t own_pid;

void stop_at_exit(int status);

_Noreturn void fail(const char *what) {
    fprintf(stderr, "guardian: %s (%s)\n", what, strerror(errno));
    abort();
}

void *allocate(size_t bytes) {
    void *memory = malloc(bytes);
    if (!memory) fail("out of memory");
    return memory;
}

bool has_kernel(const char *procedure) {
    if (self.started) return true;
    fprintf(stderr,
            "guardian: %s was called in a process that no Guardian kernel started.\n"
            "Start the program in a node: guardian-emu run PROGRAM\n",
            procedure);
    return false;
}

void require_kernel(const char *procedure) {
    if (!has_kernel(procedure)) exit(1);
}

GUARDIAN_API int guardian_started(void) {
    return self.started;
}

GUARDIAN_API int guardian_descriptor(void) {
    return self.interest;
}

/* Argument words when nobody sends startup messages (PROCESS_SPAWN_), for a backup to have as well. */
static void take_startup(const struct answer *welcome, size_t *at) {
    char *startup = allocate(welcome->length);
    size_t length = body_string(welcome, at, startup, welcome->length);
    if (self.startup_by == WIRE_STARTUP_NOBODY) {
        self.startup = startup;
        self.startup_length = length;
        return;
    }
    if (!startup_adopt((uint8_t *)startup, length)) fail("the startup messages in the kernel's welcome are none");
    free(startup);
}

static void take_welcome(void) {
    static uint8_t packet[65536];
    ssize_t length;
    do length = recv(self.kernel, packet, sizeof packet, 0);
    while (length < 0 && errno == EINTR);
    uint8_t *body = packet + WIRE_KERNEL_HEADER_SIZE;
    if (length < WIRE_KERNEL_HEADER_SIZE + WIRE_WELCOME_SIZE) fail("the kernel's welcome is too short");
    if (wire_kernel_header_code(packet) != WIRE_WELCOME) fail("the kernel's first message is no welcome");
    if (wire_welcome_version(body) != WIRE_PROTOCOL_VERSION) {
        fail("this program was built for another version of the kernel: compile it again");
    }
    struct answer welcome = {.body = body, .length = (size_t)length - WIRE_KERNEL_HEADER_SIZE, .descriptor = -1};
    size_t at = WIRE_WELCOME_SIZE;
    char recorder[512];
    self.cpu = wire_welcome_cpu(body);
    self.handle = handle_at(wire_welcome_handle(body));
    self.mom = handle_at(wire_welcome_mom(body));
    self.node_number = (int32_t)wire_welcome_node_number(body);
    self.priority = wire_welcome_priority(body);
    self.is_backup = wire_welcome_is_backup(body) != 0;
    self.partner = self.is_backup ? self.mom : null_handle;
    self.creator_access_id = wire_welcome_creator_access_id(body);
    self.process_access_id = wire_welcome_process_access_id(body);
    self.job = wire_welcome_job(body);
    self.gmom = handle_at(wire_welcome_gmom(body));
    self.startup_by = wire_welcome_startup_by(body);
    self.cold_load_time = wire_welcome_cold_load_time(body);
    body_string(&welcome, &at, self.node_name, sizeof self.node_name);
    body_string(&welcome, &at, self.process_name, sizeof self.process_name);
    body_string(&welcome, &at, self.program, sizeof self.program);
    body_string(&welcome, &at, self.home_terminal, sizeof self.home_terminal);
    self.role = self.is_backup ? PAIR_BACKUP : self.process_name[0] ? PAIR_SINGLE : PAIR_UNNAMED;
    take_startup(&welcome, &at);
    self.defines_length = body_string(&welcome, &at, self.defines, sizeof self.defines);
    body_string(&welcome, &at, recorder, sizeof recorder);
    if (recorder[0]) recorder_open(recorder);
}

static void say_hello(void) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_HELLO, WIRE_HELLO_SIZE);
    wire_hello_set_version(body, WIRE_PROTOCOL_VERSION);
    wire_hello_set_abi(body, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? WIRE_ABI_NONSTOP : WIRE_ABI_HOST);
    wire_hello_set_pid(body, (uint32_t)own_pid);
    kernel_tell(&letter);
}

static void at_exit(int status, void *unused) {
    (void)unused;
    if (getpid() == own_pid) stop_at_exit(status);
}

__attribute__((constructor)) static void start(void) {
    const char *number = getenv("GUARDIAN_KERNEL_FD");
    if (!number) return;
    self.kernel = atoi(number);
    unsetenv("GUARDIAN_KERNEL_FD");
    own_pid = getpid();
    setvbuf(stdout, NULL, _IOLBF, 0); /* text goes out line by line (c-runtime section 11.1) */
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a CPU dies as one, also where there is no PID namespace */
    if (fcntl(self.kernel, F_SETFD, FD_CLOEXEC) != 0) fail("GUARDIAN_KERNEL_FD names no open descriptor");
    self.interest = epoll_create1(EPOLL_CLOEXEC);
    if (self.interest < 0) fail("epoll_create1");
    take_welcome();
    self.started = true;
    wait_watch(self.kernel, &self, true, false, false);
    say_hello();
    on_exit(at_exit, NULL);
}
