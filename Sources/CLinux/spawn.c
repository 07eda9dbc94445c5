#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LAST_SIGNAL 64

// Between clone and execve the child runs in the parent's memory beside the parent's threads. It has a stack of its own,
// but the parent's thread-local storage: a function of the C library that fails would write errno over the parent's.
// Hence bare system calls, which return the error.
static long call(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
    register long result __asm__("rax") = number;
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "+r"(result) : "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
#else
#error "nyala_spawn needs the system call glue for this processor: see the two above"
#endif
}

static _Noreturn void leave(void) {
    for (;;) call(SYS_exit_group, 127, 0, 0, 0);
}

static _Noreturn void fail(struct nyala_spawn *spawn, int stage, long error) {
    spawn->stage = stage;
    spawn->error = (int)-error;
    leave();
}

static long place_stream(int descriptor, int target) {
    if (descriptor == target) return call(SYS_fcntl, target, F_SETFD, 0, 0);
    return call(SYS_dup3, descriptor, target, 0, 0);
}

// Runs in the child. No allocation, no locks, nothing that another thread of the parent may hold.
static void child(void *argument) {
    struct nyala_spawn *spawn = argument;
    const struct nyala_spawn_request *request = &spawn->request;
    long error;

    if ((error = call(SYS_setsid, 0, 0, 0, 0)) < 0) fail(spawn, NYALA_SPAWN_SESSION, error);
    if ((error = place_stream(request->standard_input, 0)) < 0 ||
        (error = place_stream(request->standard_output, 1)) < 0 ||
        (error = place_stream(request->standard_error, 2)) < 0)
        fail(spawn, NYALA_SPAWN_STREAMS, error);
    if (request->directory && (error = call(SYS_chdir, (long)request->directory, 0, 0, 0)) < 0)
        fail(spawn, NYALA_SPAWN_DIRECTORY, error);
    call(SYS_umask, 022, 0, 0, 0);
    if (request->open_files) {
        struct rlimit limit;
        error = call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&limit);
        limit.rlim_cur = request->open_files;
        if (error >= 0) error = call(SYS_prlimit64, 0, RLIMIT_NOFILE, (long)&limit, 0);
        if (error < 0) fail(spawn, NYALA_SPAWN_LIMITS, error);
    }
    if (request->death_signal) {
        error = call(SYS_prctl, PR_SET_PDEATHSIG, request->death_signal, 0, 0);
        if (error < 0) fail(spawn, NYALA_SPAWN_DEATH_SIGNAL, error);
        // The parent may have died before the line above: then nobody would send the signal.
        if (call(SYS_getppid, 0, 0, 0, 0) != spawn->parent) leave();
    }
    // CLONE_CLEAR_SIGHAND resets handlers but leaves ignored signals ignored; zeros are the default action in the
    // kernel's own structure.
    static const unsigned long normal[8];
    for (int signal = 1; signal <= LAST_SIGNAL; signal++)
        if (signal != SIGKILL && signal != SIGSTOP)
            call(SYS_rt_sigaction, signal, (long)normal, 0, LAST_SIGNAL / 8);
    call(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC, 0);
    static const unsigned long none = 0;
    call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, LAST_SIGNAL / 8);
    error = call(SYS_execve, (long)request->program, (long)request->arguments, (long)request->environment, 0);
    fail(spawn, NYALA_SPAWN_EXECUTE, error);
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

int nyala_spawn_begin(struct nyala_spawn *spawn) {
    spawn->parent = getpid();
    spawn->error = 0;
    spawn->stage = 0;
    spawn->process_descriptor = -1;
    // The kernel makes it 0 when the child has left the parent's memory.
    spawn->borrows_memory = 1;
    struct clone_args arguments = {
        .flags = CLONE_VM | CLONE_PIDFD | CLONE_CLEAR_SIGHAND | CLONE_CHILD_CLEARTID,
        .pidfd = (uint64_t)(uintptr_t)&spawn->process_descriptor,
        .child_tid = (uint64_t)(uintptr_t)&spawn->borrows_memory,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)spawn->stack,
        .stack_size = NYALA_SPAWN_STACK_SIZE,
    };
    if (spawn->request.control_group >= 0) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)spawn->request.control_group;
    }
    // A handler of the parent must not run in the child while both use one memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long process = clone3_and_call(&arguments, child, spawn);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (process < 0) {
        spawn->borrows_memory = 0;
        spawn->error = (int)-process;
        spawn->stage = NYALA_SPAWN_CLONE;
        return -1;
    }
    spawn->process = (pid_t)process;
    return 0;
}

int nyala_spawn_finish(struct nyala_spawn *spawn) {
    int value;
    while ((value = __atomic_load_n(&spawn->borrows_memory, __ATOMIC_ACQUIRE)) != 0)
        syscall(SYS_futex, &spawn->borrows_memory, FUTEX_WAIT, value, NULL, NULL, 0);
    if (!spawn->error) return 0;
    siginfo_t information;
    while (waitid(P_PID, (id_t)spawn->process, &information, WEXITED) < 0 && errno == EINTR) {}
    return -1;
}
