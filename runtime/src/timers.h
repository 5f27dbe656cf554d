/* Time and timers. Included by process.h. */
#ifndef GUARDIAN_TIMERS_H
#define GUARDIAN_TIMERS_H

#endif
