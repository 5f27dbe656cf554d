/* What a process asks about processors and nodes, and how it asks to be told about them. */
#include "check.h"

enum {
    FEOK = 0,
    FEBADNAME = 13,
    FENOSUCHSYS = 18,
    FEBOUNDSERR = 22,
    FEMISSPARM = 29,
    FEPATHDOWN = 201,
    FEBUFTOOSMALL = 563,
    FEBADPARMVALUE = 590,
    /* of PROCESSOR_GETINFOLIST_ */
    FILE_SYSTEM = 1,
    PARAMETER = 2,
    BOUNDS = 3,
    NO_CPU = 5,
    NO_NODE = 6,
    BAD_CODE = 7,
    OWN_NODE = 1,
    ALL_FOUR = 0xf000
};

/* -------------------------------------------------------------------------------------------------- processors */

CHECK("the processors that are up are bits of a word", "NM-01", "PROCESSORSTATUS REMOTEPROCESSORSTATUS") {
    unsigned status = (unsigned)PROCESSORSTATUS();
    EXPECT_EQUAL(status >> 16, 4);
    EXPECT_EQUAL(status & 0xffff, ALL_FOUR);
    EXPECT_EQUAL(REMOTEPROCESSORSTATUS(OWN_NODE), PROCESSORSTATUS());
    EXPECT_EQUAL(REMOTEPROCESSORSTATUS(77), 0);
    EXPECT_EQUAL(REMOTEPROCESSORSTATUS(-1), 0);
    EXPECT_EQUAL(REMOTEPROCESSORSTATUS(), 0);
}

CHECK("a processor that is there has a type, another one has not", "NM-01", "PROCESSORTYPE") {
    EXPECT(PROCESSORTYPE() != -2);
    EXPECT_EQUAL(PROCESSORTYPE(3), PROCESSORTYPE());
    EXPECT_EQUAL(PROCESSORTYPE(3, OWN_NODE), PROCESSORTYPE());
    EXPECT_EQUAL(PROCESSORTYPE(4), -2);
    EXPECT_EQUAL(PROCESSORTYPE(16), -2);
    EXPECT_EQUAL(PROCESSORTYPE(0, 77), -2);
}

CHECK("a processor tells its memory and its times", "NM-03", "PROCESSOR_GETINFOLIST_") {
    short codes[] = {ZSYS_VAL_CINF_PAGE_SIZE,    ZSYS_VAL_CINF_MEMORY_SIZE, ZSYS_VAL_CINF_FREE_PAGES,
                     ZSYS_VAL_CINF_ELAPSED_TIME, ZSYS_VAL_CINF_BUSY_TIME,   ZSYS_VAL_CINF_IDLE_TIME};
    struct {
        __int32_t page_size, pages, free_pages;
        short times[12];
    } values;
    long long elapsed, busy, idle;
    short used = -1, detail = -1;
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(, , 2, codes, 6, (short *)&values, sizeof values / 2, &used, &detail), 0);
    EXPECT_EQUAL(detail, 0);
    EXPECT_EQUAL(used, 18);
    EXPECT_EQUAL(values.page_size, 16384);
    EXPECT(values.pages > values.free_pages && values.free_pages > 0);
    memcpy(&elapsed, values.times, 8);
    memcpy(&busy, values.times + 4, 8);
    memcpy(&idle, values.times + 8, 8);
    EXPECT(elapsed > 0 && busy >= 0);
    EXPECT_EQUAL(elapsed - busy, idle);
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_("\\alpha", 6, 0, codes, 1, (short *)&values, 2, &used), 0);
    EXPECT_EQUAL(used, 2);
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(, , , codes, 0, (short *)&values, 0, &used), 0);
    EXPECT_EQUAL(used, 0);
}

CHECK("a processor counts its processes", "PR-01", "PROCESSOR_GETINFOLIST_") {
    partner children[3];
    short code = ZSYS_VAL_CINF_PCBS_LOW_PINS, before[8] = {0}, after[8] = {0}, used;
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(, , 3, &code, 1, before, 8, &used), 0);
    for (int i = 0; i < 3; i++) REQUIRE_EQUAL(start_partner(&children[i], "", 3, ""), 0);
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(, , 3, &code, 1, after, 8, &used), 0);
    EXPECT_EQUAL(before[0], 4);
    EXPECT(after[2] >= 3);
    EXPECT_EQUAL(after[2] + after[3], before[2] + before[3]);
}

CHECK("PROCESSOR_GETINFOLIST_ names what is wrong", "", "PROCESSOR_GETINFOLIST_") {
    short codes[] = {ZSYS_VAL_CINF_ELAPSED_TIME}, values[8], used, detail = -1;
#define WRONG(error, number, ...) \
    do { \
        EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(__VA_ARGS__), error); \
        EXPECT_EQUAL(detail, number); \
    } while (0)
    WRONG(PARAMETER, 1, "\\ALPHA", , 1, codes, 1, values, 8, &used, &detail);
    WRONG(PARAMETER, 1, "\\ALPHA", 6, , codes, 1, values, 8, &used, &detail);
    WRONG(BOUNDS, 1, NULL, 6, 1, codes, 1, values, 8, &used, &detail);
    WRONG(PARAMETER, 2, , , 16, codes, 1, values, 8, &used, &detail);
    WRONG(PARAMETER, 3, , , , , 1, values, 8, &used, &detail);
    WRONG(BOUNDS, 3, , , , NULL, 1, values, 8, &used, &detail);
    WRONG(PARAMETER, 4, , , , codes, , values, 8, &used, &detail);
    WRONG(PARAMETER, 4, , , , codes, -1, values, 8, &used, &detail);
    WRONG(PARAMETER, 5, , , , codes, 1, , 8, &used, &detail);
    WRONG(PARAMETER, 6, , , , codes, 1, values, , &used, &detail);
    WRONG(PARAMETER, 7, , , , codes, 1, values, 8, , &detail);
    WRONG(FILE_SYSTEM, FEBUFTOOSMALL, , , , codes, 1, values, 3, &used, &detail);
    WRONG(NO_CPU, FEPATHDOWN, , , 9, codes, 1, values, 8, &used, &detail);
    WRONG(NO_NODE, FENOSUCHSYS, "\\OTHER", 6, 1, codes, 1, values, 8, &used, &detail);
    WRONG(FILE_SYSTEM, FEBADNAME, "OTHER", 5, 1, codes, 1, values, 8, &used, &detail);
    codes[0] = 99;
    EXPECT_EQUAL(PROCESSOR_GETINFOLIST_(, , , codes, 1, values, 8, &used, &detail), BAD_CODE);
#undef WRONG
}

/* ------------------------------------------------------------------------------------------------------- nodes */

CHECK("a node has a name and a number", "NM-04", "NODENAME_TO_NODENUMBER_ NODENUMBER_TO_NODENAME_ MYSYSTEMNUMBER") {
    __int32_t number = -1, device = -1;
    char name[8];
    short length = -1;
    EXPECT_EQUAL(MYSYSTEMNUMBER(), OWN_NODE);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\alpha", 6, &number), FEOK);
    EXPECT_EQUAL(number, OWN_NODE);
    number = -1;
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_(, , &number), FEOK);
    EXPECT_EQUAL(number, OWN_NODE);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, name, 8, &length, &device), FEOK);
    EXPECT_TEXT(name, length, "\\ALPHA");
    EXPECT_EQUAL(device, 32767);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(, name, 8, &length), FEOK);
    EXPECT_TEXT(name, length, "\\ALPHA");
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(-1, name, 6, &length), FEOK);
    EXPECT_TEXT(name, length, "\\ALPHA");
}

CHECK("node names and numbers that are none are refused", "NM-04 NM-05",
      "NODENAME_TO_NODENUMBER_ NODENUMBER_TO_NODENAME_") {
    __int32_t number = -1;
    char name[8];
    short length = -1;
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\OTHER", 6, &number), FENOSUCHSYS);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("ALPHA", 5, &number), FEBADNAME);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\1", 2, &number), FEBADNAME);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\LONGNAME", 9, &number), FEBADNAME);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\ALPHA", -1, &number), FEBADPARMVALUE);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\ALPHA", , &number), FEMISSPARM);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\ALPHA", 6), FEMISSPARM);
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_(NULL, 6, &number), FEBOUNDSERR);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(77, name, 8, &length), FENOSUCHSYS);
    EXPECT_TEXT(name, length, "\\77");
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, name, 5, &length), FEBUFTOOSMALL);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(-2, name, 8, &length), FEBADPARMVALUE);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, , 8, &length), FEMISSPARM);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, name, , &length), FEMISSPARM);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, name, 8), FEMISSPARM);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, NULL, 8, &length), FEBOUNDSERR);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(OWN_NODE, name, 8, &length, NULL), FEBOUNDSERR);
}

/* -------------------------------------------------------------------------------------------------- monitoring */

/* The first message of the next 0.3 s that does not tell the death of what an earlier check has stopped; 0: none. */
static short told_within_a_moment(void) {
    char message[ZSYS_VAL_SMSG_LEN];
    short file, number = 0;
    do {
        READUPDATEX(0, message, sizeof message);
        file = 0;
        AWAITIOX(&file, , , , 30);
        number = last_error(0) == 6 ? word_of(message, 0) : 0;
        if (number) REPLYX();
    } while (number == ZSYS_VAL_SMSG_PROCDEATH);
    return number;
}

CHECK("asking for messages about processors and nodes gives none while nothing happens", "MO-01 MO-05",
      "MONITORCPUS PROCESS_MONITOR_CPUS_ MONITORNET PROCESS_MONITOR_NET_ MONITORNEW PROCESS_MONITOR_NEW_") {
    listen(1, 1, 0);
    MONITORCPUS((short)0xffff);
    PROCESS_MONITOR_CPUS_((short)0xffff);
    MONITORNET(1);
    PROCESS_MONITOR_NET_(1);
    MONITORNEW(1);
    PROCESS_MONITOR_NEW_(1);
    EXPECT_EQUAL(told_within_a_moment(), 0);
    MONITORCPUS(0);
    MONITORCPUS();
    MONITORNET(0);
    MONITORNET();
    PROCESS_MONITOR_NET_();
    MONITORNEW(0);
    MONITORNEW();
    PROCESS_MONITOR_NEW_();
    PROCESS_MONITOR_CPUS_();
}
