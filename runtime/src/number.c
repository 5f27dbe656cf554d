/* Numbers as text and back (Guardian Procedure Calls Reference Manual: NUMIN, NUMOUT, DNUMIN, DNUMOUT). */
#include "process.h"

enum { NO_NUMBER = 1, VALID = 0, ILLEGAL = -1, MOST_DIGITS = 32 };

/* Value of a digit in any base; 36 for what is none. */
static int digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'A' && character <= 'Z') return character - 'A' + 10;
    if (character >= 'a' && character <= 'z') return character - 'a' + 10;
    return 36;
}

/* ------------------------------------------------------------------------------------------------------- from text */

struct reading {
    const char *at; /* the first character that is not used */
    int base;
    bool negative, sign, prefix;
    uint64_t magnitude;
    uint64_t most_positive, most_negative; /* of a decimal number */
    uint64_t most_bits;                    /* of a number in another base: any pattern of bits */
};

static void read_sign(struct reading *reading) {
    reading->sign = *reading->at == '+' || *reading->at == '-';
    reading->negative = *reading->at == '-';
    reading->at += reading->sign;
}

/* %number is octal, %Bnumber binary, %Hnumber hexadecimal, and where it is allowed #number decimal. */
static void read_prefix(struct reading *reading, bool decimal_too) {
    if (decimal_too && *reading->at == '#') {
        reading->prefix = true;
        reading->base = 10;
        reading->at++;
    } else if (*reading->at == '%') {
        char letter = reading->at[1];
        bool binary = letter == 'b' || letter == 'B', hexadecimal = letter == 'h' || letter == 'H';
        reading->prefix = true;
        reading->base = binary ? 2 : hexadecimal ? 16 : 8;
        reading->at += binary || hexadecimal ? 2 : 1;
    }
}

/* All its digits are read, also when it does not fit. Without a digit it is illegal. */
static short read_digits(struct reading *reading) {
    const char *first = reading->at;
    uint64_t decimal = reading->negative ? reading->most_negative : reading->most_positive;
    uint64_t most = reading->base == 10 ? decimal : reading->most_bits;
    bool fits = true;
    for (; digit(*reading->at) < reading->base; reading->at++) {
        reading->magnitude = reading->magnitude * (unsigned int)reading->base + (unsigned int)digit(*reading->at);
        if (reading->magnitude > most) fits = false;
        if (!fits) reading->magnitude = 0;
    }
    return fits && reading->at != first ? VALID : ILLEGAL;
}

/* A number begins with a sign, a prefix or a digit of its base. */
static bool begins_number(const struct reading *reading, const char *text) {
    bool decimal = *text >= '0' && *text <= '9';
    return reading->sign || reading->prefix || decimal || digit(*text) < reading->base;
}

/* The magnitude comes first, the sign afterwards: %177777 is -%1. */
static uint64_t value_of(const struct reading *reading) {
    return reading->negative ? -reading->magnitude : reading->magnitude;
}

/* Returns the address of the first character that is not part of the number. */
GUARDIAN_API char *guardian_NUMIN(unsigned int present, char *ascii_num, short *signed_result, short base,
                                  short *status) {
    struct reading reading = {
        .at = ascii_num, .base = base, .most_positive = 32767, .most_negative = 32768, .most_bits = 0xffff};
    short result = ILLEGAL;
    if ((present & 7) == 7 && ascii_num && signed_result) {
        read_sign(&reading);
        read_prefix(&reading, false);
        bool known_base = (reading.base >= 2 && reading.base <= 10) || reading.base == 16;
        if (!begins_number(&reading, ascii_num)) result = NO_NUMBER;
        else if (known_base) result = read_digits(&reading);
        if (result == VALID) *signed_result = (short)value_of(&reading);
        if (result == NO_NUMBER) reading.at = ascii_num;
    }
    if (PRESENT(3) && status) *status = result;
    return (char *)(uintptr_t)reading.at;
}

/* Bits of the flags of DNUMIN. */
enum { NO_SIGN = 4, NO_PREFIX = 2, WHOLE_WORD = 1, KNOWN_FLAGS = 7 };

/* A sign or prefix that the flags forbid begins no number. */
static short read_double(struct reading *reading, short flags) {
    const char *text = reading->at;
    if (!(flags & NO_SIGN)) read_sign(reading);
    if (!(flags & NO_PREFIX)) read_prefix(reading, true);
    if (!begins_number(reading, text)) {
        reading->at = text;
        return NO_NUMBER;
    }
    if (reading->base < 2 || reading->base > 36 || (flags & ~KNOWN_FLAGS)) return ILLEGAL;
    short result = read_digits(reading);
    bool runs_on = digit(*reading->at) < 36;
    return (flags & WHOLE_WORD) && runs_on ? ILLEGAL : result;
}

GUARDIAN_API char *guardian_DNUMIN(unsigned int present, char *ascii_num, __int32_t *signed_result, short base,
                                   short *status, short flags) {
    struct reading reading = {.at = ascii_num,
                              .base = base,
                              .most_positive = INT32_MAX,
                              .most_negative = UINT64_C(0x80000000),
                              .most_bits = UINT32_MAX};
    short result = ILLEGAL;
    if ((present & 7) == 7 && ascii_num && signed_result) {
        result = read_double(&reading, PRESENT(4) ? flags : 0);
        if (result == VALID) *signed_result = (__int32_t)(uint32_t)value_of(&reading);
    }
    if (PRESENT(3) && status) *status = result;
    return (char *)(uintptr_t)reading.at;
}

/* --------------------------------------------------------------------------------------------------------- to text */

/* The digits of the number, least significant first; returns how many. */
static int digits_of(uint32_t number, unsigned int base, char *digits) {
    int count = 0;
    do digits[count++] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % base];
    while (number /= base);
    return count;
}

/* Exactly `width` characters: zeros before the number, and its leading digits cut off where it is too long. */
GUARDIAN_API void guardian_NUMOUT(unsigned int present, char *ascii_result, unsigned short unsigned_integer, short base,
                                  short width) {
    char digits[MOST_DIGITS];
    if ((present & 15) != 15 || !ascii_result || base < 2 || base > 10) return;
    int count = digits_of(unsigned_integer, (unsigned int)base, digits);
    for (int i = 0; i < width; i++) ascii_result[width - 1 - i] = i < count ? digits[i] : '0';
}

/* Bits of the flags of DNUMOUT. */
enum { LEFT_JUSTIFIED = 4, SIGNED = 2, BLANK_FILL = 1 };

/* Characters i of a field, counted from its right end: digits, then zeros up to the sign, or the sign and blanks. */
static void put_field(char *field, int width, const char *digits, int count, bool negative, short flags) {
    bool zeros = !(flags & (LEFT_JUSTIFIED | BLANK_FILL));
    int used = count + negative < width ? count + negative : width;
    int blanks_after = flags & LEFT_JUSTIFIED ? width - used : 0;
    int sign = zeros ? width - 1 : count;
    memset(field, zeros ? '0' : ' ', (size_t)width);
    char *right = field + width - 1 - blanks_after;
    for (int i = 0; i < used && i < count; i++) right[-i] = digits[i];
    if (negative && used > count) right[-sign] = '-';
}

/* Returns the number of characters written; 0 when the call is wrong. */
GUARDIAN_API short guardian_DNUMOUT(unsigned int present, char *ascii_result, __int32_t unsigned_doubleword, short base,
                                    short width, short flags) {
    char digits[MOST_DIGITS];
    short options = PRESENT(4) ? flags : 0;
    int wanted = PRESENT(3) ? width : 0;
    if ((present & 7) != 7 || !ascii_result || base < 2 || base > 36 || wanted < 0) return 0;
    bool negative = (options & SIGNED) && unsigned_doubleword < 0;
    uint32_t magnitude = negative ? 0 - (uint32_t)unsigned_doubleword : (uint32_t)unsigned_doubleword;
    int count = digits_of(magnitude, (unsigned int)base, digits);
    if (wanted == 0) wanted = count + negative;
    put_field(ascii_result, wanted, digits, count, negative, options);
    return (short)wanted;
}
