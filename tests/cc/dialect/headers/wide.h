/* Columns are those of the file that includes it. */
#define WITHIN 1
                                                            #define BEYOND 1
