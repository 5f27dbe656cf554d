/* File names and DEFINEs. Included by process.h. */
#ifndef GUARDIAN_DEFINES_H
#define GUARDIAN_DEFINES_H

#endif
