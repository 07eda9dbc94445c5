// The least that a trigger over HTTP can cost: one connection at a time, and for each request that is read one start of
// the program, as cheap as Linux has it.
//
//   loop PORT PROGRAM [ARGUMENT ...]
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

static int listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) return -1;
    return listener;
}

static void serve(int connection, char **command) {
    static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    char request[8192];
    size_t length = 0;
    for (;;) {
        ssize_t count = read(connection, request + length, sizeof request - 1 - length);
        if (count <= 0) return;
        length += (size_t)count;
        request[length] = 0;
        if (!strstr(request, "\r\n\r\n")) continue;
        length = 0;
        if (vfork() == 0) {
            execve(command[0], command, environ);
            _exit(127);
        }
        if (write(connection, accepted, sizeof accepted - 1) < 0) return;
    }
}

int main(int argc, char **argv) {
    int listener = argc < 3 ? -1 : listen_on(atoi(argv[1]));
    if (listener < 0) return 1;
    // So that nobody has to collect the children.
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC), on = 1;
        if (connection < 0) continue;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        serve(connection, argv + 2);
        close(connection);
    }
}
