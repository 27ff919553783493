#define _GNU_SOURCE
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

// FNV-1a, 64 bits: guards against torn and foreign bytes, not against malice.
static uint64_t sum(uint64_t value, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) value = (value ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return value;
}

static const uint64_t SUM_START = 0xcbf29ce484222325u;

// The start time of this process in clock ticks since boot: field 22 of its stat line, counted after the command name.
static unsigned long long own_start_time(void) {
    char text[1024];
    int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = '\0';
    const char *at = strrchr(text, ')');
    for (int field = 2; at != NULL && field < 22; field++) at = strchr(at + 1, ' ');
    return at == NULL ? 0 : strtoull(at, NULL, 10);
}

static bool write_at(int file, const char *bytes, size_t count, size_t at) {
    while (count > 0) {
        ssize_t written = pwrite(file, bytes, count, (off_t)at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        at += (size_t)written;
        count -= (size_t)written;
    }
    return true;
}

static int sync_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    if (folder == NULL) return -1;
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (file < 0) return -1;
    int result = fsync(file);
    close(file);
    return result;
}

static bool claim_text(const struct request *request, uint64_t must_end_by_ns, char *block) {
    memset(block, ' ', RECORD_SIZE);
    int length = snprintf(
        block, RECORD_AT,
        "sluice-claim 1\nkey %s\npid %ld\nstart %llu\nboot %s\nclaimed_wall_ns %llu\nmust_end_by_ns %llu\nlog_bound %llu\n", request->key,
        (long)getpid(), own_start_time(), request->boot, (unsigned long long)clock_ns(CLOCK_REALTIME), (unsigned long long)must_end_by_ns,
        (unsigned long long)request->log_bound);
    if (length < 0 || length > RECORD_AT - 64) return false;
    int end = snprintf(block + length, 64, "sum %016llx\n", (unsigned long long)sum(SUM_START, block, (size_t)length));
    block[length + end] = ' ';
    block[RECORD_AT - 1] = '\n';
    return true;
}

enum exit_code record_claim(const struct request *request, uint64_t must_end_by_ns, int *descriptor) {
    char block[RECORD_SIZE];
    if (!claim_text(request, must_end_by_ns, block)) {
        errno = ENAMETOOLONG;
        return EXIT_CLAIM_FAILED;
    }
    char *draft = NULL;
    if (asprintf(&draft, "%s.draft.%ld", request->record, (long)getpid()) < 0) return EXIT_CLAIM_FAILED;
    int file = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum exit_code result = EXIT_CLAIM_FAILED;
    if (file >= 0 && write_at(file, block, sizeof block, 0)) {
        if (link(draft, request->record) == 0) {
            result = EXIT_RECORDED;
        } else if (errno == EEXIST) {
            result = EXIT_CLAIM_EXISTS;
        }
    }
    int reason = errno;
    unlink(draft);
    free(draft);
    if (result == EXIT_RECORDED && (fsync(file) != 0 || sync_folder(request->record) != 0)) {
        // Not known to be durable, so nothing may start; the name goes too, or the key could never be used again.
        reason = errno;
        unlink(request->record);
        result = EXIT_CLAIM_FAILED;
    }
    if (result != EXIT_RECORDED && file >= 0) close(file);
    *descriptor = file;
    errno = reason;
    return result;
}

static const char *log_word(enum log_state state) {
    switch (state) {
        case LOG_NONE: return "none";
        case LOG_WHOLE: return "whole";
        case LOG_CUT: return "cut";
        case LOG_DROPPED: return "dropped";
    }
    return "none";
}

static const char *end_word(enum end_kind kind) {
    switch (kind) {
        case ENDED_EXITED: return "exited";
        case ENDED_SIGNALLED: return "signalled";
        case ENDED_NOT_STARTED: return "not_started";
    }
    return "not_started";
}

static const char *because_word(enum end_because because) {
    switch (because) {
        case BECAUSE_ITSELF: return "itself";
        case BECAUSE_TIMED_OUT: return "timed_out";
        case BECAUSE_CANCELLED: return "cancelled";
    }
    return "itself";
}

int record_end(int descriptor, int durable, const struct ending *ending, const struct log *log) {
    char block[RECORD_SIZE - RECORD_AT];
    memset(block, ' ', sizeof block);
    int length = snprintf(
        block, RECORD_TEXT,
        "sluice-record 1\nend %s %d\nbecause %s\nended_wall_ns %llu\nended_boot_ns %llu\noutput_bytes %llu\nlog %s\noutput_held %d\n"
        "remaining %d\nstdout_bytes %llu\ncaptured %zu\n",
        end_word(ending->kind), ending->value, because_word(ending->because), (unsigned long long)clock_ns(CLOCK_REALTIME),
        (unsigned long long)clock_ns(CLOCK_BOOTTIME), (unsigned long long)log->total, log_word(log->state), ending->output_held,
        ending->remaining, (unsigned long long)ending->stdout_bytes, ending->captured);
    uint64_t value = sum(sum(SUM_START, block, (size_t)length), ending->capture, ending->captured);
    int end = snprintf(block + length, (size_t)(RECORD_TEXT - length), "sum %016llx\n", (unsigned long long)value);
    block[length + end] = ' ';
    block[RECORD_TEXT - 1] = '\n';
    memcpy(block + RECORD_TEXT, ending->capture, ending->captured);
    if (!write_at(descriptor, block, sizeof block, RECORD_AT)) return -1;
    return durable ? fdatasync(descriptor) : 0;
}
