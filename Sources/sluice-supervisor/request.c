#define _GNU_SOURCE
#include "request.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_REQUEST = 64 << 20 };

static char *read_whole(int descriptor, size_t *size, const char **reason) {
    struct stat information;
    if (fstat(descriptor, &information) != 0 || information.st_size <= 0 || information.st_size > LARGEST_REQUEST) {
        *reason = "the request is empty, unreadable or larger than 64 MiB";
        return NULL;
    }
    *size = (size_t)information.st_size;
    char *text = malloc(*size);
    if (text == NULL) {
        *reason = "no memory for the request";
        return NULL;
    }
    for (size_t done = 0; done < *size;) {
        ssize_t count = pread(descriptor, text + done, *size - done, (off_t)done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            free(text);
            *reason = "the request could not be read to its end";
            return NULL;
        }
        done += (size_t)count;
    }
    return text;
}

static bool number(const char *text, uint64_t *value) {
    uint64_t result = 0;
    if (*text == '\0') return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return false;
        if (__builtin_mul_overflow(result, (uint64_t)10, &result)) return false;
        if (__builtin_add_overflow(result, (uint64_t)(*text - '0'), &result)) return false;
    }
    *value = result;
    return true;
}

static bool add_mask(struct request *request, const char *text) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals[1] == '\0') return false;
    request->masks[request->mask_count++] = (struct mask_entry){
        .name = text,
        .name_length = (size_t)(equals - text),
        .value = equals + 1,
        .value_length = strlen(equals + 1),
    };
    return true;
}

struct counts {
    size_t arguments, environment;
};

static bool take_field(struct request *request, struct counts *counts, char *field, const char *name, size_t length) {
    char *value = field + length + 1;
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        {"record", &request->record}, {"log", &request->log},       {"key", &request->key},
        {"boot", &request->boot},     {"folder", &request->folder}, {"input", &request->input},
    };
    const struct {
        const char *name;
        uint64_t *number;
    } numbers[] = {
        {"must_end_by_ns", &request->must_end_by_ns}, {"remaining_ns", &request->remaining_ns}, {"log_bound", &request->log_bound},
        {"grace_ns", &request->grace_ns},             {"capture", &request->capture},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strlen(texts[i].name) == length && memcmp(texts[i].name, name, length) == 0) {
            *texts[i].text = value;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strlen(numbers[i].name) == length && memcmp(numbers[i].name, name, length) == 0) return number(value, numbers[i].number);
    }
    if (length == 3 && memcmp(name, "arg", 3) == 0) {
        request->arguments[counts->arguments++] = value;
        return true;
    }
    if (length == 3 && memcmp(name, "env", 3) == 0) {
        request->environment[counts->environment++] = value;
        return strchr(value, '=') != NULL;
    }
    if (length == 4 && memcmp(name, "mask", 4) == 0) return add_mask(request, value);
    return false;
}

static bool take_fields(struct request *request, char *text, size_t size) {
    struct counts counts = {0, 0};
    for (char *field = text; field < text + size; field += strlen(field) + 1) {
        if (strcmp(field, "end=") == 0) return field + sizeof "end=" == text + size;
        char *equals = strchr(field, '=');
        if (equals == NULL || !take_field(request, &counts, field, field, (size_t)(equals - field))) return false;
    }
    return false;
}

struct request *request_read(int descriptor, const char **reason) {
    size_t size = 0;
    char *text = read_whole(descriptor, &size, reason);
    if (text == NULL) return NULL;
    size_t fields = 0;
    for (size_t i = 0; i < size; i++) fields += text[i] == '\0';
    struct request *request = calloc(1, sizeof *request);
    char **lists = calloc(2 * (fields + 1), sizeof *lists);
    struct mask_entry *masks = calloc(fields + 1, sizeof *masks);
    if (request == NULL || lists == NULL || masks == NULL) {
        *reason = "no memory for the request";
        return NULL;
    }
    request->arguments = lists;
    request->environment = lists + fields + 1;
    request->masks = masks;
    if (text[size - 1] != '\0' || !take_fields(request, text, size)) {
        *reason = "the request is cut off or holds a field that this supervisor does not know";
        return NULL;
    }
    if (request->arguments[0] == NULL || request->folder == NULL || request->key == NULL || request->boot == NULL) {
        *reason = "the request names no command, folder, key or boot id";
        return NULL;
    }
    return request;
}
