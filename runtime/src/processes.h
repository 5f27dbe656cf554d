/* Processes, handles and processors. Included by process.h. */
#ifndef GUARDIAN_PROCESSES_H
#define GUARDIAN_PROCESSES_H

#endif
