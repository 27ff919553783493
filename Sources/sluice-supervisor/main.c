// sluice-supervisor: runs one command of a rollout and outlives the runtime that asked for it.
//
// Why it exists: a runtime may be killed at any moment, and what it had started must then be neither lost nor run twice. So each command has
// a small parent of its own, which claims the command's key on disk before starting it and records its end on disk afterwards. A new
// runtime finds the claim, recognises this process by boot id, number and start time, waits for it, and reads the record.
//
// It is started by the runtime with a request on descriptor 3 (request.h). It keeps no other inherited descriptor, never touches the store,
// and needs nothing but the C library. Its exit codes are in exit_codes.h. What it does, in order:
//
//     a session of its own, all signals blocked, subreaper     so that nothing the command starts can get away or take it along
//     request → folder → claim (exclusive, synced)             no claim: never started
//     command in its own process group, output → mask → log    a secret never reaches the disk; the log is bounded
//     time up or SIGTERM: TERM to the tree, a grace, KILL      until no descendant is left
//     record (in place, synced) → exit                         what a command leaves running on a normal end stays
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "exit_codes.h"
#include "log.h"
#include "record.h"
#include "request.h"
#include "supervise.h"

enum { REQUEST_DESCRIPTOR = 3 };

static void stand_alone(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);  // an inherited SIG_IGN would make the kernel throw away the status that we are here to record
    if (getsid(0) != getpid()) setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // secrets pass through this memory: no core, no tracing
    int null = open("/dev/null", O_RDWR);
    for (int standard = STDIN_FILENO; null >= 0 && standard <= STDERR_FILENO; standard++) {
        if (null != standard) dup2(null, standard);
    }
    if (null > REQUEST_DESCRIPTOR) close(null);
    if (syscall(SYS_close_range, REQUEST_DESCRIPTOR + 1, ~0u, 0) != 0) {
        for (int other = REQUEST_DESCRIPTOR + 1; other < 65536; other++) close(other);
    }
    fcntl(REQUEST_DESCRIPTOR, F_SETFD, FD_CLOEXEC);
}

// Tells the runtime, through the request's own memory file, why nothing was started.
static enum exit_code refuse(enum exit_code code, const char *what, int reason) {
    dprintf(REQUEST_DESCRIPTOR, "%s%s%s\n", what, reason == 0 ? "" : ": ", reason == 0 ? "" : strerror(reason));
    return code;
}

static uint64_t earlier(uint64_t left, uint64_t right) {
    if (left == 0) return right;
    return right == 0 || left < right ? left : right;
}

int main(void) {
    if (fcntl(REQUEST_DESCRIPTOR, F_GETFD) < 0) {
        static const char help[] = "sluice-supervisor is started by sluice, with a request on descriptor 3; it does nothing by itself\n";
        return write(STDERR_FILENO, help, sizeof help - 1) < 0 ? EXIT_UNRECORDED : EXIT_BAD_REQUEST;
    }
    stand_alone();
    const char *reason = NULL;
    struct request *request = request_read(REQUEST_DESCRIPTOR, &reason);
    // From here on the memory file is only the reply; the request, secrets included, is in this process alone.
    if (ftruncate(REQUEST_DESCRIPTOR, 0) != 0 || lseek(REQUEST_DESCRIPTOR, 0, SEEK_SET) != 0) return EXIT_BAD_REQUEST;
    if (request == NULL) return refuse(EXIT_BAD_REQUEST, reason, 0);
    if (chdir(request->folder) != 0) return refuse(EXIT_NO_FOLDER, "the command's folder cannot be entered", errno);

    uint64_t from_now = request->remaining_ns == 0 ? 0 : clock_ns(CLOCK_BOOTTIME) + request->remaining_ns;
    uint64_t must_end_by_ns = earlier(request->must_end_by_ns, from_now);
    int record = REQUEST_DESCRIPTOR;
    if (request->record != NULL) {
        enum exit_code claimed = record_claim(request, must_end_by_ns, &record);
        if (claimed == EXIT_CLAIM_EXISTS) return refuse(claimed, "this key was claimed before", 0);
        if (claimed != EXIT_RECORDED) return refuse(claimed, "the claim cannot be written", errno);
        close(REQUEST_DESCRIPTOR);
    }
    struct log log;
    log_open(&log, request->log, request->log_bound);
    static struct ending ending;
    supervise(request, must_end_by_ns, &log, &ending);
    return record_end(record, request->record != NULL, &ending, &log) == 0 ? EXIT_RECORDED : EXIT_UNRECORDED;
}
