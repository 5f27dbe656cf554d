/* asker SERVER: asks a server in another node until that fails; says how, after how long, and what the system told. */
#include <cextdecs(AWAITIOX, FILE_GETINFO_, FILE_OPEN_, JULIANTIMESTAMP, MONITORNET, READUPDATEX, WRITEREADX)> nolist
#include <stdio.h>
#include <string.h>
#include <tal.h> nolist
#include <zsysc.h> nolist

static void say_what_was_told(void) {
    union {
        short number;
        char bytes[250];
    } message;
    short receive_file = 0;
    READUPDATEX(receive_file, message.bytes, sizeof message);
    AWAITIOX(&receive_file, , , , 1000);
    printf("told %d\n", message.number);
}

int main(int argc, char *argv[]) {
    short receive_file, server, error = 0;
    char text[16];
    long long begin, end;
    if (argc != 2 || FILE_OPEN_("$RECEIVE", 8, &receive_file, , , 1, 1)) return 1;
    MONITORNET(1);
    if (FILE_OPEN_(argv[1], (short)strlen(argv[1]), &server, , , , 1)) return 2;
    printf("asking\n");
    fflush(stdout);
    do {
        begin = JULIANTIMESTAMP();
        WRITEREADX(server, text, 1, 1);
        end = JULIANTIMESTAMP();
        FILE_GETINFO_(server, &error);
    } while (!error);
    printf("error %d after %lld ms\n", error, (end - begin) / 1000);
    say_what_was_told();
    return 0;
}
