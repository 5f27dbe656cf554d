/* Strings (Guardian Procedure Calls Reference Manual: SHIFTSTRING, STRING_UPSHIFT_). Only the letters of ASCII have a
 * case. */
#include "process.h"

enum { DOWNSHIFT = 1, PARAMETER_ERROR = 2, BOUNDS_ERROR = 3 };

static char upshifted(char character) {
    return character >= 'a' && character <= 'z' ? (char)(character - 'a' + 'A') : character;
}

static char downshifted(char character) {
    return character >= 'A' && character <= 'Z' ? (char)(character - 'A' + 'a') : character;
}

GUARDIAN_API void guardian_SHIFTSTRING(unsigned int present, char *string, short count, short casebit) {
    if ((present & 7) != 7 || !string) return;
    for (short i = 0; i < count; i++) string[i] = casebit & DOWNSHIFT ? downshifted(string[i]) : upshifted(string[i]);
}

/* The strings may be the same one. */
GUARDIAN_API short guardian_STRING_UPSHIFT_(unsigned int present, const char *in_string, short in_length,
                                            char *out_string, short max_out_length) {
    if ((present & 15) != 15 || in_length < 0 || max_out_length < in_length) return PARAMETER_ERROR;
    if (in_length > 0 && (!in_string || !out_string)) return BOUNDS_ERROR;
    for (short i = 0; i < in_length; i++) out_string[i] = upshifted(in_string[i]);
    return FEOK;
}
