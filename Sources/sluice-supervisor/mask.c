#include "mask.h"

#include <stdlib.h>
#include <string.h>

void mask_open(struct mask *mask, const struct mask_entry *entries, size_t count, mask_sink sink, void *context) {
    *mask = (struct mask){.entries = entries, .count = count, .sink = sink, .context = context};
    for (size_t i = 0; i < count; i++) {
        mask->first[(unsigned char)entries[i].value[0]] = true;
        if (entries[i].value_length > mask->longest) mask->longest = entries[i].value_length;
    }
}

enum verdict { ORDINARY, SECRET, PERHAPS };

// What stands at the start of `bytes`: an ordinary byte, a secret (the longest that fits), or perhaps the beginning of one.
static enum verdict judge(const struct mask *mask, const char *bytes, size_t count, const struct mask_entry **found) {
    if (!mask->first[(unsigned char)bytes[0]]) return ORDINARY;
    bool perhaps = false;
    *found = NULL;
    for (size_t i = 0; i < mask->count; i++) {
        const struct mask_entry *entry = &mask->entries[i];
        if (entry->value_length > count) {
            perhaps = perhaps || memcmp(entry->value, bytes, count) == 0;
        } else if (memcmp(entry->value, bytes, entry->value_length) == 0) {
            if (*found == NULL || entry->value_length > (*found)->value_length) *found = entry;
        }
    }
    if (perhaps) return PERHAPS;
    return *found == NULL ? ORDINARY : SECRET;
}

static void put_name(struct mask *mask, const struct mask_entry *entry) {
    mask->sink(mask->context, "\xE2\x80\xB9", 3);
    mask->sink(mask->context, entry->name, entry->name_length);
    mask->sink(mask->context, "\xE2\x80\xBA", 3);
}

// Sends out what can be decided and returns how many bytes were used up.
static size_t pass(struct mask *mask, const char *bytes, size_t count, bool ended) {
    size_t sent = 0, at = 0;
    while (at < count) {
        const struct mask_entry *found = NULL;
        enum verdict verdict = judge(mask, bytes + at, count - at, &found);
        if (verdict == PERHAPS && !ended) break;
        if (verdict == ORDINARY || found == NULL) {
            at++;
            continue;
        }
        if (at > sent) mask->sink(mask->context, bytes + sent, at - sent);
        put_name(mask, found);
        at += found->value_length;
        sent = at;
    }
    if (at > sent) mask->sink(mask->context, bytes + sent, at - sent);
    return at;
}

void mask_feed(struct mask *mask, const char *bytes, size_t count) {
    if (mask->count == 0) {
        mask->sink(mask->context, bytes, count);
        return;
    }
    if (mask->held_count + count > mask->held_room) {
        size_t room = mask->held_count + count + mask->longest;
        char *larger = realloc(mask->held, room);
        if (larger == NULL) return;  // output is dropped rather than written unmasked
        mask->held = larger;
        mask->held_room = room;
    }
    memcpy(mask->held + mask->held_count, bytes, count);
    mask->held_count += count;
    size_t used = pass(mask, mask->held, mask->held_count, false);
    mask->held_count -= used;
    memmove(mask->held, mask->held + used, mask->held_count);
}

void mask_finish(struct mask *mask) {
    if (mask->held_count > 0) pass(mask, mask->held, mask->held_count, true);
    mask->held_count = 0;
}
