// One file per command, RECORD_SIZE bytes, holding the claim (written and synced before the command starts) and the record of its end
// (written in place and synced afterwards; its space is allocated by then, so a full disk cannot lose it).
//
//     0     claim: lines `name value`, the last one `sum` over those before it, then blanks
//     2048  record: the same
//     2560  the beginning of the command's standard output, if the request asked for it
//
// The claim appears under its name complete or not at all, and only once: whoever finds the name taken starts nothing.
#ifndef SLUICE_RECORD_H
#define SLUICE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "exit_codes.h"
#include "log.h"
#include "request.h"

enum { RECORD_SIZE = 4096, RECORD_AT = 2048, RECORD_TEXT = 512, CAPTURE_ROOM = RECORD_SIZE - RECORD_AT - RECORD_TEXT };

enum end_kind { ENDED_EXITED, ENDED_SIGNALLED, ENDED_NOT_STARTED };
enum end_because { BECAUSE_ITSELF, BECAUSE_TIMED_OUT, BECAUSE_CANCELLED };

struct ending {
    enum end_kind kind;
    int value;  // exit code, signal number, or errno
    enum end_because because;
    int output_held;    // something left behind still holds the output
    int remaining;      // processes that survived KILL
    size_t captured;
    uint64_t stdout_bytes;
    char capture[CAPTURE_ROOM];
};

// Claims the key: EXIT_RECORDED and the open file in `descriptor`, EXIT_CLAIM_EXISTS, or EXIT_CLAIM_FAILED with errno.
enum exit_code record_claim(const struct request *request, uint64_t must_end_by_ns, int *descriptor);

// Writes the end; `durable` says whether the file outlives the machine. Returns 0, or -1 with errno.
int record_end(int descriptor, int durable, const struct ending *ending, const struct log *log);

#endif
