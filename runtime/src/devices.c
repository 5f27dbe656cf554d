/* Devices that the library itself serves, by their resolved names. */
#include "process.h"

const struct local_device *local_device_named(const char *name) {
    return terminal_named(name);
}
