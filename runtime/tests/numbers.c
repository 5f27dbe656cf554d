/* Numbers as text and back, and the case of letters. */
#include "harness.h"

static void no_script(void) {}

/* NUMIN of the text: the status, the value unless that is 9999, and how many characters were used. */
static void numin(const char *text, short base, short wanted, short value, int used) {
    char copy[40];
    short number = 9999, status = 77;
    strcpy(copy, text);
    char *next = NUMIN(copy, &number, base, &status);
    if (status != wanted || number != value || next - copy != used) fprintf(stderr, "    NUMIN of %s:\n", text);
    EQUAL(status, wanted);
    EQUAL(number, value);
    EQUAL(next - copy, used);
}

static void numin_reads(void) {
    numin("12", 10, 0, 12, 2);
    numin("12,5", 10, 0, 12, 2);
    numin("-12 ", 10, 0, -12, 3);
    numin("+0", 10, 0, 0, 2);
    numin("128", 8, 0, 10, 2);
    numin("1012", 2, 0, 5, 3);
    numin("%17", 10, 0, 15, 3);
    numin("%b101", 10, 0, 5, 5);
    numin("%B101", 10, 0, 5, 5);
    numin("%hFf", 10, 0, 255, 4);
    numin("%H1g", 2, 0, 1, 3);
    numin("7F", 16, 0, 127, 2);
    numin("-%10", 10, 0, -8, 4);
}

static void numin_range(void) {
    numin("32767", 10, 0, 32767, 5);
    numin("-32768", 10, 0, -32768, 6);
    numin("32768", 10, -1, 9999, 5);
    numin("+32768", 10, -1, 9999, 6);
    numin("-32769", 10, -1, 9999, 6);
    numin("99999999999999999999999x", 10, -1, 9999, 23);
    numin("%177777", 10, 0, -1, 7);
    numin("-%177777", 10, 0, 1, 8);
    numin("%200000", 10, -1, 9999, 7);
    numin("FFFF", 16, 0, -1, 4);
    numin("10000", 16, -1, 9999, 5);
}

static void numin_refuses(void) {
    short number = 5, status = 77;
    char text[] = "12";
    numin("", 10, 1, 9999, 0);
    numin("x1", 10, 1, 9999, 0);
    numin(" 1", 10, 1, 9999, 0);
    numin("#1", 10, 1, 9999, 0);
    numin("+", 10, -1, 9999, 1);
    numin("%", 10, -1, 9999, 1);
    numin("%9", 10, -1, 9999, 1);
    numin("9", 8, -1, 9999, 0);
    numin("12", 11, -1, 9999, 0);
    numin("12", 1, -1, 9999, 0);
    numin("%12", 99, 0, 10, 3);
    CHECK(NUMIN(text, &number, 10) == text + 2);
    EQUAL(number, 12);
    CHECK(NUMIN(text, &number, , &status) == text);
    EQUAL(status, -1);
    CHECK(NUMIN(text, NULL, 10, &status) == text);
    EQUAL(status, -1);
    CHECK(NUMIN(NULL, &number, 10, &status) == NULL);
    EQUAL(status, -1);
    EQUAL(number, 12);
}

static void dnumin(const char *text, short base, short flags, short wanted, __int32_t value, int used) {
    char copy[48];
    __int32_t number = 9999;
    short status = 77;
    strcpy(copy, text);
    char *next = DNUMIN(copy, &number, base, &status, flags);
    if (status != wanted || number != value || next - copy != used) fprintf(stderr, "    DNUMIN of %s:\n", text);
    EQUAL(status, wanted);
    EQUAL(number, value);
    EQUAL(next - copy, used);
}

static void dnumin_reads(void) {
    dnumin("2147483647", 10, 0, 0, 2147483647, 10);
    dnumin("-2147483648", 10, 0, 0, -2147483647 - 1, 11);
    dnumin("2147483648", 10, 0, -1, 9999, 10);
    dnumin("%37777777777", 10, 0, 0, -1, 12);
    dnumin("%40000000000", 10, 0, -1, 9999, 12);
    dnumin("%hFFFFFFFE", 10, 0, 0, -2, 10);
    dnumin("%b11", 10, 0, 0, 3, 4);
    dnumin("#19", 8, 0, 0, 19, 3);
    dnumin("zz", 36, 0, 0, 1295, 2);
    dnumin("12", 37, 0, -1, 9999, 0);
    dnumin("12", 1, 0, -1, 9999, 0);
    dnumin("x", 10, 0, 1, 9999, 0);
    dnumin("", 10, 0, 1, 9999, 0);
    dnumin("-", 10, 0, -1, 9999, 1);
    dnumin("1,000", 10, 0, 0, 1, 1);
}

static void dnumin_flags(void) {
    __int32_t number = 3;
    char text[] = "44";
    dnumin("-1", 10, 4, 1, 9999, 0);
    dnumin("+1", 10, 4, 1, 9999, 0);
    dnumin("%1", 10, 4, 0, 1, 2);
    dnumin("%1", 10, 2, 1, 9999, 0);
    dnumin("#1", 10, 2, 1, 9999, 0);
    dnumin("-1", 10, 2, 0, -1, 2);
    dnumin("12 ", 10, 1, 0, 12, 2);
    dnumin("12x", 10, 1, -1, 9999, 2);
    dnumin("12", 10, 8, -1, 9999, 0);
    CHECK(DNUMIN(text, &number, 10) == text + 2);
    EQUAL(number, 44);
    CHECK(DNUMIN(text, , 10) == text);
    CHECK(DNUMIN(, &number, 10) == NULL);
}

static void numout_field(unsigned short number, short base, short width, const char *wanted) {
    char field[24];
    memset(field, '_', sizeof field);
    NUMOUT(field + 2, number, base, width);
    CHECK(memcmp(field, "__", 2) == 0);
    if (memcmp(field + 2, wanted, strlen(wanted)) != 0) fprintf(stderr, "    %.20s, not %s\n", field + 2, wanted);
    CHECK(memcmp(field + 2, wanted, strlen(wanted)) == 0);
    EQUAL(field[2 + strlen(wanted)], '_');
}

static void numout_writes(void) {
    char field[8] = "abc";
    numout_field(12, 10, 5, "00012");
    numout_field(0, 10, 1, "0");
    numout_field(12345, 10, 3, "345");
    numout_field((unsigned short)-1, 10, 5, "65535");
    numout_field((unsigned short)-1, 2, 16, "1111111111111111");
    numout_field(511, 8, 4, "0777");
    numout_field(12, 10, 0, "");
    numout_field(12, 10, -3, "");
    numout_field(12, 11, 3, "");
    numout_field(12, 1, 3, "");
    NUMOUT(field, 12, 10);
    NUMOUT(, 12, 10, 2);
    NUMOUT(NULL, 12, 10, 2);
    CHECK(strcmp(field, "abc") == 0);
}

static void dnumout_field(__int32_t number, short base, short width, short flags, const char *wanted) {
    char field[80];
    memset(field, '_', sizeof field);
    EQUAL(DNUMOUT(field + 2, number, base, width, flags), strlen(wanted));
    CHECK(memcmp(field, "__", 2) == 0);
    if (memcmp(field + 2, wanted, strlen(wanted)) != 0) fprintf(stderr, "    %.40s, not %s\n", field + 2, wanted);
    CHECK(memcmp(field + 2, wanted, strlen(wanted)) == 0);
    EQUAL(field[2 + strlen(wanted)], '_');
}

enum { LEFT = 4, SIGNED = 2, BLANKS = 1 };

static void dnumout_writes(void) {
    char field[16] = "abc";
    dnumout_field(12, 10, 0, 0, "12");
    dnumout_field(0, 10, 0, 0, "0");
    dnumout_field(-1, 10, 0, 0, "4294967295");
    dnumout_field(-1, 16, 0, 0, "FFFFFFFF");
    dnumout_field(-1, 2, 0, 0, "11111111111111111111111111111111");
    dnumout_field(1295, 36, 0, 0, "ZZ");
    dnumout_field(12, 10, 5, 0, "00012");
    dnumout_field(12345, 10, 3, 0, "345");
    dnumout_field(12, 10, 5, BLANKS, "   12");
    dnumout_field(12, 10, 5, LEFT, "12   ");
    dnumout_field(-12, 10, 0, SIGNED, "-12");
    dnumout_field(-12, 10, 6, SIGNED, "-00012");
    dnumout_field(-12, 10, 6, SIGNED | BLANKS, "   -12");
    dnumout_field(-12, 10, 6, SIGNED | LEFT, "-12   ");
    dnumout_field(-12, 10, 2, SIGNED, "12");
    dnumout_field(-2147483647 - 1, 10, 0, SIGNED, "-2147483648");
    dnumout_field(-5, 10, 40, SIGNED, "-000000000000000000000000000000000000005");
    dnumout_field(1, 37, 3, 0, "");
    dnumout_field(1, 1, 3, 0, "");
    dnumout_field(1, 10, -1, 0, "");
    EQUAL(DNUMOUT(field, 123456, 10), 6);
    CHECK(memcmp(field, "123456", 6) == 0);
    EQUAL(DNUMOUT(NULL, 1, 10), 0);
    EQUAL(DNUMOUT(field, 1), 0);
}

static void case_shifts(void) {
    char text[] = "aZ[{\xe4 1";
    char out[8];
    SHIFTSTRING(text, (short)strlen(text), 0);
    CHECK(strcmp(text, "AZ[{\xe4 1") == 0);
    SHIFTSTRING(text, 1, 1);
    CHECK(strcmp(text, "aZ[{\xe4 1") == 0);
    SHIFTSTRING(text, 2, (short)0xfffe);
    CHECK(strcmp(text, "AZ[{\xe4 1") == 0);
    SHIFTSTRING(text, -1, 1);
    SHIFTSTRING(NULL, 1, 1);
    SHIFTSTRING(text, 1);
    CHECK(strcmp(text, "AZ[{\xe4 1") == 0);
    memset(out, '_', sizeof out);
    EQUAL(STRING_UPSHIFT_("ab1", 3, out, sizeof out), 0);
    CHECK(memcmp(out, "AB1_", 4) == 0);
    EQUAL(STRING_UPSHIFT_("abc", 3, out, 2), 2);
    EQUAL(STRING_UPSHIFT_("abc", -1, out, 2), 2);
    EQUAL(STRING_UPSHIFT_("abc", 3, out), 2);
    EQUAL(STRING_UPSHIFT_(NULL, 1, out, 2), 3);
    EQUAL(STRING_UPSHIFT_("a", 1, NULL, 2), 3);
    EQUAL(STRING_UPSHIFT_("", 0, out, 0), 0);
    CHECK(memcmp(out, "AB1_", 4) == 0);
    char same[] = "same";
    EQUAL(STRING_UPSHIFT_(same, 4, same, 4), 0);
    CHECK(strcmp(same, "SAME") == 0);
}

const struct test number_tests[] = {
    {"NUMIN reads a number up to the first character that is not part of it", numin_reads, no_script, NULL},
    {"NUMIN takes 16 bits: signed in base 10, any pattern in others", numin_range, no_script, NULL},
    {"NUMIN tells no number from an illegal one, and leaves the result alone", numin_refuses, no_script, NULL},
    {"DNUMIN reads 32 bits in any base from 2 to 36", dnumin_reads, no_script, NULL},
    {"DNUMIN obeys its flags", dnumin_flags, no_script, NULL},
    {"NUMOUT fills its field with zeros and cuts the number at the left", numout_writes, no_script, NULL},
    {"DNUMOUT writes as many characters as needed, or its field", dnumout_writes, no_script, NULL},
    {"SHIFTSTRING and STRING_UPSHIFT_ change the letters of ASCII", case_shifts, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
