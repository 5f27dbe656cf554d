/* Condition codes and the words of NonStop C that a host compiler does not know (c-runtime sections 4 and 6). */
#ifndef GUARDIAN_TAL_H
#define GUARDIAN_TAL_H

/* Negative: CCL, an error. 0: CCE. Positive: CCG, a warning. */
typedef short _cc_status;
typedef _cc_status _cc_status_short;

#define _status_lt(x) ((x) < 0)
#define _status_le(x) ((x) <= 0)
#define _status_eq(x) ((x) == 0)
#define _status_ge(x) ((x) >= 0)
#define _status_gt(x) ((x) > 0)
#define _status_ne(x) ((x) != 0)

#endif
