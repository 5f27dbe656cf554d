/* Fuzzes what comes over the kernel socket: packets of any content, some with a descriptor.
 *
 * A kernel that speaks nonsense ends the process (fail), which here ends the input.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "world.h"

enum { PACKETS = 50 };

static void send_packet(const uint8_t *bytes, size_t length, bool with_descriptor) {
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    int pair[2] = {-1, -1};
    if (with_descriptor && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header =
            (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
        memcpy(CMSG_DATA(header), &pair[0], sizeof(int));
    }
    if (length) sendmsg(kernel_end, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (pair[0] >= 0) close(pair[0]);
    if (pair[1] >= 0) close(pair[1]);
}

static void one_packet(struct input *input) {
    static const uint8_t codes[] = {WIRE_LINK_OFFER, WIRE_RESUMED, WIRE_PEER_DOWN,   WIRE_SYSTEM_MESSAGE,
                                    WIRE_ROLE,       WIRE_LINKED,  WIRE_OPENER_GONE, WIRE_FOUND};
    uint8_t packet[WIRE_KERNEL_HEADER_SIZE + 256] = {0};
    const uint8_t *body;
    uint8_t choice = input_byte(input);
    uint16_t code = choice & 8 ? (uint16_t)input_number(input, 2) : codes[choice & 7];
    wire_kernel_header_set_code(packet, code);
    wire_kernel_header_set_error(packet, (int16_t)(int8_t)input_byte(input));
    wire_kernel_header_set_tag(packet, choice & 16 ? input_byte(input) : 0);
    size_t length = input_bytes(input, input_byte(input), &body);
    memcpy(packet + WIRE_KERNEL_HEADER_SIZE, body, length);
    size_t cut = choice & 128 ? input_byte(input) : 0;
    length += WIRE_KERNEL_HEADER_SIZE;
    send_packet(packet, cut < length ? length - cut : 1, choice & 64);
    while (kernel_input()) continue;
}

static void take_everything(void) {
    static char buffer[300];
    for (int i = 0; i < 5; i++) {
        READUPDATEX(0, buffer, sizeof buffer);
        short file = 0;
        if (_status_lt(AWAITIOX(&file, , , , 0))) CANCEL(0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool begun;
    short receive_file;
    struct input input = {data, data + size};
    if (!begun) world_begin();
    begun = true;
    FILE_CLOSE_(0);
    if (setjmp(process_end)) return 0;
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , 1, 10)) __builtin_trap();
    for (int packets = 0; packets < PACKETS && input.at < input.end; packets++) one_packet(&input);
    take_everything();
    FILE_CLOSE_(0);
    return 0;
}
