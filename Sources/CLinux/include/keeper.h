// What the keeper and the host say to each other: one message a packet, over a socket that passes descriptors.
#ifndef NYALA_KEEPER_H
#define NYALA_KEEPER_H

#include <stdint.h>
#include <sys/types.h>

// Both sides check it: a keeper lives on while hosts are exchanged.
#define NYALA_KEEPER_VERSION 2
// Bytes a host may say about one process.
#define NYALA_KEEPER_NOTE_LIMIT (64 * 1024)
#define NYALA_KEEPER_DESCRIPTORS 4
// Where a host finds the number of its end of the socket.
#define NYALA_KEEPER_VARIABLE "NYALA_KEEPER"

enum nyala_keeper_kind {
    // The host's. A token is the host's name for a start; its lower half is a small number that is taken once at a time.
    NYALA_KEEPER_KEEP = 1,   // token, note, descriptors: hold these, a process may follow
    NYALA_KEEPER_BORN = 2,   // token, process; -1: none will follow, only the descriptors are held
    NYALA_KEEPER_NOTE = 3,   // token, note: what was said about it is replaced
    NYALA_KEEPER_DROP = 4,   // token: it is dealt with
    NYALA_KEEPER_READY = 5,  // the host serves
    NYALA_KEEPER_NEXT = 6,   // note: the program that is to be the next host; this one ends by itself now
    NYALA_KEEPER_LEAVE = 7,  // note: the file by which the command of the next host will come; this one ends by itself now

    // The keeper's.
    NYALA_KEEPER_KEPT = 16,   // token, process (0: not yet born), note, descriptors, and the exit when it has_ended
    NYALA_KEEPER_ALL = 17,    // no more of those; and how the host before this one ended, when has_ended
    NYALA_KEEPER_EXIT = 18,   // token, process, and its exit
};

struct nyala_keeper_message {
    uint32_t kind;
    uint32_t version;
    uint64_t token;
    int32_t process;
    int32_t has_ended;
    // As wait4 gives it; of a start, the signal that asks the process to end.
    int32_t status;
    uint32_t note_length;
    // Nanoseconds since 1970; of a start, the nanoseconds it may take to end.
    int64_t end;
    // Of the process and its children that it has waited for: nanoseconds, and bytes of the largest of them.
    int64_t processor_time;
    int64_t peak_memory;
};

// What came beside a message.
struct nyala_keeper_attachment {
    char note[NYALA_KEEPER_NOTE_LIMIT];
    int descriptors[NYALA_KEEPER_DESCRIPTORS];
    int count;
};

static inline const char *nyala_keeper_note(const struct nyala_keeper_attachment *attachment) {
    return attachment->note;
}

// A pair of connected sockets, close-on-exec.
int nyala_keeper_sockets(int ends[2]);

// Sends one message with message->note_length bytes of note; -1 with errno, EAGAIN when must_not_wait.
int nyala_keeper_send(int socket, const struct nyala_keeper_message *message, const char *note, const int *descriptors,
                      int count, int must_not_wait);

// Receives one message: 1, 0 when the other side has gone, or -1 with errno.
int nyala_keeper_receive(int socket, struct nyala_keeper_message *message, struct nyala_keeper_attachment *attachment,
                         int must_not_wait);

#endif
