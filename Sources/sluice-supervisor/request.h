// The request: what to run, for how long, and where to keep the claim and the log.
//
// It arrives in a memory file on descriptor 3, as fields `NAME=VALUE`, each ended by a NUL, the last one being `end=`. Argument,
// environment, mask and input texts may hold any byte but NUL. It never touches a disk, because it may hold secrets.
#ifndef SLUICE_REQUEST_H
#define SLUICE_REQUEST_H

#include <stddef.h>
#include <stdint.h>

struct mask_entry {
    const char *name;
    size_t name_length;
    const char *value;
    size_t value_length;
};

struct request {
    const char *record;        // final path of claim and record; NULL: nothing is claimed, the record goes to the reply
    const char *log;           // path of the log; NULL: output is not kept
    const char *key;
    const char *boot;          // boot id
    const char *folder;        // the command's working folder
    const char *input;         // the command's standard input; NULL: /dev/null
    uint64_t must_end_by_ns;   // boot clock; 0: no bound
    uint64_t remaining_ns;     // from now on; 0: no bound
    uint64_t log_bound;        // bytes
    uint64_t grace_ns;         // between TERM and KILL
    uint64_t capture;          // bytes of standard output to keep in the record
    char **arguments;          // NULL-terminated
    char **environment;        // NULL-terminated
    struct mask_entry *masks;
    size_t mask_count;
};

// Reads and checks the request; on failure returns NULL and points `reason` at a constant text.
struct request *request_read(int descriptor, const char **reason);

#endif
