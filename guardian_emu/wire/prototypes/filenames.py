"""File names and DEFINEs (procedures.md sections 1.25, 1.26, 3.5)."""

PROTOTYPES = """
short FILENAME_SCAN_(const char *string, short length, short *count, short *kind, short *entity_level,
    short options);
short FILENAME_RESOLVE_(const char *partialname, short length, char *fullname, short maxlen,
    short *fullname_length, short options, const char *override_name, short override_length, const char *search,
    short search_length, const char *defaults, short defaults_length);
short FILENAME_UNRESOLVE_(const char *longname, short length, char *shortname, short maxlen,
    short *shortname_length, short level, const char *defaults, short defaults_length);
short FILENAME_DECOMPOSE_(const char *filename, short length, char *piece, short maxlen, short *piece_length,
    short level, short options, short subpart);
short FILENAME_EDIT_(char *filename, short maxlen, short *filename_length, const char *piece, short piece_length,
    short level, short options, short subpart);
short FILENAME_COMPARE_(const char *filename1, short length1, const char *filename2, short length2);
short FILENAME_MATCH_(const char *filename, short length, const char *pattern, short pattern_length,
    short *generic_offset);
short FILENAME_FINDSTART_(short *searchid, const char *search_pattern, short length, short resolve_level,
    short device_type, short device_subtype, short options, const char *startname, short startname_length);
short FILENAME_FINDNEXT_(short searchid, char *name, short maxlen, short *name_length, short *entity_info,
    __int32_t tag);
short FILENAME_FINDFINISH_(short searchid);
short FILENAME_TO_OLDFILENAME_(const char *filename, short length, short *oldname);
short OLDFILENAME_TO_FILENAME_(short *oldname, char *filename, short maxlen, short *filename_length);
short FNAMEEXPAND(char *external, short *internal, short *default_names);
short FNAMECOLLAPSE(short *internal, char *external);
short FNAMECOMPARE(short *filename1, short *filename2);

short DEFINEADD(char *define_name, short replace, short *checknum);
short DEFINEDELETE(char *define_name);
short DEFINEDELETEALL(void);
short DEFINEINFO(char *define_name, char *define_class, char *attribute_name, char *value_buf,
    short value_buf_len, short *value_len);
short DEFINENEXTNAME(char *define_name);
short DEFINESETATTR(char *attribute_name, const char *value, short value_len, short *default_names);
short DEFINESETLIKE(char *define_name);
short DEFINEREADATTR(const char *define_name, char *attribute_name, short *cursor, char *value_buf,
    short value_buf_len, short *value_len, short read_mode, short *info_word);
short DEFINEMODE(short new_mode, short *old_mode);
short DEFINESAVE(char *define_name, short *buffer, short buffer_length, short *define_length, short option);
short DEFINERESTORE(short *buffer, short option, char *define_name, short *checknum);
"""
