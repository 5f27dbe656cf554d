#pragma columns 20
#define NARROW 1    no text of this file
