/* The startup protocol and home terminals. Included by process.h. */
#ifndef GUARDIAN_STARTUP_H
#define GUARDIAN_STARTUP_H

#endif
