// The log of one command: at most `bound` bytes on disk, of which the middle is cut out with a mark when there is more.
//
// Up to the bound the file is simply the output. Beyond it, the first half stays, a mark of LOG_MARK_SIZE bytes follows, and the rest of the
// file is a ring; the mark always says at which byte of the file the ring begins, so that a reader (and a crash) finds the order. The end
// puts the ring in order. Rewriting needs no new space, so a full disk cannot spoil it. A log that cannot be written is dropped: it
// never holds up the command.
#ifndef SLUICE_LOG_H
#define SLUICE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum { LOG_MARK_SIZE = 128, LOG_LEAST_BOUND = 4096 };

enum log_state { LOG_NONE, LOG_WHOLE, LOG_CUT, LOG_DROPPED };

struct log {
    const char *path;
    uint64_t bound;
    uint64_t total;     // bytes of output so far
    uint64_t position;  // where the next byte goes
    uint64_t cut;       // bytes cut out so far
    int descriptor;
    enum log_state state;
};

void log_open(struct log *log, const char *path, uint64_t bound);
void log_write(struct log *log, const char *bytes, size_t count);
void log_finish(struct log *log);

#endif
