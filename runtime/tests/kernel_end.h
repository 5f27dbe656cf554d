/* The kernel's end of the kernel socket, between harness.c and script.c. */
#ifndef GUARDIAN_TESTS_KERNEL_END_H
#define GUARDIAN_TESTS_KERNEL_END_H

#include <sys/types.h>

/* Makes that descriptor the kernel's end and queues the welcome on it, before there is a process. */
void welcome_process(int kernel_end);
/* From now on, this process and its standard error belong to the kernel's end. */
void kernel_end_take(pid_t process, int error_output);
void take_hello(void);
/* The script is over: so must be the process. */
void kernel_end_finish(void);

#endif
