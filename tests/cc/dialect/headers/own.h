int getline(char line[], int most);
extern int index;
