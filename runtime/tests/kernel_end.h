/* The kernel's end of the kernel socket, between harness.c and script.c. */
#ifndef GUARDIAN_TESTS_KERNEL_END_H
#define GUARDIAN_TESTS_KERNEL_END_H

#include <sys/types.h>

void kernel_end_begin(int descriptor);
/* Queues the welcome, before there is a process. */
void welcome_process(void);
/* From now on, this process and its standard error belong to the kernel's end. */
void kernel_end_take(pid_t process, int error_output);
void take_hello(void);
/* In the script: ends the process and shows what it said. In the process: nothing. */
void kernel_end_give_up(void);
/* The script is over: so must be the process. */
void kernel_end_finish(void);

#endif
