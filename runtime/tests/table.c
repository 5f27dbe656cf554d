/* All tests of libguardian. With arguments: those whose sentence contains one of them. */
#include "harness.h"

int main(int argc, char **argv) {
    static const struct test *const tables[] = {
        argument_tests,      handle_tests,         receive_tests,        reply_tests,
        open_tests,          request_tests,        await_tests,          control_tests,
        complete_tests,      retry_tests,          death_tests,          link_tests,
        malformed_tests,     kernel_tests,         creation_tests,       ending_tests,
        starting_tests,      streaming_tests,      number_tests,         timing_tests,
        backup_tests,        backup_file_tests,    primary_tests,        wanted_tests,
        queue_tests,         early_tests,          pressure_tests,       old_format_tests,
        received_tests,      filename_tests,       define_tests,         old_name_tests,
        launch_tests,        information_tests,    change_tests,         find_tests,
        surroundings_tests,  opening_stream_tests, writing_stream_tests, reading_stream_tests,
        moving_stream_tests, error_number_tests,   program_end_tests,    NULL};
    return run_tests(tables, argc, argv);
}
