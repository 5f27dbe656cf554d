int everywhere;
void set(void) { everywhere = 12; }
