// Replaces secret values by ‹NAME› in a stream, before anything is written anywhere, also where a value is split between two reads.
#ifndef SLUICE_MASK_H
#define SLUICE_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

typedef void (*mask_sink)(void *context, const char *bytes, size_t count);

struct mask {
    const struct mask_entry *entries;
    size_t count;
    size_t longest;
    bool first[256];  // bytes that some value begins with
    char *held;       // the end of the stream so far that may be the beginning of a value
    size_t held_count;
    size_t held_room;
    mask_sink sink;
    void *context;
};

void mask_open(struct mask *mask, const struct mask_entry *entries, size_t count, mask_sink sink, void *context);
void mask_feed(struct mask *mask, const char *bytes, size_t count);
// The stream has ended: what is held back goes out.
void mask_finish(struct mask *mask);

#endif
