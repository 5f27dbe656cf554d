/* errno of a C program (c-runtime section 11.3).
 *
 * A Guardian file's error is its file-system error number, below 1000. The names of <errno.h> stand for 4001 and up, so
 * the two never collide. The C library knows neither: what it has set is turned into the latter when the program looks.
 */
#include <errno.h>
#include <stdio.h>

#include "streams.h"

enum { SYMBOLS = 4000, OTHERS = 4300, LAST_COMMON = 34, LARGEST_SYSTEM_NUMBER = 133 };

/* Numbers that are not 4000 and the one of this machine. */
static const struct {
    short system, nonstop;
} numbers[] = {
#define NUMBER(name, number) {name, number},
#include "errornumbers.h"
#undef NUMBER
};

enum { NUMBERS = sizeof numbers / sizeof numbers[0] };

/* Every system has the first 34 in common. Those that no NonStop system has are above the others. */
static int from_system(int number) {
    if (number <= 0 || number > LARGEST_SYSTEM_NUMBER) return number;
    if (number <= LAST_COMMON) return SYMBOLS + number;
    for (int i = 0; i < NUMBERS; i++) {
        if (numbers[i].system == number) return numbers[i].nonstop;
    }
    return OTHERS + number;
}

/* The machine's number, or 0. */
static int to_system(int number) {
    for (int i = 0; i < NUMBERS; i++) {
        if (numbers[i].nonstop == number) return numbers[i].system;
    }
    if (number > SYMBOLS && number <= SYMBOLS + LAST_COMMON) return number - SYMBOLS;
    return number > OTHERS && number <= OTHERS + LARGEST_SYSTEM_NUMBER ? number - OTHERS : 0;
}

/* ---------------------------------------------------------------------------------------------------------- errno */

static int program_errno;

/* What the C library sets later is seen because its own errno is 0 from here on. */
int *guardian_errno(void) {
    if (errno) program_errno = from_system(errno);
    errno = 0;
    return &program_errno;
}

void errno_set(int number) {
    program_errno = number;
    errno = 0;
}

/* ----------------------------------------------------------------------------------------------------------- texts */

static const struct {
    short number;
    const char *text;
} texts[] = {
    {FEOK, "no error"},
    {FEEOF, "end of file"},
    {FEINVALOP, "operation not allowed on this type of file"},
    {3, "failure to open or purge a partition"},
    {4, "failure to open an alternate-key file"},
    {5, "failure to provide sequential buffering"},
    {FESYSMESS, "system message received"},
    {FENOSYSMESS, "process not accepting system messages"},
    {FEDUP, "record or file exists already"},
    {FENOTFOUND, "file or record not found"},
    {FEINUSE, "file in use"},
    {FEBADNAME, "invalid file name"},
    {FENOSUCHDEV, "device or process does not exist"},
    {15, "rename to another volume"},
    {FENOTOPEN, "file number not open"},
    {17, "file not open by the primary process"},
    {FENOSUCHSYS, "node does not exist"},
    {FENETVIOL, "device name too long for network access"},
    {FEBADCOUNT, "invalid count"},
    {FEBOUNDSERR, "parameter out of bounds"},
    {24, "not allowed without privilege"},
    {FEWAITFILE, "wait file, nowait operation"},
    {FENONEOUT, "no outstanding request"},
    {FEIOPEND, "request outstanding"},
    {FETOOMANY, "too many outstanding requests"},
    {FEMISSPARM, "missing parameter"},
    {FENOLCB, "no message block"},
    {FENOBUFSPACE, "no buffer space"},
    {32, "no storage pool space"},
    {FENOCBSPACE, "no file control block"},
    {36, "no physical memory"},
    {FETIMEDOUT, "operation timed out"},
    {FEBADSYNC, "checksum error in a sync block"},
    {42, "read from an unallocated extent"},
    {43, "no disk space"},
    {FEDIRFULL, "directory full"},
    {45, "file full"},
    {46, "invalid key"},
    {48, "security violation"},
    {FEACCVIOL, "access violation"},
    {53, "internal file-system error"},
    {59, "file is bad"},
    {FEWRONGID, "device is open by another instance"},
    {FEOPENSTOP, "no more opens allowed"},
    {66, "device down"},
    {FECONTINUE, "continue the file operation"},
    {73, "record or file locked"},
    {FEBADREPLY, "too many messages without reply"},
    {75, "no transaction identifier"},
    {FENOTRDY, "device not ready"},
    {110, "only break access allowed"},
    {111, "operation aborted because of break"},
    {FEBADDEFUSE, "DEFINE of a wrong class"},
    {120, "data parity error"},
    {140, "modem error"},
    {190, "device error"},
    {FEMISSDEF, "missing DEFINE"},
    {FEOWNERSHIP, "ownership error"},
    {FEPATHDOWN, "path to the device or process is down"},
    {210, "device ownership changed"},
    {211, "processor failed"},
    {248, "line handler process failed"},
    {FENETFAIL, "network failure"},
    {FENETDOWN, "all paths to the node are down"},
    {FEFATPIN, "process has a high PIN"},
    {FEBADITEM, "invalid item"},
    {FEBUFTOOSMALL, "buffer too small"},
    {564, "operation not allowed"},
    {FEBADPARMVALUE, "invalid parameter value"},
    {FEQUEUEDSTOPMODE1, "stop queued, stop mode 1"},
    {FEQUEUEDSTOPMODE0, "stop queued, stop mode 0"},
    {4180, "invalid data in buffer"},
    {4195, "out-of-band data available"},
    {4196, "invalid socket call"},
    {ERRNO_EBADFILE, "file type not supported"},
    {4198, "C file is not odd-unstructured"},
    {4199, "insufficient internal memory"},
    {4202, "root fileset not mounted"},
    {ERRNO_EOSSNOTRUNNING, "OSS is not running"},
    {4207, "processor not available"},
    {4209, "OSS operation on a Guardian file"},
    {4210, "stream not open for an active-backup function"},
};

static const char *guardian_text(int number) {
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].number == number) return texts[i].text;
    }
    return NULL;
}

/* Good until the next call; a number without a text is told as a number. */
char *guardian_strerror(int number) {
    static char text[96];
    const char *own = guardian_text(number);
    int system = to_system(number);
    if (system) return strerror(system);
    if (own && number < SYMBOLS) snprintf(text, sizeof text, "Guardian error %d: %s", number, own);
    else if (own) snprintf(text, sizeof text, "%s", own);
    else snprintf(text, sizeof text, "%s %d", number > 0 && number < SYMBOLS ? "Guardian error" : "Error", number);
    return text;
}

void guardian_perror(const char *what) {
    const char *text = guardian_strerror(*guardian_errno());
    if (what && *what) fprintf(stderr, "%s: %s\n", what, text);
    else fprintf(stderr, "%s\n", text);
}
