/* Startup messages of conformance processes, sent and received. */
#include "startup.h"

#include <cextdecs.h>
#include <stdio.h>
#include <string.h>
#include <zsysc.h>

enum { FIXED = 66, STARTUP = -1, BACKUP = 6 };

int write_startup(char *message, const char *words) {
    short code = STARTUP;
    int length = (int)strlen(words) + 1;
    memset(message, 0, STARTUP_MOST);
    memset(message, ' ', FIXED);
    memcpy(message, &code, sizeof code);
    memcpy(message + FIXED, words, (size_t)length);
    return FIXED + (length + 1) / 2 * 2;
}

/* Reads what the creator sends until it closes; the parameter string is kept. */
static void receive(char *parameters, int room) {
    static char message[STARTUP_MOST];
    short file, number = 0;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1);
    while (number != ZSYS_VAL_SMSG_CLOSE) {
        short error = FILE_READUPDATE64_(0, message, sizeof message, &count);
        memcpy(&number, message, sizeof number);
        if (error == 0 && number == STARTUP) snprintf(parameters, (size_t)room, "%s", message + FIXED);
        if (error == 0) number = 0;
        FILE_REPLY64_();
    }
    FILE_CLOSE_(0);
}

static int split(char *text, char **word) {
    int words = 0;
    for (char *next = strtok(text, " "); next && words < STARTUP_WORDS; next = strtok(NULL, " ")) word[words++] = next;
    return words;
}

int own_words(int argc, char **argv, char **word) {
    static char parameters[STARTUP_MOST];
    int words = 0;
    if (argc > 1) {
        while (words + 1 < argc && words < STARTUP_WORDS) {
            word[words] = argv[words + 1];
            words++;
        }
        return words;
    }
    if (PROCESS_GETPAIRINFO_() == BACKUP) return 0;
    receive(parameters, sizeof parameters);
    return split(parameters, word);
}
