#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * NYALA_KEEPER_DESCRIPTORS)];
};

int nyala_keeper_sockets(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

int nyala_keeper_send(int socket, const struct nyala_keeper_message *message, const char *note, const int *descriptors,
                      int count, int must_not_wait) {
    struct iovec parts[2] = {
        {.iov_base = (void *)message, .iov_len = sizeof *message},
        {.iov_base = (void *)note, .iov_len = message->note_length},
    };
    struct msghdr packet = {.msg_iov = parts, .msg_iovlen = message->note_length > 0 ? 2 : 1};
    union control control = {0};
    if (count > 0) {
        packet.msg_control = control.bytes;
        packet.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &packet, MSG_NOSIGNAL | (must_not_wait ? MSG_DONTWAIT : 0));
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

int nyala_keeper_receive(int socket, struct nyala_keeper_message *message, struct nyala_keeper_attachment *attachment,
                         int must_not_wait) {
    struct iovec parts[2] = {
        {.iov_base = message, .iov_len = sizeof *message},
        {.iov_base = attachment->note, .iov_len = sizeof attachment->note},
    };
    union control control;
    struct msghdr packet = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t count;
    do {
        count = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC | (must_not_wait ? MSG_DONTWAIT : 0));
    } while (count < 0 && errno == EINTR);
    attachment->count = 0;
    if (count < 0) return errno == ECONNRESET ? 0 : -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&packet); header; header = CMSG_NXTHDR(&packet, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        attachment->count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(attachment->descriptors, CMSG_DATA(header), sizeof(int) * (size_t)attachment->count);
    }
    if (count == 0) return 0;
    if ((size_t)count < sizeof *message || message->note_length != (size_t)count - sizeof *message ||
        message->version != NYALA_KEEPER_VERSION) {
        for (int index = 0; index < attachment->count; index++) close(attachment->descriptors[index]);
        errno = EPROTO;
        return -1;
    }
    return 1;
}
