#define _GNU_SOURCE
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "mask.h"
#include "tree.h"

static const uint64_t KILL_AGAIN_NS = 50u * 1000 * 1000;             // between two looks for survivors of KILL
static const uint64_t GIVE_UP_AFTER_KILL_NS = 10ull * 1000000000;  // a process that the kernel cannot end must not hold us for ever

static const uint64_t LET_GO_NS = 100u * 1000 * 1000;               // for what is left running to close the output

enum phase { RUNNING, TERMINATING, KILLING };

struct stream {
    int read_end, write_end;
    struct mask mask;
    struct run *run;
    bool captured;
};

struct run {
    const struct request *request;
    struct log *log;
    struct ending *ending;
    struct stream output;  // standard output and error, or only error when standard output is captured
    struct stream capture;
    int signals, timer;
    pid_t main_child;
    bool main_ended, no_children;
    enum phase phase;
    uint64_t give_up_at_ns;
};

static void sink(void *context, const char *bytes, size_t count) {
    struct stream *stream = context;
    struct ending *ending = stream->run->ending;
    log_write(stream->run->log, bytes, count);
    if (!stream->captured) return;
    ending->stdout_bytes += count;
    size_t wanted = stream->run->request->capture < CAPTURE_ROOM ? (size_t)stream->run->request->capture : CAPTURE_ROOM;
    size_t part = wanted - ending->captured < count ? wanted - ending->captured : count;
    memcpy(ending->capture + ending->captured, bytes, part);
    ending->captured += part;
}

static bool open_stream(struct run *run, struct stream *stream, bool captured) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    stream->read_end = ends[0];
    stream->write_end = ends[1];
    stream->run = run;
    stream->captured = captured;
    mask_open(&stream->mask, run->request->masks, run->request->mask_count, sink, stream);
    return true;
}

static void close_stream(struct stream *stream) {
    if (stream->read_end >= 0) close(stream->read_end);
    stream->read_end = -1;
}

// Reads once, at most `limit` bytes; returns how many came, 0 when there is nothing more for now or ever.
static size_t read_stream(struct stream *stream, size_t limit) {
    static char bytes[64 * 1024];
    if (stream->read_end < 0) return 0;
    ssize_t count = read(stream->read_end, bytes, limit < sizeof bytes ? limit : sizeof bytes);
    if (count > 0) {
        mask_feed(&stream->mask, bytes, (size_t)count);
        return (size_t)count;
    }
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) close_stream(stream);
    return 0;
}

// Takes what the command wrote before it ended, then gives what it left running a moment to let go of the output. A daemon that does not is
// not waited for; it is told in the log, because its next write will end it.
static void drain(struct stream *stream) {
    int left = 0;
    if (stream->read_end >= 0 && ioctl(stream->read_end, FIONREAD, &left) != 0) left = 0;
    while (left > 0) {
        size_t count = read_stream(stream, (size_t)left);
        if (count == 0) break;
        left -= (int)count;
    }
    uint64_t until = clock_ns(CLOCK_MONOTONIC) + LET_GO_NS;
    while (stream->read_end >= 0) {
        uint64_t now = clock_ns(CLOCK_MONOTONIC);
        struct pollfd state = {.fd = stream->read_end, .events = POLLIN};
        if (now >= until || poll(&state, 1, (int)((until - now) / 1000000) + 1) == 0) {
            stream->run->ending->output_held = 1;
            close_stream(stream);
        } else {
            read_stream(stream, SIZE_MAX);
        }
    }
    mask_finish(&stream->mask);
}

static void tell_held_output(struct run *run) {
    static const char note[] = "[sluice: something that this command left running still holds its output, and its next write there will end it; "
                               "start it with >FILE 2>&1]\n";
    if (run->ending->output_held) log_write(run->log, note, sizeof note - 1);
}

static int open_input(const char *text) {
    if (text == NULL) return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int file = memfd_create("sluice-input", MFD_CLOEXEC);
    size_t count = strlen(text);
    for (size_t done = 0; file >= 0 && done < count;) {
        ssize_t written = write(file, text + done, count - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)written;
    }
    if (file >= 0) lseek(file, 0, SEEK_SET);
    return file;
}

// Starts the command in a process group of its own (so that its `kill 0` spares us) with every signal as a fresh process has it.
static int start(struct run *run) {
    int input = open_input(run->request->input);
    if (input < 0) return errno;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int standard_output = run->request->capture > 0 ? run->capture.write_end : run->output.write_end;
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, standard_output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, run->output.write_end, STDERR_FILENO);
    environ = run->request->environment;  // a program without a slash is looked for in the command's PATH
    int failure = posix_spawnp(
        &run->main_child, run->request->arguments[0], &actions, &attributes, run->request->arguments, run->request->environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(input);
    close(run->output.write_end);
    if (run->request->capture > 0) close(run->capture.write_end);
    return failure;
}

static void set_timer(const struct run *run, uint64_t at_ns) {
    struct itimerspec setting = {
        .it_value = {.tv_sec = (time_t)(at_ns / 1000000000u), .tv_nsec = (long)(at_ns % 1000000000u)},
    };
    timerfd_settime(run->timer, TFD_TIMER_ABSTIME, &setting, NULL);
}

static void reap(struct run *run) {
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid < 0 && errno == EINTR) continue;
        if (pid < 0) run->no_children = errno == ECHILD;
        if (pid <= 0) return;
        if (pid != run->main_child) continue;
        run->main_ended = true;
        run->ending->kind = WIFSIGNALED(status) ? ENDED_SIGNALLED : ENDED_EXITED;
        run->ending->value = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static void begin_ending(struct run *run, enum end_because because) {
    if (run->phase != RUNNING) return;
    run->ending->because = because;
    run->phase = TERMINATING;
    if (tree_signal(SIGTERM) < 0) kill(-run->main_child, SIGTERM);
    tree_signal(SIGCONT);  // a stopped process could not heed the TERM
    set_timer(run, clock_ns(CLOCK_BOOTTIME) + run->request->grace_ns);
}

static void kill_again(struct run *run) {
    uint64_t now = clock_ns(CLOCK_BOOTTIME);
    if (run->phase != KILLING) run->give_up_at_ns = now + GIVE_UP_AFTER_KILL_NS;
    run->phase = KILLING;
    run->ending->remaining = tree_kill();
    if (run->ending->remaining < 0) kill(-run->main_child, SIGKILL);
    set_timer(run, now + KILL_AGAIN_NS);
}

static bool finished(const struct run *run) {
    switch (run->phase) {
        case RUNNING: return run->main_ended;
        case TERMINATING: return run->main_ended && run->no_children;
        case KILLING: return (run->main_ended && run->no_children) || clock_ns(CLOCK_BOOTTIME) >= run->give_up_at_ns;
    }
    return true;
}

static void take_signals(struct run *run) {
    struct signalfd_siginfo received;
    while (read(run->signals, &received, sizeof received) == (ssize_t)sizeof received) {
        if (received.ssi_signo == SIGTERM && !run->main_ended) begin_ending(run, BECAUSE_CANCELLED);
        if (received.ssi_signo == SIGCHLD) reap(run);
    }
}

static void take_timer(struct run *run) {
    uint64_t times = 0;
    if (read(run->timer, &times, sizeof times) != (ssize_t)sizeof times) return;
    reap(run);
    if (finished(run)) return;
    if (run->phase == RUNNING) {
        begin_ending(run, BECAUSE_TIMED_OUT);
    } else {
        kill_again(run);
    }
}

static void loop(struct run *run) {
    while (!finished(run)) {
        struct pollfd waits[] = {
            {.fd = run->signals, .events = POLLIN},
            {.fd = run->timer, .events = POLLIN},
            {.fd = run->output.read_end, .events = POLLIN},
            {.fd = run->capture.read_end, .events = POLLIN},
        };
        if (poll(waits, sizeof waits / sizeof *waits, -1) < 0) continue;
        if (waits[0].revents != 0) take_signals(run);
        if (waits[1].revents != 0) take_timer(run);
        if (waits[2].revents != 0) read_stream(&run->output, SIZE_MAX);
        if (waits[3].revents != 0) read_stream(&run->capture, SIZE_MAX);
    }
}

static bool open_run(struct run *run) {
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGCHLD);
    run->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    run->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (run->signals < 0 || run->timer < 0 || !open_stream(run, &run->output, false)) return false;
    return run->request->capture == 0 || open_stream(run, &run->capture, true);
}

// A cancel that came before the command was started, or a time that was up by then.
static bool over_before_start(uint64_t must_end_by_ns, struct ending *ending) {
    sigset_t pending;
    if (sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1) ending->because = BECAUSE_CANCELLED;
    if (must_end_by_ns != 0 && clock_ns(CLOCK_BOOTTIME) >= must_end_by_ns) ending->because = BECAUSE_TIMED_OUT;
    return ending->because != BECAUSE_ITSELF;
}

void supervise(const struct request *request, uint64_t must_end_by_ns, struct log *log, struct ending *ending) {
    struct run run = {
        .request = request,
        .log = log,
        .ending = ending,
        .output = {.read_end = -1},
        .capture = {.read_end = -1},
        .phase = RUNNING,
    };
    ending->kind = ENDED_NOT_STARTED;
    if (over_before_start(must_end_by_ns, ending)) return;
    ending->value = open_run(&run) ? start(&run) : errno;
    if (ending->value != 0) return;
    if (must_end_by_ns != 0) set_timer(&run, must_end_by_ns);
    loop(&run);
    if (run.phase != KILLING || (run.main_ended && run.no_children)) ending->remaining = 0;
    if (!run.main_ended) {
        ending->kind = ENDED_SIGNALLED;
        ending->value = SIGKILL;
    }
    drain(&run.capture);
    drain(&run.output);
    tell_held_output(&run);
    log_finish(log);
}
