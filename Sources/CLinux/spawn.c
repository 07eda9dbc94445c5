#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The child borrows the parent's memory until it executes, so it needs a stack of its own; it calls little and
// execve's arguments live on the parent's side.
#define CHILD_STACK_SIZE (64 * 1024)
#define LAST_SIGNAL 64

struct child_start {
    const struct nyala_spawn_request *request;
    pid_t parent;
    // Written by the child, read by the parent: they share memory, so no pipe is needed to report an error.
    volatile int error;
    volatile int stage;
};

static void fail(struct child_start *start, int stage) {
    start->error = errno;
    start->stage = stage;
    _exit(127);
}

static int place_stream(int descriptor, int target) {
    if (descriptor == target) return fcntl(target, F_SETFD, 0);
    return dup2(descriptor, target) < 0 ? -1 : 0;
}

// Runs in the child. Only raw steps: no allocation, no locks, nothing that another thread of the parent may hold.
static void child(void *argument) {
    struct child_start *start = argument;
    const struct nyala_spawn_request *request = start->request;

    if (setsid() < 0) fail(start, NYALA_SPAWN_SESSION);
    if (place_stream(request->standard_input, 0) < 0 || place_stream(request->standard_output, 1) < 0 ||
        place_stream(request->standard_error, 2) < 0)
        fail(start, NYALA_SPAWN_STREAMS);
    if (request->directory && chdir(request->directory) < 0) fail(start, NYALA_SPAWN_DIRECTORY);
    umask(022);
    if (request->open_files) {
        struct rlimit limit;
        if (getrlimit(RLIMIT_NOFILE, &limit) < 0) fail(start, NYALA_SPAWN_LIMITS);
        limit.rlim_cur = request->open_files;
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail(start, NYALA_SPAWN_LIMITS);
    }
    if (request->death_signal) {
        if (prctl(PR_SET_PDEATHSIG, request->death_signal) < 0) fail(start, NYALA_SPAWN_DEATH_SIGNAL);
        // The parent may have died before the line above: then nobody would send the signal.
        if (getppid() != start->parent) _exit(127);
    }
    // CLONE_CLEAR_SIGHAND resets handlers but leaves ignored signals ignored. Past the C library, which keeps two
    // signals for itself; zeros are the default action in the kernel's own structure.
    static const unsigned long normal[8];
    for (int signal = 1; signal <= LAST_SIGNAL; signal++)
        if (signal != SIGKILL && signal != SIGSTOP) syscall(SYS_rt_sigaction, signal, normal, NULL, LAST_SIGNAL / 8);
    syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->program, request->arguments, request->environment);
    fail(start, NYALA_SPAWN_EXECUTE);
}

// clone3 returns twice; the child's return must not touch the parent's stack frame, hence a few instructions of
// assembly that call the function on the new stack and never come back.
static long clone3_and_call(struct clone_args *arguments, void (*function)(void *), void *argument) {
#if defined(__x86_64__)
    register long result __asm__("rax") = SYS_clone3;
    register void *first __asm__("rdi") = arguments;
    register long size __asm__("rsi") = sizeof *arguments;
    register void (*target)(void *) __asm__("r12") = function;
    register void *value __asm__("r13") = argument;
    __asm__ volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "mov %%r13, %%rdi\n\t"
        "call *%%r12\n\t"
        "ud2\n"
        "1:"
        : "+r"(result)
        : "r"(first), "r"(size), "r"(target), "r"(value)
        : "rcx", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long result __asm__("x0") = (long)arguments;
    register long size __asm__("x1") = sizeof *arguments;
    register long number __asm__("x8") = SYS_clone3;
    register void (*target)(void *) __asm__("x19") = function;
    register void *value __asm__("x20") = argument;
    __asm__ volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, xzr\n\t"
        "mov x0, x20\n\t"
        "blr x19\n\t"
        "brk #1\n"
        "1:"
        : "+r"(result)
        : "r"(size), "r"(number), "r"(target), "r"(value)
        : "memory", "cc");
    return result;
#else
#error "nyala_spawn needs clone3 glue for this processor: see the two above"
#endif
}

int nyala_spawn(const struct nyala_spawn_request *request, struct nyala_spawn_result *result) {
    struct child_start start = {.request = request, .parent = getpid()};
    int process_descriptor = -1;
    // One stack a thread: the parent's thread sleeps until the child has executed or ended (CLONE_VFORK).
    static __thread char *stack;
    if (!stack) {
        void *memory = mmap(NULL, CHILD_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        if (memory == MAP_FAILED) {
            result->error = errno;
            result->stage = NYALA_SPAWN_CLONE;
            return -1;
        }
        stack = memory;
    }
    struct clone_args arguments = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
        .pidfd = (uint64_t)(uintptr_t)&process_descriptor,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = CHILD_STACK_SIZE,
    };
    if (request->control_group >= 0) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)request->control_group;
    }
    // A handler of the parent must not run in the child while both use one memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long process = clone3_and_call(&arguments, child, &start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (process < 0) {
        result->error = (int)-process;
        result->stage = NYALA_SPAWN_CLONE;
        return -1;
    }
    if (start.error) {
        siginfo_t information;
        while (waitid(P_PID, (id_t)process, &information, WEXITED) < 0 && errno == EINTR) {}
        close(process_descriptor);
        result->error = start.error;
        result->stage = start.stage;
        return -1;
    }
    result->process = (pid_t)process;
    result->process_descriptor = process_descriptor;
    result->error = 0;
    result->stage = 0;
    return 0;
}
