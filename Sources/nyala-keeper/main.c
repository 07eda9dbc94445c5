// The parent of all jobs of a site, and of the host that looks after them.
//
//   nyala-keeper PROGRAM ARGUMENTS…
//
// It starts PROGRAM as the host and gives it a socket. The host starts jobs as this process's children and leaves with
// it what must not be lost when a host ends: what the job is, the reading ends of its output, its exit status. The host
// may crash, be killed or be exchanged; the next one hears of everything. It may also leave the jobs alone for a while,
// until somebody starts the site again (command.h). When this process dies, the kernel ends the host and all jobs.
//
// In C because it must stay small and never surprise: it has no second thread, and allocates only where something is to
// be kept.
#define _GNU_SOURCE
#include "CLinux.h"
#include "command.h"
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Milliseconds before a host that ended before it served is started again; doubled each time.
enum { FIRST_PAUSE = 100, LAST_PAUSE = 10000 };
// Seconds that jobs go on alone while nobody starts the site again; NYALA_ALONE_LIMIT in the environment says otherwise.
enum { ALONE_LIMIT = 300, LONGEST_ALONE_LIMIT = 86400 };
enum { FAILED = 1, NOT_STARTED = 127 };

// All ask for the end: a terminal that goes away (SIGHUP) does, too.
static const int stopping[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};

static char **host_command;
static pid_t host;
static int host_socket = -1;
// Whether this host was told of all that is kept.
static int is_introduced;
static int has_served;
static int was_ever_ready;
static int is_stopping;
// Whether a child may have ended that is not collected yet.
static int has_ended_children = 1;
// The program of the next host, where it is to be another.
static char *next_program;
// How the host before this one ended.
static struct nyala_keeper_message last_end = {.kind = NYALA_KEEPER_ALL, .version = NYALA_KEEPER_VERSION};
static int pause_length = FIRST_PAUSE;
// When the next host is started; of jobs that are alone, when they are ended.
static int64_t start_time;
static int is_alone;
// Whether jobs that are alone have been asked to end, and with what this process ends after them; it looks again at start_time.
static int is_ending;
static int ending_status;
// Whether this host has the command of somebody who started the site again, and has not served yet.
static int is_on_trial;
static sigset_t original_mask;
static struct rlimit original_files;

// Tells a service manager (systemd, Type=notify) how the site stands, where one has started this.
static void tell_manager(const char *state) {
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = name ? strlen(name) : 0;
    if (length < 2 || length >= sizeof address.sun_path || (name[0] != '/' && name[0] != '@')) return;
    memcpy(address.sun_path, name, length);
    if (name[0] == '@') address.sun_path[0] = 0;
    int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0) return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (sendto(made, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size) < 0)
        perror("nyala-keeper: the service manager does not hear");
    close(made);
}

// Of a clock that nobody sets.
static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static _Noreturn void become_host(int socket, pid_t keeper) {
    // A group of its own: Ctrl-C reaches the keeper alone, which passes it on once.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != keeper) _exit(NOT_STARTED);
    setrlimit(RLIMIT_NOFILE, &original_files);
    sigprocmask(SIG_SETMASK, &original_mask, NULL);
    // The manager listens to the keeper alone.
    unsetenv("NOTIFY_SOCKET");
    // Without close-on-exec, other than all else.
    int place = fcntl(socket, F_DUPFD, STDERR_FILENO + 1);
    char number[16];
    snprintf(number, sizeof number, "%d", place);
    setenv(NYALA_KEEPER_VARIABLE, number, 1);
    execvp(host_command[0], host_command);
    fprintf(stderr, "nyala-keeper: cannot start %s: %s\n", host_command[0], strerror(errno));
    _exit(NOT_STARTED);
}

static void start_host(void) {
    int ends[2];
    pid_t keeper = getpid();
    if (nyala_keeper_sockets(ends) < 0 || (host = fork()) < 0) {
        perror("nyala-keeper: cannot start the host");
        exit(FAILED);
    }
    if (host == 0) become_host(ends[1], keeper);
    close(ends[1]);
    host_socket = ends[0];
    is_introduced = 0;
    has_served = 0;
    kept_tell_all_again();
}

static void close_socket(void) {
    if (host_socket >= 0) close(host_socket);
    host_socket = -1;
    kept_forget_news();
}

static void host_is_ready(void) {
    if (!has_served) {
        // For a manager that stops or restarts the site, the main process is the host: this one may outlive it.
        char state[64];
        snprintf(state, sizeof state, "MAINPID=%d\nREADY=1", host);
        tell_manager(state);
    }
    has_served = was_ever_ready = 1;
    pause_length = FIRST_PAUSE;
    if (is_on_trial) command_is_no_more_asked_for();
    is_on_trial = 0;
}

// The host is about to end, and its jobs go on without one.
static void leave_alone(const struct nyala_keeper_attachment *attachment, size_t length) {
    char *path = strndup(attachment->note, length);
    if (!path || command_ask_for(path) < 0)
        perror("nyala-keeper: cannot ask for the next host, so the jobs end with this one");
    free(path);
}

// Takes all that the host has sent.
static void listen_to_host(void) {
    static struct nyala_keeper_attachment attachment;
    struct nyala_keeper_message message;
    while (host_socket >= 0) {
        int result = nyala_keeper_receive(host_socket, &message, &attachment, 1);
        if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (result < 0) fprintf(stderr, "nyala-keeper: the host says what is not understood: %s\n", strerror(errno));
        // Its end is seen as that of a child.
        if (result <= 0) return close_socket();
        if (message.kind == NYALA_KEEPER_READY) {
            host_is_ready();
        } else if (message.kind == NYALA_KEEPER_LEAVE) {
            leave_alone(&attachment, message.note_length);
        } else if (message.kind == NYALA_KEEPER_NEXT) {
            free(next_program);
            next_program = strndup(attachment.note, message.note_length);
        } else {
            kept_take(&message, &attachment);
        }
    }
}

static void talk_to_host(void) {
    if (host_socket < 0) return;
    int result = kept_tell(host_socket);
    if (result > 0 && !is_introduced) {
        result = nyala_keeper_send(host_socket, &last_end, NULL, NULL, 0, 1) == 0 ? 1 : errno == EAGAIN ? 0 : -1;
        if (result > 0) is_introduced = 1;
    }
    if (result < 0) close_socket();
}

static _Noreturn void end(int status) {
    command_is_no_more_asked_for();
    // Those that were asked to end may have left others behind.
    if (is_ending || kept_lives()) kept_kill_all();
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : FAILED);
}

// Without a host that would do it: asks the jobs to end and gives them the time that they have.
static void begin_end(int status) {
    if (is_ending) return;
    command_is_no_more_asked_for();
    is_ending = 1;
    is_alone = 0;
    ending_status = status;
    kept_ask_all_to_end(milliseconds());
    start_time = milliseconds();
}

static int alone_limit(void) {
    const char *text = getenv("NYALA_ALONE_LIMIT");
    int seconds = text ? atoi(text) : 0;
    return seconds < 1 ? ALONE_LIMIT : seconds > LONGEST_ALONE_LIMIT ? LONGEST_ALONE_LIMIT : seconds;
}

static void host_has_ended(int status) {
    listen_to_host();
    close_socket();
    host = 0;
    last_end.has_ended = 1;
    last_end.status = status;
    last_end.end = kept_now();
    int is_meant = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (is_stopping) end(status);
    if (is_on_trial) {
        // Who wrote the command hears of it; the jobs wait for another, no longer than for this one.
        is_on_trial = 0;
        is_alone = 1;
        return command_has_failed();
    }
    if (command_is_asked_for()) {
        is_alone = 1;
        int limit = alone_limit();
        start_time = milliseconds() + limit * 1000;
        fprintf(stderr, "nyala-keeper: the host has left, the jobs go on for %d s until the site is started again\n", limit);
        return;
    }
    if ((is_meant && !next_program) || !was_ever_ready) end(status);
    int64_t pause = has_served ? 0 : pause_length;
    if (!has_served) pause_length = pause_length * 2 < LAST_PAUSE ? pause_length * 2 : LAST_PAUSE;
    start_time = milliseconds() + pause;
    if (next_program) {
        host_command[0] = next_program;
        next_program = NULL;
        return;
    }
    if (WIFSIGNALED(status))
        fprintf(stderr, "nyala-keeper: the host was ended by signal %d; it is started again, the jobs go on\n", WTERMSIG(status));
    else
        fprintf(stderr, "nyala-keeper: the host ended with exit code %d; it is started again, the jobs go on\n", WEXITSTATUS(status));
}

static void collect_children(void) {
    int status;
    struct rusage usage;
    // Read before the child is collected: nobody can see it gone earlier than the end that is written down for it.
    int64_t end_time = kept_now();
    for (pid_t process; (process = wait4(-1, &status, WNOHANG, &usage)) > 0; end_time = kept_now()) {
        if (process == host) {
            host_has_ended(status);
            continue;
        }
        // The host says of a start before it begins it: so what is to be known of this child is here by now.
        listen_to_host();
        kept_note_exit(process, status, end_time, &usage);
    }
}

// Somebody has written the command of the next host.
static void follow_command(void) {
    char **command = is_alone ? command_take() : NULL;
    if (!command) return;
    host_command = command;
    is_alone = 0;
    is_on_trial = 1;
    start_host();
}

static void take_signals(int signals) {
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof information) == sizeof information) {
        if (information.ssi_signo == SIGCHLD) {
            has_ended_children = 1;
            continue;
        }
        if (information.ssi_signo == SIGUSR1) {
            follow_command();
            continue;
        }
        if (!is_stopping) tell_manager("STOPPING=1");
        is_stopping = 1;
        if (host > 0) kill(host, SIGTERM);
        else begin_end(0);
    }
}

static int prepare_signals(void) {
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, SIGCHLD);
    sigaddset(&taken, SIGUSR1);
    for (size_t index = 0; index < sizeof stopping / sizeof *stopping; index++) sigaddset(&taken, stopping[index]);
    sigprocmask(SIG_BLOCK, &taken, &original_mask);
    // Where this was inherited as ignored, no child would ever be heard of.
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void raise_file_limit(void) {
    getrlimit(RLIMIT_NOFILE, &original_files);
    nyala_raise_open_files();
}

// Milliseconds until there is something to do without being asked; -1: never.
static int time_to_wait(void) {
    if (host > 0) return -1;
    int64_t rest = start_time - milliseconds();
    return rest < 0 ? 0 : rest > LAST_PAUSE ? LAST_PAUSE : (int)rest;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fputs("usage: nyala-keeper PROGRAM [ARGUMENT...]   (nyala serve starts it)\n", stderr);
        return 2;
    }
    host_command = arguments + 1;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    raise_file_limit();
    int signals = prepare_signals();
    if (signals < 0) {
        perror("nyala-keeper: signalfd");
        return FAILED;
    }
    start_host();
    for (;;) {
        // To ask costs the kernel a look at each of thousands of children.
        if (has_ended_children) {
            has_ended_children = 0;
            collect_children();
        }
        if (is_ending && !kept_lives()) end(ending_status);
        if (host == 0 && time_to_wait() == 0) {
            if (is_ending) {
                start_time = kept_kill_late(milliseconds());
                if (start_time < 0) end(ending_status);
            } else if (is_alone) {
                fputs("nyala-keeper: nobody has started the site again, so its jobs end\n", stderr);
                begin_end(FAILED << 8);
            } else {
                start_host();
            }
        }
        talk_to_host();
        int has_more = host_socket >= 0 && (!is_introduced || kept_has_news());
        struct pollfd waits[] = {
            {.fd = signals, .events = POLLIN},
            {.fd = host_socket, .events = (short)(POLLIN | (has_more ? POLLOUT : 0))},
        };
        poll(waits, 2, time_to_wait());
        listen_to_host();
        take_signals(signals);
    }
}
