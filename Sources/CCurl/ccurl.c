#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// Loaded at the first request: the library brings some thirty others with it, and most runs of the program make no request.
static struct {
    CURL *(*open)(void);
    void (*close)(CURL *);
    void (*reset)(CURL *);
    CURLcode (*set)(CURL *, CURLoption, ...);
    CURLcode (*perform)(CURL *);
    CURLcode (*ask)(CURL *, CURLINFO, ...);
    const char *(*explain)(CURLcode);
    struct curl_slist *(*append)(struct curl_slist *, const char *);
    void (*free_list)(struct curl_slist *);
} library;

// Keeps the header's own definitions of these as macros away.
#undef curl_easy_setopt
#undef curl_easy_getinfo

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

int ccurl_start(void) {
    void *file = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (file == NULL) return 0;
    CURLcode (*start)(long) = (CURLcode (*)(long))dlsym(file, "curl_global_init");
    library.open = (CURL * (*)(void)) dlsym(file, "curl_easy_init");
    library.close = (void (*)(CURL *))dlsym(file, "curl_easy_cleanup");
    library.reset = (void (*)(CURL *))dlsym(file, "curl_easy_reset");
    library.set = (CURLcode (*)(CURL *, CURLoption, ...))dlsym(file, "curl_easy_setopt");
    library.perform = (CURLcode (*)(CURL *))dlsym(file, "curl_easy_perform");
    library.ask = (CURLcode (*)(CURL *, CURLINFO, ...))dlsym(file, "curl_easy_getinfo");
    library.explain = (const char *(*)(CURLcode))dlsym(file, "curl_easy_strerror");
    library.append = (struct curl_slist * (*)(struct curl_slist *, const char *)) dlsym(file, "curl_slist_append");
    library.free_list = (void (*)(struct curl_slist *))dlsym(file, "curl_slist_free_all");
    int found = start && library.open && library.close && library.reset && library.set && library.perform && library.ask
        && library.explain && library.append && library.free_list;
    return found && start(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void *ccurl_open(void) { return library.open(); }
void ccurl_close(void *handle) { library.close(handle); }
void ccurl_free(struct ccurl_answer *answer) {
    free(answer->body);
    answer->body = NULL;
}

void ccurl_perform(void *handle, const struct ccurl_request *request, struct ccurl_answer *answer) {
    CURL *curl = handle;
    struct sink sink = {NULL, 0, request->answer_bound};
    struct curl_slist *headers = NULL;
    memset(answer, 0, sizeof *answer);
    library.reset(curl);
    for (const char *const *header = request->headers; header != NULL && *header != NULL; header++) {
        headers = library.append(headers, *header);
    }
    library.set(curl, CURLOPT_URL, request->url);
    library.set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    library.set(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (strcmp(request->method, "HEAD") == 0) library.set(curl, CURLOPT_NOBODY, 1L);
    library.set(curl, CURLOPT_HTTPHEADER, headers);
    if (request->body != NULL) {
        library.set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        library.set(curl, CURLOPT_POSTFIELDS, request->body);
    }
    library.set(curl, CURLOPT_TIMEOUT_MS, request->timeout_milliseconds);
    library.set(curl, CURLOPT_NOSIGNAL, 1L);
    library.set(curl, CURLOPT_USERAGENT, "sluice");
    library.set(curl, CURLOPT_ERRORBUFFER, answer->message);
    library.set(curl, CURLOPT_WRITEFUNCTION, collect);
    library.set(curl, CURLOPT_WRITEDATA, &sink);

    CURLcode code = library.perform(curl);
    answer->code = (int)code;
    if (code == CURLE_OK) {
        library.ask(curl, CURLINFO_RESPONSE_CODE, &answer->status);
        answer->message[0] = 0;
    } else if (answer->message[0] == 0) {
        strncpy(answer->message, library.explain(code), sizeof answer->message - 1);
    }
    answer->body = sink.bytes;
    answer->body_length = sink.length;
    library.set(curl, CURLOPT_ERRORBUFFER, NULL);
    library.free_list(headers);
}
