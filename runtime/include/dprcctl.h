/* What the procedures of process control return: PROCESS_GETPAIRINFO_, and of creations the case that asks for another
   processor (errors.md sections 5 and 6). */
#ifndef GUARDIAN_DPRCCTL_H
#define GUARDIAN_DPRCCTL_H

#define PROC_OK 0
#define PROC_FSERROR 1 /* the detail is an error of the file system */
#define PROC_PRM 2
#define PROC_BNDS 3
#define PROC_SINGLE 4
#define PROC_PRIMARY 5
#define PROC_BACKUP 6
#define PROC_UNNAMED 7
#define PROC_COMPLETE 8
#define PROC_NONEXTANT 9
#define PROC_NODEDOWN 10
#define PROC_IOP 11
#define PROC_DOWNREV_IOP 12
#define PROC_NOMINAL 13

/* Process creation: the processor's monitor does not answer. */
#define PROC_MONCOM 10

#endif
