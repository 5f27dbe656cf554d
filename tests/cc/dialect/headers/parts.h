/* Text before the first section belongs to none. */
#define BEFORE_ALL 1
#pragma section one
#define ONE 1
#pragma SECTION Two
#define TWO 2
#pragma section three
#define THREE 3
int three(void);
