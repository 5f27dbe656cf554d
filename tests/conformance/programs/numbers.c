/* Numbers as text and back, and the case of letters. */
#include "check.h"

/* What a conversion gives: status, value and characters used. */
static short status;
static int used;

static short numin(const char *text, short base) {
    static char copy[80];
    short number = 999;
    strcpy(copy, text);
    status = 77;
    used = (int)(NUMIN(copy, &number, base, &status) - copy);
    return number;
}

static __int32_t dnumin(const char *text, short base, short flags) {
    static char copy[80];
    __int32_t number = 999;
    strcpy(copy, text);
    status = 77;
    used = (int)(DNUMIN(copy, &number, base, &status, flags) - copy);
    return number;
}

CHECK("NUMIN reads a number and tells where it ends", "", "NUMIN") {
    EXPECT_EQUAL(numin("123 apples", 10), 123);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(used, 3);
    EXPECT_EQUAL(numin("-32768", 10), -32768);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(numin("+7.", 10), 7);
    EXPECT_EQUAL(used, 2);
    EXPECT_EQUAL(numin("777", 8), 511);
    EXPECT_EQUAL(numin("1012", 2), 5);
    EXPECT_EQUAL(used, 3);
    EXPECT_EQUAL(numin("7fff", 16), 32767);
}

CHECK("NUMIN obeys a prefix whatever the base", "", "NUMIN") {
    EXPECT_EQUAL(numin("%17", 10), 15);
    EXPECT_EQUAL(numin("%b101", 10), 5);
    EXPECT_EQUAL(numin("%HfF", 2), 255);
    EXPECT_EQUAL(used, 4);
    EXPECT_EQUAL(numin("%177777", 10), -1);
    EXPECT_EQUAL(numin("-%177777", 10), 1);
}

CHECK("NUMIN: status 1 without a number, -1 for an illegal one; the result stays", "", "NUMIN") {
    EXPECT_EQUAL(numin("apples", 10), 999);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(used, 0);
    EXPECT_EQUAL(numin("32768", 10), 999);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(numin("%200000", 10), 999);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(numin("-", 10), 999);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(numin("%8", 10), 999);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(numin("12", 11), 999);
    EXPECT_EQUAL(status, -1);
}

CHECK("NUMIN without an argument reads nothing", "", "NUMIN") {
    char text[] = "12";
    short number = 999;
    status = 77;
    EXPECT(NUMIN(text, &number, , &status) == text);
    EXPECT_EQUAL(status, -1);
    EXPECT(NUMIN(text, , 10, &status) == text);
    EXPECT(NUMIN(, &number, 10, &status) == NULL);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(number, 999);
    EXPECT(NUMIN(text, &number, 10) == text + 2);
    EXPECT_EQUAL(number, 12);
}

CHECK("DNUMIN reads 32 bits in bases from 2 to 36", "", "DNUMIN") {
    EXPECT_EQUAL(dnumin("2147483647,", 10, 0), 2147483647);
    EXPECT_EQUAL(used, 10);
    EXPECT_EQUAL(dnumin("-2147483648", 10, 0), -2147483647 - 1);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(dnumin("2147483648", 10, 0), 999);
    EXPECT_EQUAL(status, -1);
    EXPECT_EQUAL(dnumin("%hFFFFFFFF", 10, 0), -1);
    EXPECT_EQUAL(dnumin("#19", 8, 0), 19);
    EXPECT_EQUAL(dnumin("zz", 36, 0), 1295);
    EXPECT_EQUAL(dnumin("!", 10, 0), 999);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(dnumin("1", 37, 0), 999);
    EXPECT_EQUAL(status, -1);
}

CHECK("DNUMIN: flags forbid a sign or a prefix", "", "DNUMIN") {
    EXPECT_EQUAL(dnumin("-1", 10, 4), 999);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(dnumin("%1", 10, 2), 999);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(dnumin("-1", 10, 2), -1);
    EXPECT_EQUAL(dnumin("%1", 10, 4), 1);
    EXPECT_EQUAL(dnumin("1", 10, 8), 999);
    EXPECT_EQUAL(status, -1);
}

CHECK("DNUMIN without status and flags; without an argument it reads nothing", "", "DNUMIN") {
    char text[] = "44";
    __int32_t number = 0;
    EXPECT(DNUMIN(text, &number, 10) == text + 2);
    EXPECT_EQUAL(number, 44);
    status = 77;
    EXPECT(DNUMIN(text, &number, , &status) == text);
    EXPECT_EQUAL(status, -1);
    EXPECT(DNUMIN(text, , 10) == text);
}

CHECK("NUMOUT fills its field with zeros, cut at the left, and takes the value as unsigned", "", "NUMOUT") {
    char field[12] = "...........";
    NUMOUT(field + 1, 12, 10, 5);
    EXPECT_TEXT(field, 7, ".00012.");
    NUMOUT(field + 1, 12345, 10, 3);
    EXPECT_TEXT(field, 5, ".3451");
    NUMOUT(field + 1, (unsigned short)-1, 8, 6);
    EXPECT_TEXT(field + 1, 6, "177777");
}

CHECK("NUMOUT without an argument, or with a base that is none, writes nothing", "", "NUMOUT") {
    char field[] = "abc";
    NUMOUT(field, 12, 10);
    NUMOUT(field, 12, , 2);
    NUMOUT(field, , 10, 2);
    NUMOUT(, 12, 10, 2);
    NUMOUT(field, 12, 11, 2);
    NUMOUT(field, 12, 10, 0);
    EXPECT_TEXT(field, 3, "abc");
}

CHECK("DNUMOUT writes as many characters as needed, or its width", "", "DNUMOUT") {
    char field[40];
    EXPECT_EQUAL(DNUMOUT(field, 123456, 10), 6);
    EXPECT_TEXT(field, 6, "123456");
    EXPECT_EQUAL(DNUMOUT(field, -1, 16, 0), 8);
    EXPECT_TEXT(field, 8, "FFFFFFFF");
    EXPECT_EQUAL(DNUMOUT(field, 12, 10, 5), 5);
    EXPECT_TEXT(field, 5, "00012");
    EXPECT_EQUAL(DNUMOUT(field, 12345, 10, 3), 3);
    EXPECT_TEXT(field, 3, "345");
    EXPECT_EQUAL(DNUMOUT(field, -12, 10, 6, 3), 6);
    EXPECT_TEXT(field, 6, "   -12");
    EXPECT_EQUAL(DNUMOUT(field, 12, 10, 4, 4), 4);
    EXPECT_TEXT(field, 4, "12  ");
}

CHECK("DNUMOUT of what cannot be is 0 characters", "", "DNUMOUT") {
    char field[] = "abc";
    EXPECT_EQUAL(DNUMOUT(field, 1, 1), 0);
    EXPECT_EQUAL(DNUMOUT(field, 1, 37), 0);
    EXPECT_EQUAL(DNUMOUT(field, 1, 10, -1), 0);
    EXPECT_EQUAL(DNUMOUT(field, 1), 0);
    EXPECT_EQUAL(DNUMOUT(field, , 10), 0);
    EXPECT_EQUAL(DNUMOUT(, 1, 10), 0);
    EXPECT_TEXT(field, 3, "abc");
}

CHECK("SHIFTSTRING changes the case of letters", "", "SHIFTSTRING") {
    char text[] = "Ab{1Z";
    SHIFTSTRING(text, 5, 0);
    EXPECT_TEXT(text, 5, "AB{1Z");
    SHIFTSTRING(text, 2, 1);
    EXPECT_TEXT(text, 5, "ab{1Z");
    SHIFTSTRING(text, 5);
    SHIFTSTRING(, 5, 0);
    SHIFTSTRING(text, -1, 0);
    EXPECT_TEXT(text, 5, "ab{1Z");
}

CHECK("STRING_UPSHIFT_ copies in upper case", "", "STRING_UPSHIFT_") {
    char out[8] = "xxxxxxx";
    EXPECT_EQUAL(STRING_UPSHIFT_("ab1", 3, out, 8), 0);
    EXPECT_TEXT(out, 4, "AB1x");
    EXPECT_EQUAL(STRING_UPSHIFT_(out, 4, out, 4), 0);
    EXPECT_TEXT(out, 4, "AB1X");
    EXPECT_EQUAL(STRING_UPSHIFT_("abc", 3, out, 2), 2);
    EXPECT_EQUAL(STRING_UPSHIFT_("abc", -1, out, 2), 2);
    EXPECT_EQUAL(STRING_UPSHIFT_("abc", 3, out), 2);
    EXPECT_EQUAL(STRING_UPSHIFT_(NULL, 1, out, 2), 3);
    EXPECT_EQUAL(STRING_UPSHIFT_("a", 1, NULL, 2), 3);
}
