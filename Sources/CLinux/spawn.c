#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LAST_SIGNAL 64
// Starts under way at once that get by with a small table of descriptors; more cost more, and work the same.
#define LANES 16
#define STREAMS 3
// A lane carries the streams and, where there is one, the sandbox.
#define SLOTS 4
// Between two looks whether a start that takes long was stopped, in nanoseconds.
#define STOPPED_INTERVAL 50000000
// Seconds that a process that is held waits after its moment for its caller to let it go.
#define RELEASE_PATIENCE 5
#define NANOSECONDS 1000000000ll
#define BIT(signal) (1ul << ((signal) - 1))

// Between clone and execve the child runs in the parent's memory beside the parent's threads. It has a stack of its own,
// but the parent's thread-local storage: a function of the C library that fails would write errno over the parent's.
// Hence bare system calls, which return the error.
static long call5(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
    register long result __asm__("rax") = number;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    __asm__ volatile("syscall" : "+r"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
#else
#error "nyala_spawn needs the system call glue for this processor: see the two above"
#endif
}

static long call(long number, long a, long b, long c, long d) {
    return call5(number, a, b, c, d, 0);
}

// A child of a program with thousands of open descriptors would get a copy of their whole table and close it again, which
// takes longer than all the rest of its start. So it begins with the caller's own table, and takes from it only the part
// below a limit. What it needs is put there, into a lane that belongs to one start at a time; the lanes are
// made at the first start, while low numbers are still free.
static struct {
    pthread_once_t once;
    int descriptors[LANES][SLOTS];
    // The first number behind all lanes; 0 when the kernel or the table has no room for them.
    int limit;
    int rest;
    // A bit each.
    unsigned free;
    // Whose streams are, or were, in each of them; changed by who has taken the lane.
    const struct nyala_spawn *users[LANES];
    // What this program had inherited as ignored.
    unsigned long ignored;
} lanes = {.once = PTHREAD_ONCE_INIT};

static void make_lanes(void) {
    // By the bare call: the C library hides the signals that it uses itself, and those may be ignored as well.
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
        unsigned long action[8] = {0};
        long error = call(SYS_rt_sigaction, signal, 0, (long)action, LAST_SIGNAL / 8);
        if (error == 0 && action[0] == (unsigned long)SIG_IGN) lanes.ignored |= BIT(signal);
    }
    // An empty range is refused by every kernel that knows the call.
    if (syscall(SYS_close_range, 2, 1, CLOSE_RANGE_UNSHARE) == 0 || errno != EINVAL) return;
    lanes.rest = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (lanes.rest < 0) return;
    int limit = 0;
    for (int lane = 0; lane < LANES; lane++) {
        for (int slot = 0; slot < SLOTS; slot++) {
            int descriptor = fcntl(lanes.rest, F_DUPFD_CLOEXEC, STREAMS);
            if (descriptor < 0) return;
            lanes.descriptors[lane][slot] = descriptor;
            if (descriptor >= limit) limit = descriptor + 1;
        }
    }
    lanes.limit = limit;
    __atomic_store_n(&lanes.free, (1u << LANES) - 1, __ATOMIC_RELEASE);
}

static void give_lane(int lane) {
    __atomic_fetch_or(&lanes.free, 1u << lane, __ATOMIC_RELEASE);
}

static void empty_lane(int lane) {
    // The other ends of these streams would never see an end.
    for (int slot = 0; slot < SLOTS; slot++) dup3(lanes.rest, lanes.descriptors[lane][slot], O_CLOEXEC);
    lanes.users[lane] = NULL;
    give_lane(lane);
}

// A lane with the streams and the sandbox in it, or -1.
static int take_lane(const struct nyala_spawn *spawn) {
    const struct nyala_spawn_request *request = &spawn->request;
    unsigned free = __atomic_load_n(&lanes.free, __ATOMIC_ACQUIRE);
    int lane;
    do {
        if (!free) return -1;
        lane = __builtin_ctz(free);
    } while (!__atomic_compare_exchange_n(&lanes.free, &free, free & ~(1u << lane), 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE));
    const int *descriptors = lanes.descriptors[lane];
    if (dup3(request->standard_input, descriptors[0], O_CLOEXEC) < 0 ||
        dup3(request->standard_output, descriptors[1], O_CLOEXEC) < 0 ||
        dup3(request->standard_error, descriptors[2], O_CLOEXEC) < 0 ||
        (request->sandbox >= 0 && dup3(request->sandbox, descriptors[STREAMS], O_CLOEXEC) < 0)) {
        empty_lane(lane);
        return -1;
    }
    lanes.users[lane] = spawn;
    return lane;
}

static void release_lane(struct nyala_spawn *spawn) {
    int lane = spawn->lane;
    spawn->lane = -1;
    if (lane < 0) return;
    if (!__atomic_load_n(&spawn->has_left_lane, __ATOMIC_ACQUIRE)) return empty_lane(lane);
    // The child has given it back; another start may have it by now.
    if (!(__atomic_fetch_and(&lanes.free, ~(1u << lane), __ATOMIC_ACQUIRE) & 1u << lane)) return;
    if (lanes.users[lane] == spawn) empty_lane(lane);
    else give_lane(lane);
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

static int limit_is_needed(int resource) {
    return resource != NYALA_LIMIT_MARK;
}

static long private_folders(const struct nyala_spawn_request *request) {
    // What the machine mounts later still appears; what is mounted here appears nowhere else.
    long error = call5(SYS_mount, 0, (long)"/", 0, MS_REC | MS_SLAVE, 0);
    if (error >= 0) error = call5(SYS_mount, (long)request->private_folder, (long)"/var/tmp", 0, MS_BIND, 0);
    if (error >= 0) error = call5(SYS_mount, (long)request->private_folder, (long)"/tmp", 0, MS_BIND, 0);
    return error;
}

// The bare calls change this task alone, where the C library's would change all threads of the program.
static long become(const struct nyala_identity *identity) {
    long error = call(SYS_setgroups, identity->group_count, (long)identity->groups, 0, 0);
    if (error >= 0) error = call(SYS_setresgid, identity->group, identity->group, identity->group, 0);
    if (error >= 0) error = call(SYS_setresuid, identity->user, identity->user, identity->user, 0);
    return error;
}

// Root would see into other processes in spite of a sandbox. With no new privileges it cannot get them back.
static long give_up_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    return call(SYS_capset, (long)&header, (long)none, 0, 0);
}

static int64_t monotonic_time(void) {
    struct timespec now;
    call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0);
    return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

static int change_state(struct nyala_spawn *spawn, int before, int after) {
    return __atomic_compare_exchange_n(&spawn->hold_state, &before, after, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

// Waits for the moment to execute the program.
static void hold(struct nyala_spawn *spawn) {
    // Copies of what other starts have in their lanes, and of the caller's when there was no lane, would keep those streams
    // from ending.
    call(SYS_close_range, STREAMS, ~0u, 0, 0);
    struct timespec moment = {.tv_sec = spawn->moment / NANOSECONDS, .tv_nsec = spawn->moment % NANOSECONDS};
    // No signal but the last one interrupts it, since all are blocked.
    call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, (long)&moment, 0);
    // As long as nobody else knows of this process: where the caller has ended before that, to start would be to start unseen.
    const struct timespec patience = {.tv_sec = RELEASE_PATIENCE};
    while (!change_state(spawn, NYALA_HOLD_RELEASED, NYALA_HOLD_OVER)) {
        long error = call(SYS_futex, (long)&spawn->hold_state, FUTEX_WAIT, NYALA_HOLD_KEPT, (long)&patience);
        if (error == -ETIMEDOUT) fail(spawn, NYALA_SPAWN_HOLD, error);
    }
    int64_t late = monotonic_time() - spawn->moment;
    spawn->lateness = late > 0 ? late : 1;
}

// Runs in the child. No allocation, no locks, nothing that another thread of the parent may hold.
static void child(void *argument) {
    struct nyala_spawn *spawn = argument;
    const struct nyala_spawn_request *request = &spawn->request;
    long error;

    if (spawn->lane >= 0) {
        // Before anything else: until here a change of a descriptor would be one of the parent's.
        error = call(SYS_close_range, lanes.limit, ~0u, CLOSE_RANGE_UNSHARE, 0);
        if (error < 0) fail(spawn, NYALA_SPAWN_STREAMS, error);
        // What is in the lane is in its own table, too.
        __atomic_store_n(&spawn->has_left_lane, 1, __ATOMIC_RELEASE);
        give_lane(spawn->lane);
    }
    if ((error = call(SYS_setsid, 0, 0, 0, 0)) < 0) fail(spawn, NYALA_SPAWN_SESSION, error);
    const int given[STREAMS] = {request->standard_input, request->standard_output, request->standard_error};
    const int *streams = spawn->lane >= 0 ? lanes.descriptors[spawn->lane] : given;
    for (int stream = 0; stream < STREAMS; stream++)
        if ((error = place_stream(streams[stream], stream)) < 0) fail(spawn, NYALA_SPAWN_STREAMS, error);
    if (request->open_files) {
        struct rlimit limit;
        error = call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&limit);
        limit.rlim_cur = request->open_files;
        if (error >= 0) error = call(SYS_prlimit64, 0, RLIMIT_NOFILE, (long)&limit, 0);
        if (error < 0) fail(spawn, NYALA_SPAWN_LIMITS, error);
    }
    for (int index = 0; index < request->limit_count; index++) {
        const struct rlimit limit = {request->limits[index].value, request->limits[index].value};
        error = call(SYS_prlimit64, 0, request->limits[index].resource, (long)&limit, 0);
        if (error < 0 && limit_is_needed(request->limits[index].resource)) fail(spawn, NYALA_SPAWN_LIMITS, error);
    }
    if (request->own_namespaces && (error = call(SYS_unshare, request->own_namespaces, 0, 0, 0)) < 0)
        fail(spawn, NYALA_SPAWN_NAMESPACES, error);
    if (request->private_folder && (error = private_folders(request)) < 0) fail(spawn, NYALA_SPAWN_NAMESPACES, error);
    if (request->identity && (error = become(request->identity)) < 0) fail(spawn, NYALA_SPAWN_IDENTITY, error);
    // As the user it is now, who may not be let into every folder.
    if (request->directory && (error = call(SYS_chdir, (long)request->directory, 0, 0, 0)) < 0)
        fail(spawn, NYALA_SPAWN_DIRECTORY, error);
    call(SYS_umask, 022, 0, 0, 0);
    // After the change of the user, which takes it back.
    if (request->death_signal) {
        error = call(SYS_prctl, PR_SET_PDEATHSIG, request->death_signal, 0, 0);
        if (error < 0) fail(spawn, NYALA_SPAWN_DEATH_SIGNAL, error);
        // The parent may have died before the line above: then nobody would send the signal.
        if (call(SYS_getppid, 0, 0, 0, 0) != spawn->parent) leave();
    }
    // CLONE_CLEAR_SIGHAND resets handlers but leaves ignored signals ignored; zeros are the default action in the
    // kernel's own structure. Besides what was inherited, programs ignore these.
    static const unsigned long normal[8];
    unsigned long ignored = lanes.ignored | BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGPIPE) | BIT(SIGALRM) |
                            BIT(SIGTERM) | BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGCHLD) | BIT(SIGTSTP) | BIT(SIGTTIN) |
                            BIT(SIGTTOU) | BIT(SIGXFSZ) | BIT(SIGWINCH);
    for (; ignored; ignored &= ignored - 1)
        call(SYS_rt_sigaction, __builtin_ctzl(ignored) + 1, (long)normal, 0, LAST_SIGNAL / 8);
    if (request->no_new_privileges && (error = call5(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) < 0)
        fail(spawn, NYALA_SPAWN_PRIVILEGES, error);
    if (request->sandbox >= 0) {
        if ((error = give_up_capabilities()) < 0) fail(spawn, NYALA_SPAWN_PRIVILEGES, error);
        int sandbox = spawn->lane >= 0 ? lanes.descriptors[spawn->lane][STREAMS] : request->sandbox;
        if ((error = call(NYALA_SYS_LANDLOCK_RESTRICT_SELF, sandbox, 0, 0, 0)) < 0)
            fail(spawn, NYALA_SPAWN_SANDBOX, error);
    }
    if (request->hold > 0) hold(spawn);
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
    pthread_once(&lanes.once, make_lanes);
    spawn->has_left_lane = 0;
    spawn->hold_state = NYALA_HOLD_KEPT;
    // By the kernel's own clock, as the child waits for it.
    spawn->moment = spawn->request.hold > 0 ? monotonic_time() + spawn->request.hold : 0;
    spawn->lateness = 0;
    spawn->lane = take_lane(spawn);
    spawn->parent = spawn->request.is_sibling ? getppid() : getpid();
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
    if (spawn->lane >= 0) arguments.flags |= CLONE_FILES;
    if (spawn->request.is_sibling) {
        arguments.flags |= CLONE_PARENT;
        // It is the caller's own then, which was started with SIGCHLD.
        arguments.exit_signal = 0;
    }
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
        release_lane(spawn);
        spawn->borrows_memory = 0;
        spawn->error = (int)-process;
        spawn->stage = NYALA_SPAWN_CLONE;
        return -1;
    }
    spawn->process = (pid_t)process;
    return 0;
}

void nyala_spawn_release(struct nyala_spawn *spawn) {
    if (change_state(spawn, NYALA_HOLD_KEPT, NYALA_HOLD_RELEASED) && spawn->request.hold > 0)
        syscall(SYS_futex, &spawn->hold_state, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int nyala_spawn_retract(struct nyala_spawn *spawn) {
    return spawn->request.hold > 0 && change_state(spawn, NYALA_HOLD_RELEASED, NYALA_HOLD_KEPT);
}

int nyala_spawn_is_under_way(const struct nyala_spawn *spawn) {
    return __atomic_load_n(&spawn->borrows_memory, __ATOMIC_ACQUIRE) != 0;
}

int nyala_spawn_finish(struct nyala_spawn *spawn) {
    int value;
    // Once it is another user's, that user can stop it, and must not stop us with it.
    const struct timespec interval = {.tv_nsec = STOPPED_INTERVAL};
    while ((value = __atomic_load_n(&spawn->borrows_memory, __ATOMIC_ACQUIRE)) != 0) {
        long error = syscall(SYS_futex, &spawn->borrows_memory, FUTEX_WAIT, value, &interval, NULL, 0);
        if (error < 0 && errno == ETIMEDOUT && spawn->request.identity)
            nyala_pidfd_send_signal(spawn->process_descriptor, SIGCONT);
    }
    release_lane(spawn);
    if (!spawn->error) return 0;
    if (spawn->request.is_sibling) return -1;
    siginfo_t information;
    while (waitid(P_PID, (id_t)spawn->process, &information, WEXITED) < 0 && errno == EINTR) {}
    return -1;
}
