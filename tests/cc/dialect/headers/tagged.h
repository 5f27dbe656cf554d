struct TAGGED { char a; int b; };
struct UNTAGGED { char a; int b; };
