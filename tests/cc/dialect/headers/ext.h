#ifndef EXT_H
#define EXT_H
_extensible int described(int a, char *b, long c);
#endif
