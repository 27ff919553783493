#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_DESCRIPTOR = 3, ENDS_AT_ONCE = 64 };

int cprocess_memory_file(const void *bytes, size_t count) {
    int file = memfd_create("sluice-request", MFD_CLOEXEC);
    if (file < 0) return -errno;
    for (size_t done = 0; done < count;) {
        ssize_t written = pwrite(file, (const char *)bytes + done, count - done, (off_t)done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            int reason = errno == 0 ? EIO : errno;
            close(file);
            return -reason;
        }
        done += (size_t)written;
    }
    return file;
}

int cprocess_spawn(const char *program, int request, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int failure = posix_spawnattr_init(&attributes);
    if (failure != 0) return -failure;
    failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) {
        posix_spawnattr_destroy(&attributes);
        return -failure;
    }
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &all);
    failure = posix_spawn_file_actions_adddup2(&actions, request, REQUEST_DESCRIPTOR);
    char *const arguments[] = {(char *)program, NULL};
    char *const environment[] = {NULL};
    if (failure == 0) failure = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure != 0 ? -failure : cprocess_open(*pid);
}

int cprocess_open(pid_t pid) {
    int handle = (int)syscall(SYS_pidfd_open, pid, 0);
    return handle < 0 ? -errno : handle;
}

int cprocess_signal(int handle, int signal) {
    return syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0) < 0 ? -errno : 0;
}

int cprocess_reap(int handle, int *exit_code) {
    siginfo_t information = {.si_pid = 0};
    while (waitid(P_PIDFD, (id_t)handle, &information, WEXITED | WNOHANG) != 0) {
        if (errno != EINTR) return -errno;
    }
    if (information.si_pid == 0) return 0;
    *exit_code = information.si_code == CLD_EXITED ? information.si_status : 128 + information.si_status;
    return 1;
}

int cprocess_watch_open(void) {
    int watch = epoll_create1(EPOLL_CLOEXEC);
    return watch < 0 ? -errno : watch;
}

int cprocess_watch_add(int watch, int handle, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data = {.u64 = token}};
    return epoll_ctl(watch, EPOLL_CTL_ADD, handle, &event) < 0 ? -errno : 0;
}

void cprocess_watch_remove(int watch, int handle) { epoll_ctl(watch, EPOLL_CTL_DEL, handle, NULL); }

int cprocess_watch_wait(int watch, uint64_t *tokens, int room) {
    struct epoll_event events[ENDS_AT_ONCE];
    int count = epoll_wait(watch, events, room < ENDS_AT_ONCE ? room : ENDS_AT_ONCE, -1);
    for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
    return count < 0 ? 0 : count;
}

uint64_t cprocess_boot_clock_ns(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) return 0;
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cprocess_take_memory_in_steps(size_t bytes) { mallopt(M_TOP_PAD, bytes > INT_MAX ? INT_MAX : (int)bytes); }
