// One HTTP request through libcurl, without the variadic calls that Swift cannot make.
#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>

struct ccurl_request {
    const char *url;
    const char *method;
    const char *const *headers; // "Name: value", ended by NULL
    const char *body;           // NULL: none
    size_t body_length;
    long timeout_milliseconds;  // of the whole exchange
    size_t answer_bound;        // bytes of the answer beyond which the exchange fails
};

struct ccurl_answer {
    long status;       // 0 when there was no answer
    char *body;        // to be freed with ccurl_free
    size_t body_length;
    int code;          // CURLcode, 0 for success
    char message[256]; // what went wrong, empty for success
};

/// Loads the library, once in a process and before anything else here; 0 when it is not installed or too old.
int ccurl_start(void);
/// A connection keeper for one thread at a time; NULL when there is no memory.
void *ccurl_open(void);
void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer);
void ccurl_free(struct ccurl_answer *answer);
void ccurl_close(void *handle);

#endif
