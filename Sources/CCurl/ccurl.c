#include "ccurl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

struct sink {
    char *bytes;
    size_t length;
    size_t bound;
};

static size_t collect(char *data, size_t size, size_t count, void *context) {
    struct sink *sink = context;
    size_t added = size * count;
    if (added > sink->bound - sink->length) return 0;
    char *grown = realloc(sink->bytes, sink->length + added + 1);
    if (grown == NULL) return 0;
    memcpy(grown + sink->length, data, added);
    sink->bytes = grown;
    sink->length += added;
    return added;
}

void ccurl_start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }
void *ccurl_open(void) { return curl_easy_init(); }
void ccurl_close(void *handle) { curl_easy_cleanup(handle); }
void ccurl_free(struct ccurl_answer *answer) {
    free(answer->body);
    answer->body = NULL;
}

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer) {
    CURL *curl = handle;
    struct sink sink = {NULL, 0, request->answer_bound};
    struct curl_slist *headers = NULL;
    memset(answer, 0, sizeof *answer);
    curl_easy_reset(curl);
    for (const char *const *header = request->headers; header != NULL && *header != NULL; header++) {
        headers = curl_slist_append(headers, *header);
    }
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (strcmp(request->method, "HEAD") == 0) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (request->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->timeout_milliseconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "sluice");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, answer->message);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);

    CURLcode code = curl_easy_perform(curl);
    answer->code = (int)code;
    if (code == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
        answer->message[0] = 0;
    } else if (answer->message[0] == 0) {
        strncpy(answer->message, curl_easy_strerror(code), sizeof answer->message - 1);
    }
    answer->body = sink.bytes;
    answer->body_length = sink.length;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(headers);
}
