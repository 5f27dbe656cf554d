/* User names and user numbers. */
#include "check.h"

enum { FEOK = 0, FENOTFOUND = 11, FEBOUNDSERR = 22, FEMISSPARM = 29, FEBADPARMVALUE = 590 };

CHECK("users have names and numbers", "", "USERIDTOUSERNAME USERNAMETOUSERID USER_GETINFO_") {
    short words[8], curlen = 0, alias = -1, groups = -1, security = -1, length = -1;
    __int32_t id = 8 << 8 | 44, group_list[4] = {-1}, primary = -1;
    char name[32], volume[32];
    words[0] = 8 << 8 | 44;
    EXPECT(_status_eq(USERIDTOUSERNAME(words)));
    EXPECT_BYTES(words, "PAYROLL ANN     ", 16);
    EXPECT(_status_eq(USERNAMETOUSERID(words)));
    EXPECT_EQUAL(words[0], 8 << 8 | 44);
    EXPECT_EQUAL(USER_GETINFO_(name, 32, &curlen, &id, &alias, &groups, group_list, &primary, volume, 32, &length, , , ,
                               , , , &security),
                 FEOK);
    EXPECT_TEXT(name, curlen, "PAYROLL.ANN");
    EXPECT_EQUAL(alias, 0);
    EXPECT_EQUAL(groups, 1);
    EXPECT_EQUAL(group_list[0], 8);
    EXPECT_EQUAL(primary, 8);
    memcpy(name, "ops.bob", 7);
    curlen = 7;
    id = 0;
    EXPECT_EQUAL(USER_GETINFO_(name, 32, &curlen, &id), FEOK);
    EXPECT_EQUAL(id, 9 << 8 | 1);
}

CHECK("users that there are not, and what is wrong, are told", "", "USERIDTOUSERNAME USERNAMETOUSERID USER_GETINFO_") {
    short words[8], curlen = 0;
    __int32_t id = 5 << 8 | 5;
    char name[32];
    words[0] = 5 << 8 | 5;
    EXPECT(_status_gt(USERIDTOUSERNAME(words)));
    EXPECT_EQUAL(words[0], 5 << 8 | 5);
    memcpy(words, "NOGROUP NOBODY  ", 16);
    EXPECT(_status_gt(USERNAMETOUSERID(words)));
    EXPECT(_status_lt(USERIDTOUSERNAME()));
    EXPECT(_status_lt(USERIDTOUSERNAME(NULL)));
    EXPECT(_status_lt(USERNAMETOUSERID()));
    EXPECT(_status_lt(USERNAMETOUSERID(NULL)));
    EXPECT_EQUAL(USER_GETINFO_(name, 32, &curlen, &id), FENOTFOUND);
    EXPECT_EQUAL(USER_GETINFO_(), FEMISSPARM);
    EXPECT_EQUAL(USER_GETINFO_(name, 32), FEMISSPARM);
    EXPECT_EQUAL(USER_GETINFO_(NULL, 32, &curlen), FEBOUNDSERR);
    id = 8 << 8 | 44;
    EXPECT_EQUAL(USER_GETINFO_(name, 4, &curlen, &id), FEBOUNDSERR);
    id = -1;
    EXPECT_EQUAL(USER_GETINFO_(name, 32, &curlen, &id), FEBADPARMVALUE);
}
