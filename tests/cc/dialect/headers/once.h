#pragma once
typedef struct { int a; } once_type;
