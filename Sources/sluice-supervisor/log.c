#define _GNU_SOURCE
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void log_open(struct log *log, const char *path, uint64_t bound) {
    *log = (struct log){
        .path = path,
        .bound = bound < LOG_LEAST_BOUND ? LOG_LEAST_BOUND : bound,
        .descriptor = -1,
        .state = LOG_NONE,
    };
}

static bool put(struct log *log, const char *bytes, size_t count, uint64_t at) {
    for (size_t done = 0; done < count;) {
        ssize_t written = pwrite(log->descriptor, bytes + done, count - done, (off_t)(at + done));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            log->state = LOG_DROPPED;
            return false;
        }
        done += (size_t)written;
    }
    return true;
}

static uint64_t ring_start(const struct log *log) { return log->bound / 2 + LOG_MARK_SIZE; }

static bool put_mark(struct log *log) {
    char mark[LOG_MARK_SIZE + 1];
    int length = snprintf(
        mark, sizeof mark, "\n[sluice: %020llu bytes were cut out here; what follows begins at byte %020llu of this file]",
        (unsigned long long)log->cut, (unsigned long long)log->position);
    memset(mark + length, ' ', LOG_MARK_SIZE - (size_t)length);
    mark[LOG_MARK_SIZE - 1] = '\n';
    return put(log, mark, LOG_MARK_SIZE, log->bound / 2);
}

static void write_ring(struct log *log, const char *bytes, size_t count) {
    uint64_t room = log->bound - ring_start(log);
    log->cut += count;
    if (count > room) {
        bytes += count - room;
        count = (size_t)room;
    }
    while (count > 0) {
        uint64_t here = log->bound - log->position;
        size_t part = count < here ? count : (size_t)here;
        if (!put(log, bytes, part, log->position)) return;
        bytes += part;
        count -= part;
        log->position += part;
        if (log->position == log->bound) log->position = ring_start(log);
    }
    put_mark(log);
}

void log_write(struct log *log, const char *bytes, size_t count) {
    log->total += count;
    if (log->path == NULL || log->state == LOG_DROPPED || count == 0) return;
    if (log->state == LOG_NONE) {
        log->descriptor = open(log->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        log->state = log->descriptor < 0 ? LOG_DROPPED : LOG_WHOLE;
        if (log->state == LOG_DROPPED) return;
    }
    if (log->state == LOG_WHOLE) {
        uint64_t room = log->bound - log->position;
        size_t part = count < room ? count : (size_t)room;
        if (!put(log, bytes, part, log->position)) return;
        log->position += part;
        bytes += part;
        count -= part;
        if (count == 0) return;
        log->state = LOG_CUT;
        log->cut = LOG_MARK_SIZE;
        log->position = ring_start(log);
    }
    write_ring(log, bytes, count);
}

void log_finish(struct log *log) {
    if (log->state != LOG_CUT || log->position == ring_start(log)) return;
    size_t room = (size_t)(log->bound - ring_start(log));
    size_t newer = (size_t)(log->position - ring_start(log));
    char *ring = malloc(room);
    if (ring == NULL) return;
    for (size_t done = 0; done < room;) {
        ssize_t count = pread(log->descriptor, ring + done, room - done, (off_t)(ring_start(log) + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            free(ring);
            return;
        }
        done += (size_t)count;
    }
    log->position = ring_start(log);
    put(log, ring + newer, room - newer, ring_start(log));
    put(log, ring, newer, ring_start(log) + room - newer);
    put_mark(log);
    free(ring);
}
