/* What a ledger requester and the ledger server say to one another. */
#ifndef LEDGER_H
#define LEDGER_H

#define LEDGER_ACCOUNTS 64

/* Kinds of request */
#define LEDGER_POST 1  /* add an amount to an account */
#define LEDGER_TOTAL 2 /* tell how many entries there are and their sum */
#define LEDGER_CLOSE 3 /* close the books: every later post is refused with error 1 */
#define LEDGER_QUIT 4  /* stop the server, both members */

typedef struct {
    short kind;
    short account;
    int number; /* requests of one account are numbered from 1 */
    int amount;
} ledger_request;

typedef struct {
    short kind;
    short account;
    int number;  /* of the request */
    int entries; /* posts to the account so far; to all accounts for LEDGER_TOTAL */
    int balance;
} ledger_reply;

#endif
