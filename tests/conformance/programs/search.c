/* Searches for names, and what they ask processes (-106, -107, -109). */
#include "check.h"

enum { ROOM = 60, SIMULATOR = 30, SUBNAMES = 49, SUBTYPE = 8 };

static short length_of(const char *text) {
    return (short)strlen(text);
}

static void put(char *message, int word, short value) {
    memcpy(message + 2 * word, &value, sizeof value);
}

/* The first of the words that fits: from the start name on, or behind it. */
static int next_name(const char *message, int words, char **word) {
    short skip = word_of(message, 1), start = word_of(message, 2), pattern = word_of(message, 4);
    int i = 0;
    while (start && i < words && strncmp(word[i], message + 16, (size_t)start) < 0) i++;
    if (start && i < words && (skip & 1) && length_of(word[i]) == start &&
        memcmp(word[i], message + 16, (size_t)start) == 0)
        i++;
    while (i < words && FILENAME_MATCH_(word[i], length_of(word[i]), message + word_of(message, 3), pattern) != 2) i++;
    return i;
}

static void tell_name(const char *message, int words, char **word) {
    char reply[48] = {0};
    int i = next_name(message, words, word);
    if (i == words) {
        FILE_REPLY64_(, 0, , 0, 1);
        return;
    }
    put(reply, 0, -107);
    put(reply, 1, 6);
    put(reply, 2, 4);
    for (int at = 3; at < 6; at++) put(reply, at, -1);
    put(reply, 6, length_of(word[i]));
    memcpy(reply + 14, word[i], strlen(word[i]));
    FILE_REPLY64_(reply, 14 + length_of(word[i]), , 0, 0);
}

static void tell_device(const char *message) {
    char reply[14];
    short words[7] = {-106, 5, word_of(message, 4), -1, -1, -1, 132};
    memcpy(reply, words, sizeof reply);
    FILE_REPLY64_(reply, sizeof reply, , 0, 0);
}

/* Tells its words, in order, as subordinate names. The first word is its subtype, 0 for none. */
ROLE(teller) {
    short file, one = 1, subtype = (short)atoi(word[0]);
    char message[256];
    __int32_t count;
    PROCESS_SETINFO_(, , SUBNAMES, &one, 1);
    if (subtype) PROCESS_SETINFO_(, , SUBTYPE, &subtype, 1);
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, message, sizeof message, &count);
        if (error == 6 && word_of(message, 0) == -107) tell_name(message, words - 1, word + 1);
        else if (error == 6 && word_of(message, 0) == -106) tell_device(message);
        else FILE_REPLY64_(, 0, , 0, 0);
    }
}

/* Answers questions for names with that error, or with nonsense for 0. */
ROLE(refuser) {
    short file, one = 1;
    char message[256];
    __int32_t count;
    PROCESS_SETINFO_(, , SUBNAMES, &one, 1);
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, message, sizeof message, &count);
        int asked = error == 6 && word_of(message, 0) == -107;
        FILE_REPLY64_(message, asked ? 3 : 0, , 0, (short)(asked ? atoi(word[0]) : 0));
    }
}

/* Until it reads: by then it has said what it is. */
static short start_ready(partner *started, const char *name, short cpu, const char *role) {
    short error = start_role(started, name, cpu, role);
    if (!error) FILE_CLOSE_(open_partner(started, 0, 0));
    return error;
}

static short find(short id, char *name, short *entity) {
    short length = 0;
    short error = FILENAME_FINDNEXT_(id, name, ROOM - 1, &length, entity);
    name[length] = 0;
    return error;
}

/* Without the sequence number, which nobody knows before. */
static const char *plain(const char *name) {
    static char text[ROOM];
    const char *colon = strchr(name, ':');
    snprintf(text, sizeof text, "%.*s%s", colon ? (int)(colon - name) : (int)strlen(name), name,
             colon && strchr(colon, '.') ? strchr(colon, '.') : "");
    return text;
}

CHECK("a search finds the processes that match, with their sequence numbers", "PR-05 DC-01",
      "FILENAME_FINDSTART_ FILENAME_FINDNEXT_ FILENAME_FINDFINISH_") {
    partner first, second;
    short id = -1, entity[5];
    char name[ROOM];
    REQUIRE_EQUAL(start_partner(&first, "$SFB", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&second, "$SFA", 2, ""), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*", 4, 0), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFA") == 0 && strchr(name, ':'));
    EXPECT_EQUAL(entity[0], 0);
    EXPECT_EQUAL(entity[1], 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFB") == 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 16);
    EXPECT_EQUAL(find(id, name, entity), 16);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA", 4), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT_EQUAL(name[0], '\\');
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("a search begins behind its start name", "", "FILENAME_FINDSTART_") {
    partner first, second;
    short id = -1, entity[5];
    char name[ROOM];
    REQUIRE_EQUAL(start_partner(&first, "$SFB", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&second, "$SFA", 2, ""), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*", 4, 0, , , 1, "$SFA", 4), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFB") == 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$SF*", 4, 0, , , , "$A", 2), 590);
}

CHECK("a search for what is not there", "NM-09", "FILENAME_FINDNEXT_") {
    short id = -1, entity[5];
    char name[ROOM];
    static const struct {
        const char *pattern;
        short error;
    } rows[] = {{"$NONE", 14}, {"$NOVOL.*.*", 14}, {"$NOVOL.*", 14}, {"*", 14}, {"$NONE*", 1}, {"\\NOWHERE.$*", 18}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, rows[i].pattern, length_of(rows[i].pattern)), 0);
        if (!EXPECT_EQUAL(find(id, name, entity), rows[i].error)) check_say("it is %s", rows[i].pattern);
        EXPECT_EQUAL(name[0], 0);
        EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    }
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "\\*", 2), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT_EQUAL(name[0], '\\');
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("searches need their arguments, and there are sixteen", "",
      "FILENAME_FINDSTART_ FILENAME_FINDNEXT_ FILENAME_FINDFINISH_") {
    short ids[16], id, length;
    char name[ROOM];
    EXPECT_EQUAL(FILENAME_FINDSTART_(), 29);
    EXPECT_EQUAL(FILENAME_FINDSTART_(NULL), 22);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$*"), 29);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 1), 590);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, -2), 590);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, , , , 256), 590);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id, "$", 1), 13);
    for (int i = 0; i < 16; i++) REQUIRE_EQUAL(FILENAME_FINDSTART_(&ids[i]), 0);
    EXPECT_EQUAL(FILENAME_FINDSTART_(&id), 34);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(), 29);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(ids[0], name), 29);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(ids[0], NULL, ROOM, &length), 22);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(99, name, ROOM, &length), 16);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(), 29);
    for (int i = 0; i < 16; i++) EXPECT_EQUAL(FILENAME_FINDFINISH_(ids[i]), 0);
}

CHECK("a name that does not fit is found again", "", "FILENAME_FINDNEXT_") {
    partner server;
    short id = -1, length = -1;
    char name[ROOM];
    REQUIRE_EQUAL(start_partner(&server, "$SFA", 1, ""), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA", 4, 0), 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id, name, 3, &length), 563);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id, name, ROOM, &length), 0);
    EXPECT(length > 5);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("processes that want to be asked tell their subordinate names", "", "FILENAME_FINDNEXT_ PROCESS_SETINFO_") {
    partner teller, silent;
    short id = -1, entity[5];
    char name[ROOM];
    REQUIRE_EQUAL(start_ready(&teller, "$SFA", 1, "teller 0 #A #A.ONE #A.TWO #B"), 0);
    REQUIRE_EQUAL(start_partner(&silent, "$SFB", 1, ""), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*.#*", 7, 0), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFA.#A") == 0);
    EXPECT_EQUAL(entity[0], 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFA.#B") == 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#A.*", 9, 2), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(name, "ONE") == 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(name, "TWO") == 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#*", 7, 0, , , 16), 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("a process that answers badly ends the search in itself only", "", "FILENAME_FINDNEXT_") {
    partner refuser, teller, fool;
    short id = -1, entity[5];
    char name[ROOM];
    REQUIRE_EQUAL(start_ready(&refuser, "$SFA", 1, "refuser 48"), 0);
    REQUIRE_EQUAL(start_ready(&fool, "$SFB", 2, "refuser 0"), 0);
    REQUIRE_EQUAL(start_ready(&teller, "$SFC", 2, "teller 0 #OK"), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*.#*", 7, 0), 0);
    EXPECT_EQUAL(find(id, name, entity), 48);
    EXPECT(strstr(name, ".$SFA:") != NULL);
    EXPECT_EQUAL(find(id, name, entity), 2);
    EXPECT(strstr(name, ".$SFB:") != NULL);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFC.#OK") == 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("processes of subtype 30 tell which device they are", "", "FILENAME_FINDNEXT_ FILENAME_FINDSTART_") {
    partner simulator, other;
    short id = -1, entity[5];
    char name[ROOM];
    REQUIRE_EQUAL(start_ready(&simulator, "$SFA", 1, "teller 30 #T"), 0);
    REQUIRE_EQUAL(start_partner(&other, "$SFB", 1, ""), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*", 4, 0, 5), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(plain(name), "$SFA") == 0);
    EXPECT_EQUAL(entity[0], 5);
    EXPECT_EQUAL(entity[1], 0);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SF*", 4, 0, , SIMULATOR, 32), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT_EQUAL(entity[0], 0);
    EXPECT_EQUAL(entity[1], SIMULATOR);
    EXPECT_EQUAL(find(id, name, entity), 1);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#*", 7, 1, , , 16), 0);
    EXPECT_EQUAL(find(id, name, entity), 0);
    EXPECT(strcmp(name, "#T") == 0);
    EXPECT_EQUAL(entity[0], 6);
    EXPECT_EQUAL(entity[1], 4);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("a nowait search tells by messages", "", "FILENAME_FINDNEXT_ FILENAME_FINDSTART_") {
    partner teller;
    short id = -1;
    seen read;
    REQUIRE_EQUAL(start_ready(&teller, "$SFA", 1, "teller 0 #A"), 0);
    listen(1, 4, 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#*", 7, 0, , , 64), 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id, , , , , 123456), 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id), 28);
    REQUIRE(await_message(-109, &read));
    EXPECT_EQUAL(word_of(read.data, 1), id);
    EXPECT_EQUAL(word_of(read.data, 2), 0);
    EXPECT_EQUAL(words_of(read.data, 9), 123456);
    EXPECT_EQUAL(read.bytes, 28 + word_of(read.data, 8));
    EXPECT(memcmp(read.data + 28, "$SFA:", 5) == 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id), 0);
    REQUIRE(await_message(-109, &read));
    EXPECT_EQUAL(word_of(read.data, 2), 1);
    EXPECT_EQUAL(word_of(read.data, 8), 0);
    EXPECT_EQUAL(words_of(read.data, 9), 0);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}

CHECK("a search that is finished while a process is asked tells nothing more", "", "FILENAME_FINDFINISH_") {
    partner teller;
    short id = -1;
    seen read;
    REQUIRE_EQUAL(start_ready(&teller, "$SFA", 1, "teller 0 #A"), 0);
    listen(1, 4, 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#*", 7, 0, , , 64), 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id), 0);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
    REQUIRE_EQUAL(FILENAME_FINDSTART_(&id, "$SFA.#*", 7, 0, , , 64), 0);
    EXPECT_EQUAL(FILENAME_FINDNEXT_(id, , , , , 5), 0);
    REQUIRE(await_message(-109, &read));
    EXPECT_EQUAL(words_of(read.data, 9), 5);
    EXPECT_EQUAL(FILENAME_FINDFINISH_(id), 0);
}
