/* Asking for messages about processors, nodes and the time of day (MO-01, MO-05). */
#include "process.h"

static void monitor_cpus(unsigned int present, short cpu_mask) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_MONITOR_CPUS, WIRE_MONITOR_CPUS_SIZE);
    wire_monitor_cpus_set_mask(body, PRESENT(0) ? (uint16_t)cpu_mask : 0);
    kernel_tell(&letter);
}

static void monitor(uint16_t what, bool enabled) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_MONITOR, WIRE_MONITOR_SIZE);
    wire_monitor_set_what(body, what);
    wire_monitor_set_enabled(body, enabled);
    kernel_tell(&letter);
}

GUARDIAN_API void guardian_MONITORCPUS(unsigned int present, short cpu_mask) {
    ENTER(MONITORCPUS, (uint16_t)cpu_mask, 0, 0);
    monitor_cpus(present, cpu_mask);
}

GUARDIAN_API void guardian_PROCESS_MONITOR_CPUS_(unsigned int present, short cpu_mask) {
    ENTER(PROCESS_MONITOR_CPUS_, (uint16_t)cpu_mask, 0, 0);
    monitor_cpus(present, cpu_mask);
}

GUARDIAN_API void guardian_MONITORNET(unsigned int present, short enable) {
    ENTER(MONITORNET, enable, 0, 0);
    monitor(WIRE_MONITOR_NET, PRESENT(0) && enable);
}

GUARDIAN_API void guardian_PROCESS_MONITOR_NET_(unsigned int present, short enable) {
    ENTER(PROCESS_MONITOR_NET_, enable, 0, 0);
    monitor(WIRE_MONITOR_NET, PRESENT(0) && enable);
}

GUARDIAN_API void guardian_MONITORNEW(unsigned int present, short enable) {
    ENTER(MONITORNEW, enable, 0, 0);
    monitor(WIRE_MONITOR_NEW, PRESENT(0) && enable);
}

GUARDIAN_API void guardian_PROCESS_MONITOR_NEW_(unsigned int present, short enable) {
    ENTER(PROCESS_MONITOR_NEW_, enable, 0, 0);
    monitor(WIRE_MONITOR_NEW, PRESENT(0) && enable);
}
