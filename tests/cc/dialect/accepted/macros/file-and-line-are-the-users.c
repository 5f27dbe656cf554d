/* prints: file-and-line-are-the-users.c 6 */
#include <stdioh>
#include <stringh>
int main(void) {
    char *slash = strrchr(__FILE__, '/');
    printf("%s %d\n", slash + 1, __LINE__);
    return 0;
}
