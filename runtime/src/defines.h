/* File names, DEFINEs, inquiries by name. Included by process.h.
 *
 *   filename.c           scanning and completing names
 *   resolve.c            FILENAME_RESOLVE_, FILENAME_UNRESOLVE_
 *   filenameparts.c      decomposing, editing and comparing them
 *   pattern.c            names against patterns
 *   search.c             FILENAME_FINDSTART_ and what follows
 *   searching.c          how a search goes on
 *   searchprocesses.c    the processes that it looks at
 *   searchnames.c        what it asks them
 *   oldname.c            names of the C-series
 *   fname.c              FNAMEEXPAND and its kind
 *   define.c             the DEFINEs of this process
 *   definepassing.c      how they come from the creator and go to children
 *   defineuse.c          what they stand for: files, defaults, search lists
 *   defineattributes.c   classes and attributes
 *   definevalues.c       what values attributes take
 *   defineconsistency.c  which sets of attributes can be a DEFINE
 *   defineset.c          the working set
 *   definesave.c         DEFINESAVE, DEFINERESTORE
 *   inquiry.c            questions to processes that need no open (-106, -107)
 */
#ifndef GUARDIAN_DEFINES_H
#define GUARDIAN_DEFINES_H

#include "filenames.h"

/* -------------------------------------------------------------------------------------- names that programs give */

/* A name as an open, a creation or an inquiry takes it. */
struct resolved {
    char name[LARGEST_FILE_NAME + 1]; /* upper case, node first but for $RECEIVE; ends in NUL */
    char define[LARGEST_DEFINE + 1];  /* the DEFINE that the program named, "" without one */
};

/* Blanks at the end are dropped, a MAP, SPOOL or TAPE DEFINE gives its file, =_DEFAULTS completes a partial name.
 * Errors: 13 bad form, or a DEFINE while DEFINEs are off; 198 no such DEFINE; 113 a DEFINE without a file. */
short define_resolve(const char *name, short length, struct resolved *into);

/* --------------------------------------------------------------------------------------------- C-series names */

/* 12-word internal name and external name, in the program's byte order. The external name ends in NUL and has no node
 * when the internal one has none. Errors: 13 bad form, 18 unknown node (`external` then shows the number), 20 too long
 * for a name with a node, 560 PIN above 255. */
short name_from_old(const short internal[12], char *external, size_t room);
short name_to_old(const char *external, size_t length, short internal[12]);

/* The default names of a startup message (8 words: volume, subvolume). Errors: 13, 18. */
short defaults_from_old(const void *names, struct defaults *defaults);

/* ---------------------------------------------------------------------------------------------------- DEFINEs */

/* What `create.defines` takes and `welcome.defines` brings, all of it text: ON or OFF for the DEFINE mode, then for
 * each DEFINE its name, names and values of its attributes, CLASS first, and an empty text; each text ends in NUL.
 * defines_serial writes those of this process. Returns the bytes; 0 when the room is too small. */
size_t defines_serial(char *into, size_t room);

/* The same for a child, by its create options (ZSYS_VAL_PCREATOPT_DEF...); `list` holds DEFINEs as DEFINESAVE wrote
 * them, one after the other. 0, or the error detail of process-creation error 24. A backup gets defines_serial. */
short defines_for_child(short create_options, const char *list, size_t list_length, char *into, size_t room,
                        size_t *length);

/* The file system takes the default names of the startup message into =_DEFAULTS; what is no volume is left alone. */
void defines_take_startup(const void *default_names);

/* DEFINE mode, and changes since the process began (attributes 36 and 35 of PROCESS_GETINFOLIST_). */
bool defines_enabled(void);
unsigned short defines_changes(void);

/* The VOLUME of =_DEFAULTS, \NODE.$VOL.SUBVOL; ends in NUL. */
const char *defines_volume(void);

bool define_is_name(const char *name, short length);
bool define_exists(const char *name, short length);
/* What it stands for: the FILE of class MAP and, unless only those are wanted, LOC of SPOOL, DEVICE of TAPE; else NULL.
 */
const char *define_file(const char *name, short length, bool only_map);
/* [[\node.]$volume.]subvolume or a DEFINE of class DEFAULTS; what is left out is taken from =_DEFAULTS. */
short defines_defaults(const char *given, short length, struct defaults *defaults);
/* Where a search list finds the file; 11 when nowhere, unless the first subvolume of the list will do. */
short define_search(const char *name, short length, bool or_first, struct defaults *defaults);

/* --------------------------------------------------------------------------------------------------- inquiries */

struct device {
    short type, subtype, reclen;
};

enum { INQUIRE_NEVER = -2 };

/* What FILE_GETINFOBYNAME_ tells about a resolved name. A process of subtype 30 is asked (-106) for at most limit_us
 * microseconds, -1 no limit; with INQUIRE_NEVER it is not asked. Errors: 13 14 18 40 201, or the process's own. */
short inquire_device(const char *name, int64_t limit_us, struct device *into);

/* The same without waiting: `then` runs from the wait primitive, or at once when nobody is to be asked. */
typedef void inquired(void *context, short error, const struct device *device);
void inquire_device_nowait(const char *name, inquired *then, void *context);

/* What the link and the kernel tell: true when the reply is one to an inquiry. A process that is dead, or to which no
 * link could be made, has no successor then. */
bool inquiry_reply(const struct link *link, uint8_t *frame, const uint8_t *data, uint32_t length);
void inquiries_peer_down(const struct handle *peer, const struct handle *successor, short error);
bool inquiry_awaits(const struct handle *peer);

/* The request numbers of inquiries begin here; those of opens are below. */
#define FIRST_INQUIRY (UINT32_C(1) << 31)

#endif
