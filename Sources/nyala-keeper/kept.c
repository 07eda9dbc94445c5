#define _GNU_SOURCE
#include "kept.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct exit_report {
    int status;
    int64_t end;
    int64_t processor_time;
    int64_t peak_memory;
};

struct kept {
    uint64_t token;
    pid_t process;
    int is_used;
    int has_ended;
    struct exit_report exit;
    char *note;
    uint32_t note_length;
    int descriptors[NYALA_KEEPER_DESCRIPTORS];
    int count;
    // How it is asked to end, and how long it may take (nanoseconds), should there be no host to see to that.
    int stop_signal;
    int64_t grace;
    // Of one that was asked: when it is killed (milliseconds), and whether it was.
    int64_t deadline;
    int is_killed;
    // What the host has not heard yet: the kind of message that tells it, or 0.
    uint32_t news;
    // The next one with news, by its place; -1 at the end.
    int next_with_news;
};

// By the lower half of their tokens.
static struct kept *places;
static int place_count;

static int first_with_news = -1;
static int last_with_news = -1;

// Starts whose process is not known yet.
static int unborn_count;

// Ended before the host could say whose they were.
struct unknown_exit {
    pid_t process;
    struct exit_report exit;
};
static struct unknown_exit *unknown_exits;
static int unknown_count;
static int unknown_capacity;

int64_t kept_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void *grown(void *block, size_t size) {
    void *result = realloc(block, size);
    if (result) return result;
    // Without memory nothing can be kept; the jobs die with this process, which the next start tells.
    fputs("nyala-keeper: out of memory\n", stderr);
    abort();
}

static struct kept *find(uint64_t token) {
    uint32_t place = (uint32_t)token;
    if (place >= (uint32_t)place_count) return NULL;
    struct kept *kept = &places[place];
    return kept->is_used && kept->token == token ? kept : NULL;
}

static void add_news(struct kept *kept, uint32_t news) {
    int place = (int)(kept - places);
    int is_listed = kept->news != 0;
    // Who has not heard of it at all hears of its end with the rest.
    if (kept->news != NYALA_KEEPER_KEPT) kept->news = news;
    if (is_listed) return;
    kept->next_with_news = -1;
    if (last_with_news >= 0) places[last_with_news].next_with_news = place;
    else first_with_news = place;
    last_with_news = place;
}

static void set_note(struct kept *kept, const struct nyala_keeper_message *message, const char *note) {
    kept->note_length = message->note_length;
    kept->note = grown(kept->note, message->note_length + 1);
    memcpy(kept->note, note, message->note_length);
}

static void keep(const struct nyala_keeper_message *message, const struct nyala_keeper_attachment *attachment) {
    enum { MAXIMUM_PLACES = 1 << 20 };
    uint32_t place = (uint32_t)message->token;
    if (place >= MAXIMUM_PLACES || (place < (uint32_t)place_count && places[place].is_used)) {
        for (int index = 0; index < attachment->count; index++) close(attachment->descriptors[index]);
        return;
    }
    if (place >= (uint32_t)place_count) {
        int count = place_count ? place_count : 64;
        while (count <= (int)place) count *= 2;
        places = grown(places, sizeof *places * (size_t)count);
        memset(places + place_count, 0, sizeof *places * (size_t)(count - place_count));
        place_count = count;
    }
    struct kept *kept = &places[place];
    // A place that is still in the list of news keeps its link.
    uint32_t news = kept->news;
    int next = kept->next_with_news;
    *kept = (struct kept){.token = message->token, .is_used = 1, .news = news ? NYALA_KEEPER_NOTE : 0, .next_with_news = next};
    set_note(kept, message, attachment->note);
    memcpy(kept->descriptors, attachment->descriptors, sizeof kept->descriptors);
    kept->count = attachment->count;
    kept->stop_signal = message->status > 0 ? message->status : SIGTERM;
    kept->grace = message->end;
    unborn_count++;
}

static void set_exit(struct kept *kept, struct exit_report exit) {
    kept->has_ended = 1;
    kept->exit = exit;
    add_news(kept, NYALA_KEEPER_EXIT);
}

static void settle_unborn(void) {
    if (--unborn_count == 0) unknown_count = 0;
}

static void born(struct kept *kept, pid_t process) {
    if (kept->process) return;
    kept->process = process;
    for (int index = 0; index < unknown_count; index++) {
        if (unknown_exits[index].process != process) continue;
        set_exit(kept, unknown_exits[index].exit);
        unknown_exits[index] = unknown_exits[--unknown_count];
        break;
    }
    settle_unborn();
}

static void drop(struct kept *kept) {
    for (int index = 0; index < kept->count; index++) close(kept->descriptors[index]);
    free(kept->note);
    if (!kept->process) settle_unborn();
    kept->note = NULL;
    kept->count = 0;
    kept->process = 0;
    kept->is_used = 0;
}

void kept_take(const struct nyala_keeper_message *message, const struct nyala_keeper_attachment *attachment) {
    if (message->kind == NYALA_KEEPER_KEEP) return keep(message, attachment);
    struct kept *kept = find(message->token);
    if (!kept) return;
    switch (message->kind) {
    case NYALA_KEEPER_BORN: return born(kept, message->process);
    case NYALA_KEEPER_NOTE: return set_note(kept, message, attachment->note);
    case NYALA_KEEPER_DROP: return drop(kept);
    default: return;
    }
}

void kept_note_exit(pid_t process, int status, int64_t end, const struct rusage *usage) {
    struct exit_report exit = {
        .status = status,
        .end = end,
        .processor_time = ((int64_t)usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000 +
                          ((int64_t)usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000,
        .peak_memory = (int64_t)usage->ru_maxrss * 1024,
    };
    for (int place = 0; place < place_count; place++) {
        struct kept *kept = &places[place];
        if (kept->process == process && !kept->has_ended) return set_exit(kept, exit);
    }
    // An orphan, unless a start is under way.
    if (unborn_count == 0) return;
    if (unknown_count == unknown_capacity) {
        unknown_capacity = unknown_capacity ? unknown_capacity * 2 : 64;
        unknown_exits = grown(unknown_exits, sizeof *unknown_exits * (size_t)unknown_capacity);
    }
    unknown_exits[unknown_count++] = (struct unknown_exit){.process = process, .exit = exit};
}

void kept_forget_news(void) {
    for (int place = 0; place < place_count; place++) places[place].news = 0;
    first_with_news = last_with_news = -1;
}

void kept_tell_all_again(void) {
    kept_forget_news();
    for (int place = 0; place < place_count; place++)
        if (places[place].is_used) add_news(&places[place], NYALA_KEEPER_KEPT);
}

int kept_tell(int socket) {
    while (first_with_news >= 0) {
        struct kept *kept = &places[first_with_news];
        if (kept->is_used && (kept->news == NYALA_KEEPER_KEPT || kept->news == NYALA_KEEPER_EXIT)) {
            int is_first = kept->news == NYALA_KEEPER_KEPT;
            struct nyala_keeper_message message = {
                .kind = kept->news,
                .version = NYALA_KEEPER_VERSION,
                .token = kept->token,
                .process = kept->process,
                .has_ended = kept->has_ended,
                .status = kept->exit.status,
                .end = kept->exit.end,
                .processor_time = kept->exit.processor_time,
                .peak_memory = kept->exit.peak_memory,
                .note_length = is_first ? kept->note_length : 0,
            };
            if (nyala_keeper_send(socket, &message, kept->note, kept->descriptors, is_first ? kept->count : 0, 1) < 0)
                return errno == EAGAIN || errno == ENOBUFS ? 0 : -1;
        }
        kept->news = 0;
        first_with_news = kept->next_with_news;
        if (first_with_news < 0) last_with_news = -1;
    }
    return 1;
}

int kept_has_news(void) {
    return first_with_news >= 0;
}

int kept_lives(void) {
    for (int place = 0; place < place_count; place++)
        if (places[place].is_used && places[place].process > 0 && !places[place].has_ended) return 1;
    return 0;
}

void kept_ask_all_to_end(int64_t now) {
    for (int place = 0; place < place_count; place++) {
        struct kept *kept = &places[place];
        if (!kept->is_used || kept->process <= 0 || kept->has_ended) continue;
        kill(-kept->process, kept->stop_signal);
        kept->deadline = now + kept->grace / 1000000;
    }
}

int64_t kept_kill_late(int64_t now) {
    // What the kernel does not end within this time waits for something that has gone; nobody can do more.
    enum { LAST_WAIT = 1000 };
    int64_t next = -1;
    for (int place = 0; place < place_count; place++) {
        struct kept *kept = &places[place];
        if (!kept->is_used || kept->process <= 0 || kept->has_ended) continue;
        if (kept->deadline <= now) {
            if (kept->is_killed) continue;
            kill(-kept->process, SIGKILL);
            kept->is_killed = 1;
            kept->deadline = now + LAST_WAIT;
        }
        if (next < 0 || kept->deadline < next) next = kept->deadline;
    }
    return next;
}

void kept_kill_all(void) {
    for (int place = 0; place < place_count; place++) {
        struct kept *kept = &places[place];
        // Each leads a session of its own; of one that has ended, others may be left.
        if (kept->is_used && kept->process > 0) kill(-kept->process, SIGKILL);
    }
}
