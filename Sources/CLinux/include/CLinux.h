// The system calls and constants that Swift's Glibc module does not show, and the one door through which Nyala starts
// a process, which is all that keeps state.
#ifndef CLINUX_H
#define CLINUX_H

#include "keeper.h"

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

// The step of a start that failed.
enum nyala_spawn_stage {
    NYALA_SPAWN_CLONE = 1,
    NYALA_SPAWN_SESSION = 2,
    NYALA_SPAWN_STREAMS = 3,
    NYALA_SPAWN_DIRECTORY = 4,
    NYALA_SPAWN_LIMITS = 5,
    NYALA_SPAWN_DEATH_SIGNAL = 6,
    NYALA_SPAWN_EXECUTE = 7,
    NYALA_SPAWN_NAMESPACES = 8,
    NYALA_SPAWN_IDENTITY = 9,
    NYALA_SPAWN_PRIVILEGES = 10,
    NYALA_SPAWN_SANDBOX = 11,
    NYALA_SPAWN_HOLD = 12,
};

// A limit of one process and of each that comes from it, soft and hard.
struct nyala_limit {
    // One of NYALA_LIMIT_….
    int resource;
    uint64_t value;
};

#define NYALA_LIMIT_FILE_SIZE 1
#define NYALA_LIMIT_DATA 2
#define NYALA_LIMIT_PROCESSES 6
#define NYALA_LIMIT_OPEN_FILES 7
// Of file locks, which the kernel has long given up: a number that is inherited by all that comes from a process and
// means nothing to it. Where it cannot be set the process starts without.
#define NYALA_LIMIT_MARK 10

// Whom to become.
struct nyala_identity {
    uid_t user;
    gid_t group;
    int group_count;
    const gid_t *groups;
};

// Namespaces of its own, for nyala_spawn_request.
#define NYALA_OWN_MOUNTS 0x00020000
#define NYALA_OWN_NETWORK 0x40000000

struct nyala_spawn_request {
    const char *program;
    char *const *arguments;
    char *const *environment;
    const char *directory;
    int standard_input;
    int standard_output;
    int standard_error;
    // A cgroup v2 folder to be born in, or -1.
    int control_group;
    // Sent to the child when the starting thread ends, or the parent where that is another; or 0.
    int death_signal;
    // Whether the caller's own parent is to be the child's parent: that one collects it.
    int is_sibling;
    // The limit of open files the child gets, or 0 to keep the caller's.
    uint64_t open_files;
    const struct nyala_limit *limits;
    int limit_count;
    // Or NULL to stay who the caller is.
    const struct nyala_identity *identity;
    // NYALA_OWN_… to be cut off from the caller's, or 0.
    int own_namespaces;
    // With mounts of its own: what appears there as /tmp and /var/tmp, or NULL.
    const char *private_folder;
    // No program it executes gives it rights that it had not (set-user-id and the like).
    int no_new_privileges;
    // A ruleset of nyala_landlock_create, or -1.
    int sandbox;
    // Nanoseconds, counted from nyala_spawn_begin, until it executes its program; all else is done before. 0: at once.
    int64_t hold;
};

#define NYALA_SPAWN_STACK_SIZE (16 * 1024)

// The child waits for its caller, whatever the time.
#define NYALA_HOLD_KEPT 0
// It may go when its moment comes.
#define NYALA_HOLD_RELEASED 1
// It has gone.
#define NYALA_HOLD_OVER 2

// One start under way. It must stay where it is, and everything that the request points to with it, until
// nyala_spawn_finish has returned.
struct nyala_spawn {
    struct nyala_spawn_request request;
    // Of NYALA_SPAWN_STACK_SIZE bytes, aligned to 16, for this start alone.
    void *stack;
    pid_t parent;
    pid_t process;
    // The caller's from nyala_spawn_begin on.
    int process_descriptor;
    // 0, or the errno of the failed stage; written by the child, which borrows the parent's memory.
    int error;
    int stage;
    int borrows_memory;
    // Where its streams wait among the caller's descriptors, or -1; and whether the child has taken them.
    int lane;
    int has_left_lane;
    // Of a process that is held: a NYALA_HOLD_… above; the moment, in nanoseconds of CLOCK_MONOTONIC; and by how much it was
    // late, at least 1, written by the child.
    int hold_state;
    int64_t moment;
    int64_t lateness;
};

// Begins to start a process in a session of its own, with clean signals and only descriptors 0 to 2 open. Returns 0, or
// -1 with error and stage set.
int nyala_spawn_begin(struct nyala_spawn *spawn);
// Lets a process that is held execute its program when its moment comes.
void nyala_spawn_release(struct nyala_spawn *spawn);
// Takes that back; 0 where its moment has come before. What was taken back is to be killed.
int nyala_spawn_retract(struct nyala_spawn *spawn);
// Whether nyala_spawn_finish would wait.
int nyala_spawn_is_under_way(const struct nyala_spawn *spawn);
// Waits until the process executes: 0, or -1 with error and stage set. A program that cannot be executed is such an
// error, not an exit code; its process is collected then, unless it is a sibling.
int nyala_spawn_finish(struct nyala_spawn *spawn);

int nyala_pidfd_open(pid_t process);
// The NYALA_LIMIT_MARK of a process; 0 where it is not to be known.
uint64_t nyala_mark_of(pid_t process);
int nyala_pidfd_send_signal(int process_descriptor, int signal);

struct nyala_exit {
    // One of CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0 when the child still runs.
    int code;
    // The exit code or the signal's number.
    int status;
    // Of the process and those below it that it has collected; nanoseconds, and the largest of all in bytes, which may
    // be that of the program it was started from.
    int64_t processor_time;
    int64_t peak_memory;
};

// Collects one child by its descriptor without waiting. 0, or -1 with errno.
int nyala_collect(int process_descriptor, struct nyala_exit *result);
// The same by process id, for children that came to us as orphans.
int nyala_collect_orphan(pid_t process, struct nyala_exit *result);

int nyala_become_subreaper(void);

// Names the calling thread; at most 15 bytes.
void nyala_name_thread(const char *name);

// pipe2 with O_CLOEXEC on both ends and O_NONBLOCK on the reading one.
int nyala_pipe(int ends[2]);

// Duplicates what is in a pipe into another, and leaves it there; moves it, for which /dev/null will do; both without
// waiting. The number of bytes, 0 at the end, or -1 with errno.
ssize_t nyala_tee(int from, int to, size_t count);
ssize_t nyala_splice(int from, int to, size_t count);
// How much a pipe can hold; and the number of bytes in it.
int nyala_set_pipe_size(int pipe, int size);
int nyala_pipe_size(int pipe);
int nyala_pipe_content(int pipe);
// A file in memory that no name leads to.
int nyala_memory_file(const char *name);
// A file in memory with this content, which nobody can change any more; -1 with errno.
int nyala_sealed_file(const char *name, const void *bytes, size_t count);

int nyala_epoll_create(void);
// operation: 1 add, 2 remove, 3 change
int nyala_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token);

struct nyala_epoll_event {
    uint32_t events;
    uint64_t token;
};

// Waits at most timeout_ns nanoseconds (-1: for ever); the number of events, or -1 with errno.
int nyala_epoll_wait(int epoll, struct nyala_epoll_event *events, int capacity, int64_t timeout_ns);

#define NYALA_EPOLL_IN 0x001u
#define NYALA_EPOLL_PRI 0x002u
#define NYALA_EPOLL_OUT 0x004u
#define NYALA_EPOLL_ERR 0x008u
#define NYALA_EPOLL_HUP 0x010u
#define NYALA_EPOLL_EDGE 0x80000000u

int nyala_eventfd(void);

// Lets this process have as many files open as it may, and as root as many as thousands of jobs take.
void nyala_raise_open_files(void);

// Gives back what only the start of the program needed: pages of programs and libraries that nobody writes to (the kernel
// reads them again when they are wanted), and what the allocator holds and nobody uses.
void nyala_forget_start(void);

// A timer of the wall clock that never fires: reading it fails with ECANCELED after the clock was set.
int nyala_clock_steps(void);
int nyala_arm_clock_steps(int timer);

// A timer of the clock that nobody can set: readable when a time (more than 0) is over.
int nyala_alarm(void);
int nyala_set_alarm(int timer, int64_t wait_ns);

// Swaps two paths in one step (RENAME_EXCHANGE), or renames without ever replacing (RENAME_NOREPLACE).
int nyala_exchange(const char *first, const char *second);
int nyala_rename_new(const char *from, const char *to);

// Opens below a folder; never leaves it, neither by ".." nor by a link (openat2 with RESOLVE_BENEATH).
int nyala_open_beneath(int folder, const char *path, int flags, mode_t mode);

// The same, and no part of the path may be a link.
int nyala_open_beneath_without_links(int folder, const char *path, int flags, mode_t mode);

// What a name in a folder is, links not followed; with an empty name the descriptor itself.
struct nyala_file_status {
    uint32_t mode;
    uint64_t inode;
    int64_t size;
    // Nanoseconds since 1970; born is the modification time where the file system does not tell.
    int64_t modified;
    int64_t born;
};
int nyala_file_status(int folder, const char *name, struct nyala_file_status *status);

// Moves a name from one folder to another; with must_be_new never in the place of something.
int nyala_rename_at(int from_folder, const char *from, int to_folder, const char *to, int must_be_new);
// Gives a name to an open file that has none.
int nyala_name_file(int file, int folder, const char *name);

// copy_file_range from and to the descriptors' own positions.
ssize_t nyala_copy_range(int from, int to, size_t count);

#define NYALA_O_PATH 010000000

// Landlock: what a process may do with files and the network, which it can narrow and never widen.
#define NYALA_SYS_LANDLOCK_RESTRICT_SELF 446
// The version of the kernel's interface, or -1 with errno where there is none.
int nyala_landlock_version(void);
// A ruleset that refuses these accesses where no rule allows them: a descriptor, or -1 with errno.
int nyala_landlock_create(uint64_t files, uint64_t network, uint64_t scopes);
// Allows accesses to what a descriptor shows and to all below it.
int nyala_landlock_allow(int ruleset, int descriptor, uint64_t files);

// Whether this process may have mounts of its own: 0, or -1 with errno.
int nyala_try_own_mounts(void);

// Whether any process has this file, opened for reading, open for writing: 1 or 0, or -1 where the kernel does not tell.
int nyala_is_being_written(int file);

// Whether this file is open anywhere but by this descriptor: 1 or 0, or -1 where the kernel does not tell.
int nyala_is_open_elsewhere(int file);

// Gives a file its place on the disk and begins to write it there, without waiting for it.
void nyala_begin_to_store(int file);

// Begins to connect to a port of this machine (127.0.0.1, or ::1 for version 6) without waiting: a descriptor whose
// connection is there or under way, or -1 with errno.
int nyala_connect_loopback(int port, int version);
// How a connection that was under way came out: 0 or an errno.
int nyala_socket_error(int socket);
// Sends without a signal where nobody reads any more: bytes sent, or -1 with errno.
ssize_t nyala_send(int socket, const void *bytes, size_t count);

// A socket for messages of services (sd_notify) by this name in the abstract namespace, or at this path, which tells their
// senders.
int nyala_notify_socket(const char *name, size_t length);
// One message without waiting: its length, which may be more than the buffer's, or -1 with errno; sender is 0 where the
// kernel does not tell.
ssize_t nyala_notify_receive(int socket, void *buffer, size_t size, pid_t *sender);

// A socket for datagrams to the one at this path, or -1 with errno. Sending waits no longer than so many milliseconds.
int nyala_datagram_connect(const char *path, size_t length, int patience_ms);
// Sends a descriptor in a datagram without bytes; 0, or -1 with errno.
int nyala_datagram_send_descriptor(int socket, int descriptor);

// The kind of file system that a path lies on (statfs), or -1 with errno.
int64_t nyala_file_system_kind(const char *path);

#endif
