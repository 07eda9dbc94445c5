#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

int nyala_pidfd_open(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}

uint64_t nyala_mark_of(pid_t process) {
    struct rlimit limit = {0};
    if (syscall(SYS_prlimit64, process, NYALA_LIMIT_MARK, NULL, &limit) < 0) return 0;
    return limit.rlim_cur;
}

int nyala_pidfd_send_signal(int process_descriptor, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, process_descriptor, signal, NULL, 0);
}

static int64_t nanoseconds_of(struct timeval time) {
    return (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_usec * 1000;
}

static int collect(idtype_t type, id_t id, struct nyala_exit *result) {
    siginfo_t information = {0};
    struct rusage usage = {0};
    // The C library's function hides the last parameter.
    if (syscall(SYS_waitid, type, id, &information, WEXITED | WNOHANG, &usage) < 0) return -1;
    result->code = information.si_pid ? information.si_code : 0;
    result->status = information.si_status;
    result->processor_time = nanoseconds_of(usage.ru_utime) + nanoseconds_of(usage.ru_stime);
    result->peak_memory = (int64_t)usage.ru_maxrss * 1024;
    return 0;
}

int nyala_collect(int process_descriptor, struct nyala_exit *result) {
    return collect((idtype_t)P_PIDFD, (id_t)process_descriptor, result);
}

int nyala_collect_orphan(pid_t process, struct nyala_exit *result) {
    return collect(P_PID, (id_t)process, result);
}

int nyala_become_subreaper(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

int nyala_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

ssize_t nyala_tee(int from, int to, size_t count) {
    return tee(from, to, count, SPLICE_F_NONBLOCK);
}

ssize_t nyala_splice(int from, int to, size_t count) {
    return splice(from, NULL, to, NULL, count, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
}

int nyala_set_pipe_size(int pipe, int size) {
    return fcntl(pipe, F_SETPIPE_SZ, size);
}

int nyala_pipe_size(int pipe) {
    return fcntl(pipe, F_GETPIPE_SZ);
}

int nyala_pipe_content(int pipe) {
    int count = 0;
    return ioctl(pipe, FIONREAD, &count) < 0 ? -1 : count;
}

int nyala_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC);
}

int nyala_sealed_file(const char *name, const void *bytes, size_t count) {
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    const char *rest = bytes;
    while (count > 0) {
        ssize_t written = write(file, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) goto failed;
        rest += written;
        count -= (size_t)written;
    }
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0) return file;
failed:;
    int code = errno;
    close(file);
    errno = code;
    return -1;
}

void nyala_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

int nyala_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

int nyala_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

int nyala_epoll_wait(int epoll, struct nyala_epoll_event *events, int capacity, int64_t timeout_ns) {
    enum { BATCH = 64 };
    struct epoll_event batch[BATCH];
    if (capacity > BATCH) capacity = BATCH;
    struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    int count = epoll_pwait2(epoll, batch, capacity, timeout_ns < 0 ? NULL : &timeout, NULL);
    if (count < 0 && errno == ENOSYS)  // before Linux 5.11: whole milliseconds, rounded up
        count = epoll_wait(epoll, batch, capacity, timeout_ns < 0 ? -1 : (int)((timeout_ns + 999999) / 1000000));
    for (int index = 0; index < count; index++) {
        events[index].events = batch[index].events;
        events[index].token = batch[index].data.u64;
    }
    return count;
}

int nyala_clock_steps(void) {
    return timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
}

int nyala_arm_clock_steps(int timer) {
    // So far in the future that only a step of the clock ends it.
    struct itimerspec never = {.it_value.tv_sec = (time_t)1 << 40};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

int nyala_alarm(void) {
    return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

int nyala_set_alarm(int timer, int64_t wait_ns) {
    struct itimerspec wait = {.it_value = {.tv_sec = wait_ns / 1000000000, .tv_nsec = wait_ns % 1000000000}};
    return timerfd_settime(timer, 0, &wait, NULL);
}

int nyala_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int nyala_exchange(const char *first, const char *second) {
    return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

int nyala_rename_new(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

static int open_beneath(int folder, const char *path, int flags, mode_t mode, uint64_t resolve) {
    // A mode without a file to make is an error here, other than in open.
    struct open_how how = {.flags = (uint64_t)flags, .mode = flags & O_CREAT ? mode : 0, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve};
    // A path with ".." cannot be followed safely while something is renamed anywhere: the kernel asks to try again.
    enum { ATTEMPTS = 100 };
    long result = -1;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        result = syscall(SYS_openat2, folder, path, &how, sizeof how);
        if (result >= 0 || errno != EAGAIN) break;
    }
    return (int)result;
}

int nyala_open_beneath(int folder, const char *path, int flags, mode_t mode) {
    return open_beneath(folder, path, flags, mode, 0);
}

int nyala_open_beneath_without_links(int folder, const char *path, int flags, mode_t mode) {
    return open_beneath(folder, path, flags, mode, RESOLVE_NO_SYMLINKS);
}

static int64_t nanoseconds(struct statx_timestamp time) {
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

int nyala_file_status(int folder, const char *name, struct nyala_file_status *status) {
    struct statx found;
    if (statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &found) < 0) return -1;
    status->mode = found.stx_mode;
    status->inode = found.stx_ino;
    status->size = (int64_t)found.stx_size;
    status->modified = nanoseconds(found.stx_mtime);
    status->born = nanoseconds(found.stx_mask & STATX_BTIME ? found.stx_btime : found.stx_mtime);
    return 0;
}

int nyala_rename_at(int from_folder, const char *from, int to_folder, const char *to, int must_be_new) {
    return renameat2(from_folder, from, to_folder, to, must_be_new ? RENAME_NOREPLACE : 0);
}

int nyala_name_file(int file, int folder, const char *name) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW);
}

ssize_t nyala_copy_range(int from, int to, size_t count) {
    return copy_file_range(from, NULL, to, NULL, count, 0);
}

int nyala_is_being_written(int file) {
    // Should somebody open it at this very moment, the kernel's notice must be one that ends nobody.
    if (fcntl(file, F_SETSIG, SIGURG) < 0) return -1;
    if (fcntl(file, F_SETLEASE, F_RDLCK) < 0) return errno == EAGAIN ? 1 : -1;
    fcntl(file, F_SETLEASE, F_UNLCK);
    return 0;
}

int nyala_is_open_elsewhere(int file) {
    if (fcntl(file, F_SETSIG, SIGURG) < 0) return -1;
    if (fcntl(file, F_SETLEASE, F_WRLCK) < 0) return errno == EAGAIN ? 1 : -1;
    fcntl(file, F_SETLEASE, F_UNLCK);
    return 0;
}

void nyala_begin_to_store(int file) {
    sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int64_t nyala_file_system_kind(const char *path) {
    struct statfs information;
    if (statfs(path, &information) < 0) return -1;
    return (int64_t)(uint32_t)information.f_type;
}

// The numbers and shapes of Landlock stand here because the headers of older systems lack them.
#define LANDLOCK_CREATE 444
#define LANDLOCK_ADD_RULE 445

int nyala_landlock_version(void) {
    return (int)syscall(LANDLOCK_CREATE, NULL, 0, 1);
}

int nyala_landlock_create(uint64_t files, uint64_t network, uint64_t scopes) {
    const uint64_t handled[] = {files, network, scopes};
    // A kernel that does not know the end of it takes what it knows, if the rest is zero.
    return (int)syscall(LANDLOCK_CREATE, handled, sizeof handled, 0);
}

int nyala_landlock_allow(int ruleset, int descriptor, uint64_t files) {
    const struct {
        uint64_t access;
        int32_t parent;
    } __attribute__((packed)) rule = {files, descriptor};
    return (int)syscall(LANDLOCK_ADD_RULE, ruleset, 1, &rule, 0);
}

static void *try_own_mounts(void *result) {
    // Of this thread alone, and gone with it.
    int *error = result;
    *error = unshare(CLONE_FS | CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ? errno : 0;
    return NULL;
}

int nyala_try_own_mounts(void) {
    pthread_t thread;
    int error = 0;
    int failure = pthread_create(&thread, NULL, try_own_mounts, &error);
    if (!failure) pthread_join(thread, NULL);
    errno = failure ? failure : error;
    return errno ? -1 : 0;
}

int nyala_connect_loopback(int port, int version) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address6.sin6_addr = in6addr_loopback;
    int connection = socket(version == 6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection < 0) return -1;
    int result = version == 6 ? connect(connection, (struct sockaddr *)&address6, sizeof address6)
                              : connect(connection, (struct sockaddr *)&address, sizeof address);
    if (result == 0 || errno == EINPROGRESS) return connection;
    int error = errno;
    close(connection);
    errno = error;
    return -1;
}

int nyala_socket_error(int socket) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

ssize_t nyala_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL);
}

int nyala_datagram_connect(const char *path, size_t length, int patience_ms) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (length + 1 > sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (made < 0) return -1;
    struct timeval patience = {.tv_sec = patience_ms / 1000, .tv_usec = patience_ms % 1000 * 1000};
    if (setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(made, (struct sockaddr *)&address, sizeof address) == 0)
        return made;
    int code = errno;
    close(made);
    errno = code;
    return -1;
}

int nyala_datagram_send_descriptor(int socket, int descriptor) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &descriptor, sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int nyala_notify_socket(const char *name, size_t length) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    // A path is one by its slash, and ends in a zero byte; another name begins with one.
    size_t lead = length > 0 && name[0] == '/' ? 0 : 1;
    if (length + 1 > sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path + lead, name, length);
    int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) return -1;
    int yes = 1;
    if (setsockopt(made, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0 &&
        bind(made, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0)
        return made;
    int error = errno;
    close(made);
    errno = error;
    return -1;
}

ssize_t nyala_notify_receive(int socket, void *buffer, size_t size, pid_t *sender) {
    struct iovec piece = {.iov_base = buffer, .iov_len = size};
    // Room for the sender alone: descriptors that come along are closed by the kernel.
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    *sender = 0;
    ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_TRUNC);
    if (count < 0) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_CREDENTIALS) {
        struct ucred credentials;
        memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
        *sender = credentials.pid;
    }
    return count;
}

// Enough for 50,000 continuous jobs, or their part of it.
#define MANY_FILES 262144

void nyala_raise_open_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
    if (limit.rlim_max < MANY_FILES) {
        struct rlimit many = {.rlim_cur = MANY_FILES, .rlim_max = MANY_FILES};
        if (setrlimit(RLIMIT_NOFILE, &many) == 0) return;
    }
    limit.rlim_cur = limit.rlim_max;
    // Refused: then the limit stays, and starts that fail say why.
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int forget_pages(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size;
    (void)unused;
    unsigned long mask = (unsigned long)sysconf(_SC_PAGESIZE) - 1;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        // What the loader has written to would come back as it is in the file.
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
        unsigned long start = (object->dlpi_addr + part->p_vaddr) & ~mask;
        unsigned long end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~mask;
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void nyala_forget_start(void) {
    malloc_trim(0);
    dl_iterate_phdr(forget_pages, NULL);
}
