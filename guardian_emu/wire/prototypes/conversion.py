"""Numbers and strings (procedures.md sections 3.4, 3.5)."""

PROTOTYPES = """
char *NUMIN(char *ascii_num, short *signed_result, short base, short *status);
void NUMOUT(char *ascii_result, unsigned short unsigned_integer, short base, short width);
char *DNUMIN(char *ascii_num, __int32_t *signed_result, short base, short *status, short flags);
short DNUMOUT(char *ascii_result, __int32_t unsigned_doubleword, short base, short width, short flags);
void SHIFTSTRING(char *string, short count, short casebit);
short STRING_UPSHIFT_(const char *in_string, short in_length, char *out_string, short max_out_length);
"""
