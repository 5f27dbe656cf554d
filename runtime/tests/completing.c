/* FILE_COMPLETE_ and its family. */
#include "harness.h"

static char answers[4][8];

static void ask_server(short file, int index, long long tag) {
    EQUAL(FILE_WRITEREAD64_(file, "q", answers[index], 1, sizeof answers[index], , tag), 0);
}

static zsys_ddl_complete_element_def element_of(int file, bool remove) {
    zsys_ddl_complete_element_def element;
    memset(&element, 0, sizeof element);
    element.z_fnum_fd = file;
    element.u_z_options.z_options.z_set_file = remove;
    return element;
}

static short set_file(int file, bool remove, short *wrong) {
    zsys_ddl_complete_element_def element = element_of(file, remove);
    return FILE_COMPLETE_SET_(&element, 1, wrong);
}

static int set_size(void) {
    zsys_ddl_complete_element_def list[8];
    short count = -1;
    EQUAL(FILE_COMPLETE_GETINFO_(list, 8, &count), 0);
    return count;
}

/* --------------------------------------------------------------------------------------------------------- sets */

static void sets_process(void) {
    zsys_ddl_complete_element_def list[4];
    short first = open_server(1, 1), second = open_server(1, 1), waited = open_server(0, 1), wrong = 9, count = 0;
    EQUAL(sizeof list[0], 8);
    EQUAL(sizeof(zsys_ddl_completion_info_def), 18);
    EQUAL(sizeof(zsys_ddl_completion_info2_def), 22);
    EQUAL(set_file(first, false, &wrong), 0);
    EQUAL(wrong, -1);
    EQUAL(set_size(), 1);
    list[0] = element_of(second, false), list[1] = element_of(waited, false), list[2] = element_of(0, false);
    EQUAL(FILE_COMPLETE_SET_(list, 3, &wrong), 25);
    EQUAL(wrong, 1);
    EQUAL(last_error_of(-1), 25);
    EQUAL(set_file(0, false, &wrong), 16);
    EQUAL(set_file(77, false, &wrong), 16);
    EQUAL(set_file(70000, false, &wrong), 16);
    EQUAL(wrong, 0);
    open_receive(1, 1);
    EQUAL(set_file(0, false, &wrong), 0);
    EQUAL(FILE_COMPLETE_GETINFO_(list, 4, &count), 0);
    EQUAL(count, 3);
    CHECK(list[0].z_fnum_fd == 0 && list[1].z_fnum_fd == first && list[2].z_fnum_fd == second);
    EQUAL(FILE_COMPLETE_GETINFO_(list, 2, &count), 563);
    EQUAL(count, 3);
    EQUAL(set_file(first, true, &wrong), 0);
    EQUAL(FILE_CLOSE_(second), 0); /* takes itself out */
    EQUAL(FILE_CLOSE_(0), 0);
    EQUAL(set_size(), 0);
    EQUAL(set_file(-1, false, &wrong), 0);
    EQUAL(set_size(), 1);
    EQUAL(set_file(first, true, &wrong), 590); /* only any file can be taken out of any file */
    EQUAL(set_file(-1, true, &wrong), 0);
    EQUAL(set_size(), 0);
    list[0] = element_of(5, false);
    list[0].u_z_options.z_options.z_filetype = 1;
    EQUAL(FILE_COMPLETE_SET_(list, 1, &wrong), 16); /* there are no OSS files */
    list[0] = element_of(-1, true);
    list[0].u_z_options.z_options.z_filetype = 1;
    EQUAL(FILE_COMPLETE_SET_(list, 1, &wrong), 0);
    EQUAL(FILE_COMPLETE_SET_(list, -1, &wrong), 590);
    EQUAL(FILE_COMPLETE_SET_(, 1), 29);
    EQUAL(FILE_COMPLETE_SET_(list), 29);
    EQUAL(FILE_COMPLETE_SET_(NULL, 1), 22);
    EQUAL(FILE_COMPLETE_GETINFO_(list), 29);
    EQUAL(FILE_COMPLETE_GETINFO_(NULL, 1), 22);
    EQUAL(FILE_COMPLETE_GETINFO_(list, -1), 590);
}

static void open_on(struct peer *peer, int more) {
    accept_open(peer, 0);
    for (int i = 0; i < more; i++) {
        answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
        accept_open_on(peer, (short)(i + 1));
    }
}

static void sets_kernel(void) {
    struct peer peer;
    open_on(&peer, 2);
    take(WIRE_CLOSED);
    take_request(&peer, WIRE_IO_SYSTEM);
}

/* --------------------------------------------------------------------------------------------------- completing */

static void complete_process(void) {
    zsys_ddl_completion_info_def info;
    zsys_ddl_completion_info2_def info2;
    zsys_ddl_complete_element_def list[2];
    short first = open_server(2, 1), second = open_server(2, 1), wrong = 9;
    EQUAL(FILE_COMPLETE_(&info, -1), 26);
    EQUAL(FILE_COMPLETE_(&info, 1), 40); /* with a limit nobody waits for ever */
    EQUAL(FILE_COMPLETE_(&info, -2), 590);
    EQUAL(FILE_COMPLETE_(), 29);
    EQUAL(FILE_COMPLETE_(NULL, 0), 22);
    EQUAL(FILE_COMPLETEL_(, 0), 29);
    list[0] = element_of(first, false), list[1] = element_of(second, false);
    EQUAL(FILE_COMPLETE_(&info, 0, list), 29);
    ask_server(first, 0, 5);
    ask_server(first, 1, 1LL << 40 | 6);
    ask_server(second, 2, 7);
    EQUAL(set_file(second, false, &wrong), 0);
    EQUAL(FILE_COMPLETE_(&info, 0), 40);
    meet_kernel();                       /* the first two are done */
    EQUAL(FILE_COMPLETE_(&info, 0), 40); /* but not in the set */
    EQUAL(FILE_COMPLETE_(&info, -1, list, 1, &wrong), 0);
    CHECK(wrong == -1 && info.z_filetype == 0 && info.z_error == 0 && info.z_fnum_fd == first && info.z_tag == 5);
    EQUAL(info.u_z_return_value.z_count_transferred, 1);
    list[0] = element_of(77, false);
    EQUAL(FILE_COMPLETE_(&info, -1, list, 2, &wrong), 16);
    EQUAL(wrong, 0);
    list[0] = element_of(-1, false);
    EQUAL(FILE_COMPLETEL_(&info2, -1, list, 1), 0);
    CHECK(info2.z_error == 300 && info2.z_fnum_fd == first && info2.z_tag == (1LL << 40 | 6));
    EQUAL(info2.u_z_return_value.z_count_transferred, 2);
    EQUAL(last_error_of(first), 300);
    EQUAL(FILE_COMPLETE_(&info, 1), 40); /* cancels nothing */
    EQUAL(last_error_of(-1), 40);
    meet_kernel();
    EQUAL(FILE_COMPLETE_(&info), 0); /* the set that stands: no limit */
    CHECK(info.z_fnum_fd == second && info.z_tag == 7 && info.z_error == 9);
    EQUAL(FILE_COMPLETE_(&info), 26);
}

static void complete_kernel(void) {
    struct peer peer;
    uint32_t numbers[3];
    open_on(&peer, 1);
    for (int i = 0; i < 3; i++) numbers[i] = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    reply(&peer, numbers[0], 0, "a", 1);
    reply(&peer, numbers[1], 300, "bc", 2);
    settle(&peer);
    end_meeting();
    begin_meeting();
    no_more_frames(&peer);
    reply(&peer, numbers[2], 9, "d", 1);
    settle(&peer);
    end_meeting();
}

static void receive_process(void) {
    zsys_ddl_completion_info_def info;
    char buffer[8] = "";
    short wrong;
    open_receive(1, 2);
    EQUAL(set_file(-1, false, &wrong), 0);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer, , 31), 0);
    EQUAL(FILE_COMPLETE_(&info, -1), 0);
    CHECK(info.z_fnum_fd == 0 && info.z_tag == 31 && info.z_error == 0);
    EQUAL(info.u_z_return_value.z_count_transferred, 3);
    CHECK(memcmp(buffer, "abc", 3) == 0);
    EQUAL(FILE_REPLY64_(, , , 0), 0);
}

static void receive_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "abc");
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

const struct test complete_tests[] = {
    {"the set of FILE_COMPLETE_SET_ grows and shrinks; errors 16 22 25 29 563 590", sets_process, sets_kernel, NULL},
    {"FILE_COMPLETE_ completes of its set or its list, and a time-out cancels nothing", complete_process,
     complete_kernel, NULL},
    {"FILE_COMPLETE_ completes reads of $RECEIVE", receive_process, receive_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
