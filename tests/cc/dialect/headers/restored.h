#pragma push fieldalign
#pragma fieldalign shared2
struct in_restored { char a; int b; };
#pragma pop fieldalign
