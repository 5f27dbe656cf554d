/* File-system errors that the library returns (errors.md section 2). */
#ifndef GUARDIAN_ERRORS_H
#define GUARDIAN_ERRORS_H

enum file_system_error {
    FEOK = 0,
    FEINVALOP = 2,
    FESYSMESS = 6,
    FEINUSE = 12,
    FEBADNAME = 13,
    FENOSUCHDEV = 14,
    FENOTOPEN = 16,
    FEBADCOUNT = 21,
    FEBOUNDSERR = 22,
    FEWAITFILE = 25,
    FENONEOUT = 26,
    FEIOPEND = 27,
    FETOOMANY = 28,
    FEMISSPARM = 29,
    FENOLCB = 30,
    FETIMEDOUT = 40,
    FEWRONGID = 60,
    FEOPENSTOP = 61,
    FEBADREPLY = 74,
    FEOWNERSHIP = 200,
    FEPATHDOWN = 201,
    FEBUFTOOSMALL = 563,
    FEILLEGALREPLY = 566,
    FEBADPARMVALUE = 590
};

#endif
