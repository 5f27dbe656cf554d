/* ends with: 1 */
#pragma list, nostdfiles
extern const char guardian_nostdfiles;
int main(void) { return guardian_nostdfiles; }
