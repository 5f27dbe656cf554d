/* All tests of libguardian. With arguments: those whose sentence contains one of them. */
#include "harness.h"

int main(int argc, char **argv) {
    static const struct test *const tables[] = {argument_tests,  handle_tests, receive_tests,  reply_tests,  open_tests,
                                                request_tests,   await_tests,  retry_tests,    death_tests,  link_tests,
                                                malformed_tests, kernel_tests, creation_tests, ending_tests, NULL};
    return run_tests(tables, argc, argv);
}
