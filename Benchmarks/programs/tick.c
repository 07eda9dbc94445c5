// The scheduled job that is measured, as small as a program can be: without a C library. Its first act is to read the
// clock; then it adds one record to a file, in one write.
//
//   tick FILE
#include <fcntl.h>
#include <sys/syscall.h>
#include <time.h>

// As TickLog.swift reads it.
struct record {
    long long time;
    char job[24];
    char scheduled[32];
};

static long call(long number, long first, long second, long third, long fourth) {
#if defined(__x86_64__)
    long result = number;
    register long r10 __asm__("r10") = fourth;
    __asm__ volatile("syscall" : "+a"(result) : "D"(first), "S"(second), "d"(third), "r"(r10) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
#else
#error "tick needs the system call of this processor"
#endif
}

// Copies the value of a variable when this is its line.
static void take(const char *line, const char *name, char *value, int size) {
    while (*name && *line == *name) line++, name++;
    if (*name || *line++ != '=') return;
    for (int index = 0; index < size - 1 && line[index]; index++) value[index] = line[index];
}

__attribute__((noreturn, used)) void tick(long *stack) {
    struct timespec now;
    call(SYS_clock_gettime, CLOCK_REALTIME, (long)&now, 0, 0);
    struct record record = {.time = now.tv_sec * 1000000000LL + now.tv_nsec};
    char **arguments = (char **)(stack + 1);
    for (char **line = arguments + stack[0] + 1; *line; line++) {
        take(*line, "WEBJOBS_NAME", record.job, sizeof record.job);
        take(*line, "WEBJOBS_SCHEDULED_TIME", record.scheduled, sizeof record.scheduled);
    }
    long file = call(SYS_openat, AT_FDCWD, (long)arguments[1], O_WRONLY | O_APPEND, 0);
    long written = call(SYS_write, file, (long)&record, sizeof record, 0);
    call(SYS_exit_group, written != sizeof record, 0, 0, 0);
    __builtin_unreachable();
}

// The stack holds the number of arguments, the arguments, nothing, the environment, nothing.
#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall tick\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tbl tick\n");
#endif
