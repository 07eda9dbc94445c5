// The processes that are kept: what the host said about each, the descriptors held for it, and how it ended.
#ifndef KEPT_H
#define KEPT_H

#include "keeper.h"

#include <sys/resource.h>

// Does what one message of the host says.
void kept_take(const struct nyala_keeper_message *message, const struct nyala_keeper_attachment *attachment);

// A child has ended, at this time since 1970 in nanoseconds. What is not known is remembered while a start is under way that could be its.
void kept_note_exit(pid_t process, int status, int64_t end, const struct rusage *usage);

// A new host has come: it hears of everything.
void kept_tell_all_again(void);

// The host has gone.
void kept_forget_news(void);

// Sends what the host has not heard yet: 1 when all is said, 0 when the socket is full, -1 when the host has gone.
int kept_tell(int socket);

// Whether there is something that the host has not heard.
int kept_has_news(void);

// Whether any process that was kept still lives.
int kept_lives(void);

// Asks all to end that live, each in its own way, at this time in milliseconds.
void kept_ask_all_to_end(int64_t now);

// Kills those that were asked and whose time is over: when the next one's is, or -1 when there is nothing to wait for.
int64_t kept_kill_late(int64_t now);

// Kills what is left of all, session by session.
void kept_kill_all(void);

// Nanoseconds since 1970.
int64_t kept_now(void);

#endif
