#define PLAIN 42
