/* Names in their sections: shared by the files about file names. Included by defines.h. */
#ifndef GUARDIAN_FILENAMES_H
#define GUARDIAN_FILENAMES_H

enum {
    LARGEST_FILE_NAME = 47,
    LARGEST_PATTERN = 67,
    LARGEST_DEFINE = 24,
    LARGEST_NODE_NAME = 8,
    LARGEST_VOLUME_NAME = 8,
    LARGEST_SUBVOLUME_NAME = 8
};

enum section { SECTION_NODE, SECTION_DESTINATION, SECTION_FIRST, SECTION_SECOND, SECTIONS };

/* A stretch of some text; length 0: absent. */
struct span {
    const char *text;
    short length;
};

/* What a scan found at the left of a text. */
struct scanned {
    short count; /* bytes of the name, or bytes looked at when it is none */
    short kind;  /* ZSYS_VAL_FNAME_KIND_... */
    short level; /* of the last section */
    struct span section[SECTIONS];
};

enum scan_options {
    SCAN_PATTERN = 1,   /* FILENAME_SCAN_ options.<15> */
    SCAN_SUBVOLUME = 2, /* options.<14>: a subvolume is a name, and one part alone is a subvolume */
    SCAN_EITHER = 4     /* $VOL.SUBVOL is a name, but one part alone is a file */
};

/* 0, or 13. */
short name_scan(const char *text, short length, int options, struct scanned *found);
/* The same for a text that must be a name to its end. */
short name_scan_all(const char *text, short length, int options, struct scanned *found);

/* #1234, as a first qualifier: a temporary disk file. */
bool section_is_temporary(struct span first);
/* #QUAL: something of a process or device. */
bool section_is_qualifier(struct span first);

/* A name under construction. */
struct composed {
    char text[128];
    short length;
};

/* The sections that are there, with periods between them. */
void name_compose(const struct span section[SECTIONS], struct composed *name);
void text_upshift(char *text, short length);
/* Equal but for the case of letters. */
bool text_same(const char *a, short a_length, const char *b, short b_length);

/* Node, volume and subvolume that complete a partial name. */
struct defaults {
    char node[LARGEST_NODE_NAME + 1], volume[LARGEST_VOLUME_NAME + 1], subvolume[LARGEST_SUBVOLUME_NAME + 1];
};

/* Fills the sections that defaults complete. */
void name_complete(struct scanned *name, const struct defaults *defaults);
/* Scans the whole of it and completes it; 0 or 13. */
short name_resolve(const char *text, short length, int options, const struct defaults *defaults,
                   struct composed *resolved);

/* The sections of name and pattern that both have match; -1, 0, 1 as generic-set of FILENAME_MATCH_ (pattern.c). */
short name_match(const char *name, short length, const char *pattern, short pattern_length, short *generic_set);
bool section_matches(struct span text, struct span pattern);
bool section_is_generic(struct span pattern);

/* An output triple of a name: 0, 29, 22 or 563. The length is 0 unless all is well. */
short output_name(const char *text, short bytes, char *into, short room, short *length);

#endif
