// The command of the next host, where the one before has left its jobs alone and somebody is to start the site again.
//
// It passes through a file beside the home's locks. The keeper makes it, with the version of its language as a line;
// whoever starts the site puts another in its place: the number of arguments as a line, and after it each argument and
// each variable of the environment, all followed by a zero. The keeper removes it when the host serves, or gives it the
// name NAME.failed.
#ifndef COMMAND_H
#define COMMAND_H

// Bytes of such a file.
enum { COMMAND_LIMIT = 4 * 1024 * 1024 };

// Makes the file: 0, or -1 with errno.
int command_ask_for(const char *path);

// Whether a command is asked for.
int command_is_asked_for(void);

// The arguments of the command that was written; the environment of this process becomes the one beside it. NULL when
// there is none, or something else.
char **command_take(void);

// The host serves, or this process ends.
void command_is_no_more_asked_for(void);

// The host did not come to serve; another command may be written.
void command_has_failed(void);

#endif
