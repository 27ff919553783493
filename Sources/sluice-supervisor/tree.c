#define _GNU_SOURCE
#include "tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { STOPPING_PASSES = 64 };

struct process {
    pid_t pid, parent;
    char state;
    bool descends;
};

struct processes {
    struct process *items;
    size_t count, room;
};

static bool read_process(const char *pid, struct process *process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return false;
    text[count] = '\0';
    const char *after_name = strrchr(text, ')');
    int parent = 0;
    if (after_name == NULL || sscanf(after_name + 1, " %c %d", &process->state, &parent) != 2) return false;
    process->pid = (pid_t)strtol(pid, NULL, 10);
    process->parent = parent;
    process->descends = false;
    return true;
}

static int by_pid(const void *left, const void *right) {
    pid_t a = ((const struct process *)left)->pid, b = ((const struct process *)right)->pid;
    return (a > b) - (a < b);
}

static bool read_all(struct processes *all) {
    DIR *folder = opendir("/proc");
    if (folder == NULL) return false;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        if (all->count == all->room) {
            size_t room = all->room == 0 ? 256 : 2 * all->room;
            struct process *larger = realloc(all->items, room * sizeof *larger);
            if (larger == NULL) break;
            all->items = larger;
            all->room = room;
        }
        if (read_process(entry->d_name, &all->items[all->count])) all->count++;
    }
    closedir(folder);
    qsort(all->items, all->count, sizeof *all->items, by_pid);
    return all->count > 0;
}

static void mark_descendants(struct processes *all) {
    pid_t self = getpid();
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; i < all->count; i++) {
            struct process *process = &all->items[i];
            if (process->descends) continue;
            struct process wanted = {.pid = process->parent};
            struct process *parent = bsearch(&wanted, all->items, all->count, sizeof wanted, by_pid);
            process->descends = process->parent == self || (parent != NULL && parent->descends);
            grew = grew || process->descends;
        }
    }
}

// Signals through a handle and only if the process still has a parent in this tree, so that a reused number hits nobody else.
static void signal_one(const struct process *process, int signal) {
    int handle = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (handle < 0) return;
    char pid[16];
    snprintf(pid, sizeof pid, "%ld", (long)process->pid);
    struct process now;
    if (read_process(pid, &now) && (now.parent == process->parent || now.parent == getpid())) {
        syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0);
    }
    close(handle);
}

static int signal_all(int signal, bool only_running) {
    struct processes all = {NULL, 0, 0};
    if (!read_all(&all)) {
        free(all.items);
        return -1;
    }
    mark_descendants(&all);
    int found = 0;
    for (size_t i = 0; i < all.count; i++) {
        const struct process *process = &all.items[i];
        if (!process->descends || process->state == 'Z' || process->state == 'X') continue;
        if (only_running && process->state == 'T') continue;
        found++;
        signal_one(process, signal);
    }
    free(all.items);
    return found;
}

int tree_signal(int signal) { return signal_all(signal, false); }

int tree_kill(void) {
    for (int passes = 0; passes < STOPPING_PASSES && signal_all(SIGSTOP, true) > 0; passes++) {
    }
    return signal_all(SIGKILL, false);
}
