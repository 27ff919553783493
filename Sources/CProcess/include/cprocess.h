// CProcess: what Linux offers to processes and Swift cannot call.
//
// Why it exists: handles to processes (pidfd), memory files, and a spawn that starts a session with all signals blocked. A handle names one process
// for ever, where a number may be used again. And the heap's step, which only `mallopt` sets.
//
// May import: the C library. Invariants: no state but that step, no allocation that outlives a call, every descriptor returned is close-on-exec.
// Results are a descriptor or 0, or a negative errno. Deliberately not here: what is done with a process (SluiceProviders).
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A memory file that holds these bytes.
int cprocess_memory_file(const void *bytes, size_t count);

// Starts the program without arguments or environment, in a session of its own, with all signals blocked, and with `request` as descriptor 3.
// Returns a handle to it, which becomes readable when it has ended.
int cprocess_spawn(const char *program, int request, pid_t *pid);

// A handle to any process.
int cprocess_open(pid_t pid);

int cprocess_signal(int handle, int signal);

// Takes the end of an own child, without waiting: 1 and its exit code (128 + signal when it was killed), 0 while it runs, a negative errno for a
// process that is no child.
int cprocess_reap(int handle, int *exit_code);

// A watch on many handles at once, and what it does with one: tells once that its process has ended, under a token.
int cprocess_watch_open(void);
int cprocess_watch_add(int watch, int handle, uint64_t token);
void cprocess_watch_remove(int watch, int handle);

// Waits until something has ended; returns how many tokens were written to `tokens`, 0 when interrupted.
int cprocess_watch_wait(int watch, uint64_t *tokens, int room);

// Nanoseconds of the boot clock, which goes on while the machine sleeps; 0 when it cannot be read.
uint64_t cprocess_boot_clock_ns(void);

// Asks the kernel for memory in steps of at least this size. What is not used of a step costs address space only.
void cprocess_take_memory_in_steps(size_t bytes);

#endif
