/* What <stdlib.h> has for a Guardian process about its startup messages (c-runtime section 9.3). In a file of its own,
 * so that a program may have functions of these names.
 */
#include <strings.h>

#include "streams.h"

enum { ASSIGN_LOGICAL = 34, /* length and name of the logical file */ LOGICAL_NAME = 31 };

REPLACEABLE short get_startup_msg(startup_msg_type *startup_msg, short *actual_len) {
    uint32_t length;
    const uint8_t *message = startup_message(STARTUP_CODE, 0, &length);
    if (!message || !startup_msg) return -1;
    memset(startup_msg, 0, sizeof *startup_msg);
    length = startup_copy(message, length, startup_msg, sizeof *startup_msg);
    if (actual_len) *actual_len = (short)length;
    return 0;
}

REPLACEABLE short get_param_msg(param_msg_type *param_msg, short *actual_len) {
    uint32_t length;
    const uint8_t *message = startup_message(PARAM_CODE, 0, &length);
    if (!message || !param_msg) return -1;
    memset(param_msg, 0, sizeof *param_msg);
    length = startup_copy(message, length, param_msg, sizeof *param_msg);
    if (actual_len) *actual_len = (short)length;
    return 0;
}

REPLACEABLE char *get_param_by_name(const char *param_name) {
    static char text[256];
    uint32_t length;
    const char *value = param_name ? param_value(param_name, &length) : NULL;
    if (!value) return NULL;
    memcpy(text, value, length);
    text[length] = 0;
    return text;
}

REPLACEABLE short get_max_assign_msg_ordinal(void) {
    return (short)startup_count(ASSIGN_CODE);
}

REPLACEABLE short get_assign_msg(short assign_num, assign_msg_type *assign_msg) {
    uint32_t length;
    const uint8_t *message = assign_num > 0 ? startup_message(ASSIGN_CODE, assign_num - 1, &length) : NULL;
    if (!message || !assign_msg) return -1;
    startup_copy(message, length, assign_msg, sizeof *assign_msg);
    return 0;
}

REPLACEABLE short get_assign_msg_by_name(const char *logical_name, assign_msg_type *assign_msg) {
    uint32_t length;
    size_t wanted = logical_name ? strlen(logical_name) : 0;
    const uint8_t *message;
    if (wanted == 0 || wanted > LOGICAL_NAME) return -1;
    for (int ordinal = 0; (message = startup_message(ASSIGN_CODE, ordinal, &length)); ordinal++) {
        const uint8_t *logical = message + ASSIGN_LOGICAL;
        bool found = logical[0] == wanted && strncasecmp((const char *)logical + 1, logical_name, wanted) == 0;
        if (found) return get_assign_msg((short)(ordinal + 1), assign_msg);
    }
    return -1;
}
