/* Starts the process under test and tells what became of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "kernel_end.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define LEAKS() __lsan_do_recoverable_leak_check()
#else
#define LEAKS() 0
#endif

enum { SKIPPED = 77, KERNEL_NUMBER = 3, SECONDS_OF_A_TEST = 60 };

static const char *program;

_Noreturn void failed(const char *file, int line, const char *what, long long is, long long wanted) {
    const char *base = strrchr(file, '/');
    kernel_end_give_up();
    fprintf(stderr, "    %s:%d: %s (is %lld, wanted %lld)\n", base ? base + 1 : file, line, what, is, wanted);
    _exit(1);
}

_Noreturn void skip(const char *why) {
    fprintf(stderr, "    skipped: %s\n", why);
    _exit(SKIPPED);
}

/* --------------------------------------------------------------------------------- the process under test */

static _Noreturn void process_under_test(const struct test *test) {
    test->process();
    if (LEAKS()) failed(__FILE__, __LINE__, "memory was lost", 1, 0);
    exit(0);
}

static void execute_self(int number) {
    const char *launcher = getenv("TEST_LAUNCHER");
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    setenv("GUARDIAN_KERNEL_FD", "3", 1);
    if (launcher && *launcher) execlp(launcher, launcher, program, "--process", text, (char *)NULL);
    else execl(program, program, "--process", text, (char *)NULL);
    failed(__FILE__, __LINE__, "exec", errno, 0);
}

static pid_t start_process(int number, int kernel_end, int process_end, int error_output) {
    pid_t pid = fork();
    if (pid) return pid;
    close(kernel_end);
    dup2(error_output, STDERR_FILENO);
    if (process_end == KERNEL_NUMBER) fcntl(process_end, F_SETFD, 0);
    else dup2(process_end, KERNEL_NUMBER);
    execute_self(number);
    return 0;
}

/* Runs the script in a process of its own, so that one failure is one failure. Returns its exit status. */
static int run_script(const struct test *test, int number) {
    int pair[2], errors[2];
    fflush(NULL);
    pid_t pid = fork();
    if (pid) {
        int status = -1;
        waitpid(pid, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }
    alarm(SECONDS_OF_A_TEST);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0 || pipe2(errors, O_CLOEXEC) != 0) {
        failed(__FILE__, __LINE__, "socketpair", errno, 0);
    }
    kernel_end_begin(pair[0]);
    if (test->welcome) test->welcome();
    else welcome_process();
    pid_t under_test = start_process(number, pair[0], pair[1], errors[1]);
    close(pair[1]);
    close(errors[1]);
    kernel_end_take(under_test, errors[0]);
    if (!test->welcome) take_hello();
    test->kernel();
    kernel_end_finish();
    _exit(0);
}

/* -------------------------------------------------------------------------------------------------- table */

static const struct test *test_numbered(const struct test *const *tables, int number) {
    for (; *tables; tables++) {
        for (const struct test *test = *tables; test->sentence; test++) {
            if (number-- == 0) return test;
        }
    }
    return NULL;
}

static bool chosen(const struct test *test, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strstr(test->sentence, argv[i])) return true;
    }
    return argc < 2;
}

int run_tests(const struct test *const *tables, int argc, char **argv) {
    int passed = 0, wrong = 0, skipped = 0;
    const struct test *test;
    program = argv[0];
    if (argc == 3 && strcmp(argv[1], "--process") == 0) process_under_test(test_numbered(tables, atoi(argv[2])));
    signal(SIGPIPE, SIG_IGN);
    for (int number = 0; (test = test_numbered(tables, number)); number++) {
        if (!chosen(test, argc, argv)) continue;
        int status = run_script(test, number);
        if (status == 0) passed++;
        else if (status == SKIPPED) skipped++;
        else wrong++;
        printf("%s: %s\n", status == 0 ? "ok" : status == SKIPPED ? "SKIPPED" : "FAILED", test->sentence);
    }
    if (skipped) printf("%d skipped: what they prove is not proved here\n", skipped);
    printf("%d passed, %d failed\n", passed, wrong);
    return wrong ? 1 : skipped ? SKIPPED : 0;
}
