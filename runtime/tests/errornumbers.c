/* errno: names, numbers, texts (c-runtime section 11.3). */
#include <math.h>

#include "streamends.h"

static void names_process(void) {
#define NUMBER(name, number) EQUAL(name, number);
#include "errornumbers.h"
#undef NUMBER
    EQUAL(ENOENT, 4002);
    EQUAL(EIO, 4005);
    EQUAL(E2BIG, 4007);
    EQUAL(EBADF, 4009);
    EQUAL(EAGAIN, 4011);
    EQUAL(EINVAL, 4022);
    EQUAL(ERANGE, 4034);
    EQUAL(EBADCF, 4198);
    EQUAL(ENOIMEM, 4199);
    EQUAL(ENOROOT, 4202);
    EQUAL(ENONSTOP, 4210);
    EQUAL(EWRONGID, 60);
    EQUAL(EGUARDIANLOCKED, 73);
}

/* What the C library sets has the same names. */
static void library_process(void) {
    volatile const char *huge = "99999999999999999999999";
    errno = 0;
    strtol((const char *)huge, NULL, 10);
    EQUAL(errno, ERANGE);
    EQUAL(errno, ERANGE); /* it stays */
    errno = 0;
    EQUAL(errno, 0);
    EQUAL(setvbuf(stdout, NULL, 99, 0) != 0, 1);
    EQUAL(fseek(stdout, 0, 99), -1);
    EQUAL(errno, EINVAL);
    CHECK(!fopen("/x", "r"));
    EQUAL(errno, 13);
    int *where = &errno;
    *where = EDEADLK;
    EQUAL(errno, 4045);
}

static void texts_process(void) {
    CHECK(strcmp(strerror(ENOENT), "No such file or directory") == 0);
    CHECK(strcmp(strerror(ENAMETOOLONG), "File name too long") == 0);
    CHECK(strcmp(strerror(EOVERFLOW), "Value too large for defined data type") == 0);
    CHECK(strcmp(strerror(45), "Guardian error 45: file full") == 0);
    CHECK(strcmp(strerror(14), "Guardian error 14: device or process does not exist") == 0);
    CHECK(strcmp(strerror(333), "Guardian error 333") == 0);
    CHECK(strcmp(strerror(EOSSNOTRUNNING), "OSS is not running") == 0);
    CHECK(strcmp(strerror(ENONSTOP), "stream not open for an active-backup function") == 0);
    CHECK(strcmp(strerror(-5), "Error -5") == 0);
    errno = 201;
    perror("$SERV");
    perror("");
    exit(0);
}

static void texts_kernel(void) {
    expect_words_and_end("$SERV: Guardian error 201: path to the device or process is down\n"
                         "Guardian error 201: path to the device or process is down\n",
                         0);
}

static void no_script(void) {}

const struct test error_number_tests[] = {
    {"names of errno.h have NonStop's numbers", names_process, no_script, NULL},
    {"what the C library sets is found under those names", library_process, no_script, NULL},
    {"every error number has a text", texts_process, texts_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
