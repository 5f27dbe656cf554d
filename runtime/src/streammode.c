/* Modes of fopen (c-runtime section 11.2). */
#include "streams.h"

static bool take_letter(char letter, struct stream_mode *mode, bool *update) {
    switch (letter) {
    case 'r':
    case 'w':
    case 'a':
        if (mode->first) return false;
        mode->first = letter;
        return true;
    case 'b':
        if (mode->binary) return false;
        return mode->binary = true;
    case '+':
        if (*update) return false;
        return *update = true;
    default:
        return false;
    }
}

bool stream_mode_take(const char *letters, struct stream_mode *mode) {
    bool update = false;
    memset(mode, 0, sizeof *mode);
    if (!letters) return false;
    for (; *letters; letters++) {
        if (!take_letter(*letters, mode, &update)) return false;
    }
    mode->reads = update || mode->first == 'r';
    mode->writes = update || mode->first != 'r';
    return mode->first != 0;
}
