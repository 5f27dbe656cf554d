/* Checkpoints: data in static storage and sync blocks of files, which the passive backup takes over wholly or not at
 * all (procedures.md section 4.3). The stack of a C program is not copied. */
#include "process.h"

enum {
    ALLOWANCE = 20,       /* bytes that an item counts beside its own */
    MOST_BYTES_X = 51200, /* of a native process */
    MOST_BYTES_MANY = 32768,
    SETS = 5,
    STACK_ERROR = 1,
    DESCRIPTORS_ERROR = 2,
    FIRST_SET_X = 2,
    TOO_LARGE_X = 7,
    FIRST_SET_MANY = 3,
    SET_WORDS = 5,
    NO_SEGMENT = -1
};

/* ---------------------------------------------------------------------------------------------------- what is sent */

/* A checkpoint under construction. */
static struct {
    uint8_t byte[WIRE_CHECK_DATA_SIZE + MOST_BYTES_X];
    uint32_t length;
    uint32_t counted, most; /* bytes as the limit counts them */
    uint16_t items;
} checkpoint;

enum added { ADDED, WRONG, TOO_LARGE };

static void begin(uint32_t most) {
    struct image image = image_own();
    checkpoint.length = WIRE_CHECK_DATA_SIZE;
    checkpoint.counted = 0;
    checkpoint.most = most;
    checkpoint.items = 0;
    wire_check_data_set_start(checkpoint.byte, image.start);
    wire_check_data_set_end(checkpoint.byte, image.end);
    wire_check_data_set_identity(checkpoint.byte, image.identity);
}

static enum added add(short file, uint64_t offset, const void *bytes, uint32_t length) {
    uint8_t *item = checkpoint.byte + checkpoint.length;
    if (length > checkpoint.most || checkpoint.counted + ALLOWANCE + length > checkpoint.most) return TOO_LARGE;
    wire_check_item_set_file(item, file);
    wire_check_item_set_offset(item, offset);
    wire_check_item_set_length(item, length);
    if (length) memcpy(item + WIRE_CHECK_ITEM_SIZE, bytes, length);
    checkpoint.length += WIRE_CHECK_ITEM_SIZE + length;
    checkpoint.counted += ALLOWANCE + length;
    checkpoint.items++;
    return ADDED;
}

/* There are no extended segments beside the static storage. */
static enum added add_data(short segment, const void *address, int64_t length) {
    uint64_t offset;
    if (segment != NO_SEGMENT || length < 0 || !image_offset(address, (uint64_t)length, &offset)) return WRONG;
    return add(-1, offset, address, length > MOST_BYTES_X ? MOST_BYTES_X + 1 : (uint32_t)length);
}

/* Asking for the block is an operation on the file: its last error is that of the asking. */
static enum added add_sync(short file) {
    short block[MOST_SYNC_BLOCK / 2], bytes;
    if (guardian_FILE_GETSYNCINFO_(15u, file, block, sizeof block, &bytes) != FEOK) return WRONG;
    return add(file, 0, block, (uint32_t)bytes);
}

static short send_checkpoint(void) {
    wire_check_data_set_items(checkpoint.byte, checkpoint.items);
    struct check_answer answer = check_ask(WIRE_CHECK_DATA, checkpoint.byte, checkpoint.length);
    return answer.error == FEOK ? 0 : (short)(CHECK_UNREACHABLE | (answer.error & 0xff));
}

static short parameter_error(int detail) {
    return (short)(CHECK_PARAMETER | detail);
}

/* ----------------------------------------------------------------------------------------------------- CHECKPOINTX */

/* One set of parameters; `present` has its three bits. */
struct set {
    unsigned int present;
    short segment;
    const char *buffer;
    int32_t count;
};

/* A buffer needs its count, a count its buffer; a segment alone is a file number. */
static enum added add_set(const struct set *set) {
    unsigned int present = set->present;
    bool segment = PRESENT(0), buffer = PRESENT(1), count = PRESENT(2);
    if (buffer) return count ? add_data(segment ? set->segment : NO_SEGMENT, set->buffer, set->count) : WRONG;
    if (segment) return add_sync(set->segment);
    return count ? WRONG : ADDED;
}

static short checkpoint_sets(const struct set *sets) {
    begin(MOST_BYTES_X);
    for (int i = 0; i < SETS; i++) {
        enum added added = add_set(&sets[i]);
        if (added != ADDED) return parameter_error(added == TOO_LARGE ? TOO_LARGE_X : FIRST_SET_X + i);
    }
    return send_checkpoint();
}

GUARDIAN_API short guardian_CHECKPOINTX(unsigned int present, short *stack_origin, short segment_id1, char *buffer_1,
                                        __int32_t count_1, short segment_id2, char *buffer_2, __int32_t count_2,
                                        short segment_id3, char *buffer_3, __int32_t count_3, short segment_id4,
                                        char *buffer_4, __int32_t count_4, short segment_id5, char *buffer_5,
                                        __int32_t count_5) {
    ENTER(CHECKPOINTX, present, 0, 0);
    if (PRESENT(0) && stack_origin) return parameter_error(STACK_ERROR);
    const struct set sets[SETS] = {{present >> 1 & 7u, segment_id1, buffer_1, count_1},
                                   {present >> 4 & 7u, segment_id2, buffer_2, count_2},
                                   {present >> 7 & 7u, segment_id3, buffer_3, count_3},
                                   {present >> 10 & 7u, segment_id4, buffer_4, count_4},
                                   {present >> 13 & 7u, segment_id5, buffer_5, count_5}};
    return checkpoint_sets(sets);
}

/* ------------------------------------------------------------------------------------------------- CHECKPOINTMANYX */

/* -1 and a file number; or a length, a segment and an address. Numbers of 32 bits are as the program has them. */
static enum added add_descriptor(const short *words) {
    int32_t length;
    uint32_t address;
    memcpy(&length, words, sizeof length);
    memcpy(&address, words + 3, sizeof address);
    return length == -1 ? add_sync(words[2]) : add_data(words[2], image_address_of_low_word(address), length);
}

static short checkpoint_descriptors(const short *descriptors) {
    begin(MOST_BYTES_MANY);
    for (int i = 0; descriptors && i < descriptors[0]; i++) {
        enum added added = add_descriptor(descriptors + 1 + (size_t)i * SET_WORDS);
        int detail = FIRST_SET_MANY + i < 255 ? FIRST_SET_MANY + i : 255;
        if (added != ADDED) return parameter_error(detail);
    }
    return send_checkpoint();
}

GUARDIAN_API short guardian_CHECKPOINTMANYX(unsigned int present, short *stack_origin, short *descriptors) {
    ENTER(CHECKPOINTMANYX, present, 0, 0);
    if (PRESENT(0) && stack_origin) return parameter_error(STACK_ERROR);
    if (PRESENT(1) && (!descriptors || descriptors[0] < 0)) return parameter_error(DESCRIPTORS_ERROR);
    return checkpoint_descriptors(PRESENT(1) ? descriptors : NULL);
}

/* --------------------------------------------------------------------------------------------------- in the backup */

struct item {
    short file;
    uint32_t length;
    uint64_t offset;
    const uint8_t *bytes;
};

/* The item at that place, which moves on; false when the message ends too early. */
static bool next_item(const struct check_request *request, uint32_t *at, struct item *item) {
    const uint8_t *part = request->body + *at;
    if (request->length - *at < WIRE_CHECK_ITEM_SIZE) return false;
    *item = (struct item){wire_check_item_file(part), wire_check_item_length(part), wire_check_item_offset(part),
                          part + WIRE_CHECK_ITEM_SIZE};
    *at += WIRE_CHECK_ITEM_SIZE;
    if (item->length > request->length - *at) return false;
    *at += item->length;
    return true;
}

/* Storage that this program lacks, a file that is not open here. */
static short error_of_item(const struct item *item) {
    uint64_t offset;
    if (item->file >= 0) {
        if (item->length > MOST_SYNC_BLOCK) return FEBADSYNC;
        return check_file_is_mirrored(item->file) ? FEOK : FENOTOPEN;
    }
    return image_offset(image_address(item->offset), item->length, &offset) ? FEOK : FEBOUNDSERR;
}

static short check(const struct check_request *request) {
    struct image image = image_own();
    struct item item;
    uint32_t at = WIRE_CHECK_DATA_SIZE;
    if (request->length < WIRE_CHECK_DATA_SIZE) return FEBOUNDSERR;
    const uint8_t *body = request->body;
    bool same = wire_check_data_start(body) == image.start && wire_check_data_end(body) == image.end &&
                wire_check_data_identity(body) == image.identity;
    if (!same) return FEBOUNDSERR;
    for (int items = wire_check_data_items(body); items; items--) {
        if (!next_item(request, &at, &item)) return FEBOUNDSERR;
        short error = error_of_item(&item);
        if (error) return error;
    }
    return FEOK;
}

short checkpoint_apply(const struct check_request *request) {
    struct item item;
    uint32_t at = WIRE_CHECK_DATA_SIZE;
    short error = check(request);
    if (error) return error;
    for (int items = wire_check_data_items(request->body); items; items--) {
        next_item(request, &at, &item);
        if (item.file >= 0) check_file_store_sync(item.file, item.bytes, item.length);
        else if (item.length) memcpy(image_address(item.offset), item.bytes, item.length);
    }
    return FEOK;
}
