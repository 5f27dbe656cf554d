#pragma fieldalign shared2
struct in_header { char a; int b; };
