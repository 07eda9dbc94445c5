// What git runs in the site's repository: hands a hook's input to the host over its local socket, prints the host's
// answer line by line as it comes, and ends with the exit code the host decides.
//
//   nyala-hook HOOK SOCKET < old-new-ref lines
//
// In C because git waits for it in every push: it is up in under a millisecond, which a program with a Swift runtime
// is not. A host that cannot be reached means exit code 1, so a push is refused, never half done.
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { INPUT_LIMIT = 1024 * 1024, HEADER_LIMIT = 64 * 1024, LINE_LIMIT = 64 * 1024 };

static int refuse(const char *reason, const char *socket_path) {
    fprintf(stderr, "nyala: %s\n", reason);
    fprintf(stderr, "nyala: nothing was changed. Start the host (nyala serve) and push again; its socket is %s\n", socket_path);
    return 1;
}

static int write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -1;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

// Reads all of standard input; -1 when there is more than the limit.
static ssize_t read_input(char *buffer, size_t capacity) {
    size_t total = 0;
    while (total < capacity) {
        ssize_t count = read(0, buffer + total, capacity - total);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) return (ssize_t)total;
        total += (size_t)count;
    }
    return -1;
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    return descriptor;
}

// A header's value must not end the header: such a value is left out.
static void add_header(FILE *request, const char *name, const char *value) {
    if (!value || strpbrk(value, "\r\n")) return;
    fprintf(request, "%s: %s\r\n", name, value);
}

static int send_request(int host, const char *hook, const char *body, size_t body_length) {
    char *head = NULL;
    size_t head_length = 0;
    FILE *request = open_memstream(&head, &head_length);
    if (!request) return -1;
    char folder[PATH_MAX];
    fprintf(request, "POST /api/v1/hooks/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", hook);
    fprintf(request, "Content-Type: text/plain\r\nContent-Length: %zu\r\n", body_length);
    // Both may be relative to the repository, which is the hook's working directory.
    if (getcwd(folder, sizeof folder)) add_header(request, "Nyala-Repository", folder);
    add_header(request, "Nyala-Quarantine", getenv("GIT_QUARANTINE_PATH"));
    add_header(request, "Nyala-Pusher", getenv("REMOTE_USER") ? getenv("REMOTE_USER") : getenv("USER"));
    const char *count_text = getenv("GIT_PUSH_OPTION_COUNT");
    int count = count_text ? atoi(count_text) : 0;
    for (int index = 0; index < count && index < 32; index++) {
        char name[32];
        snprintf(name, sizeof name, "GIT_PUSH_OPTION_%d", index);
        add_header(request, "Nyala-Push-Option", getenv(name));
    }
    fputs("\r\n", request);
    fclose(request);
    int status = write_all(host, head, head_length);
    free(head);
    return status < 0 ? -1 : write_all(host, body, body_length);
}

// The answer's body: lines that begin with ">" are for the pusher, "=N" is the exit code.
struct answer {
    char line[LINE_LIMIT];
    size_t length;
    int exit_code;
};

static void end_line(struct answer *answer) {
    answer->line[answer->length] = 0;
    if (answer->line[0] == '>') {
        puts(answer->line + 1);
        fflush(stdout);
    } else if (answer->line[0] == '=') {
        answer->exit_code = atoi(answer->line + 1);
    }
    answer->length = 0;
}

static void take_body(struct answer *answer, char byte) {
    if (byte == '\n') {
        end_line(answer);
    } else if (answer->length + 1 < sizeof answer->line) {
        answer->line[answer->length++] = byte;
    }
}

// Reads the answer's head; its status, with `chunked` set as the host says. 0 when it is no HTTP answer.
static int read_head(FILE *host, int *chunked) {
    static char line[HEADER_LIMIT];
    int status = 0;
    *chunked = 0;
    if (!fgets(line, sizeof line, host) || sscanf(line, "HTTP/1.%*d %d", &status) != 1) return 0;
    while (fgets(line, sizeof line, host)) {
        if (line[0] == '\r' || line[0] == '\n') return status;
        if (!strncasecmp(line, "transfer-encoding: chunked", 26)) *chunked = 1;
    }
    return 0;
}

static void read_body(FILE *host, int chunked, struct answer *answer) {
    char line[64];
    int byte;
    if (!chunked) {
        while ((byte = fgetc(host)) != EOF) take_body(answer, (char)byte);
        return;
    }
    while (fgets(line, sizeof line, host)) {
        unsigned long size = strtoul(line, NULL, 16);
        if (size == 0) return;
        for (unsigned long index = 0; index < size && (byte = fgetc(host)) != EOF; index++) take_body(answer, (char)byte);
        if (!fgets(line, sizeof line, host)) return;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: nyala-hook HOOK SOCKET < input (git calls this)\n");
        return 2;
    }
    const char *hook = argv[1], *socket_path = argv[2];
    static char input[INPUT_LIMIT];
    ssize_t length = read_input(input, sizeof input);
    if (length < 0) return refuse("the list of pushed references could not be read, or is longer than 1 MiB", socket_path);
    int descriptor = connect_to(socket_path);
    if (descriptor < 0) return refuse("no host is running for this site", socket_path);
    if (send_request(descriptor, hook, input, (size_t)length) < 0) return refuse("the host hung up", socket_path);
    FILE *host = fdopen(descriptor, "r");
    if (!host) return refuse("out of memory", socket_path);
    int chunked = 0;
    int status = read_head(host, &chunked);
    static struct answer answer;
    answer.exit_code = -1;
    read_body(host, chunked, &answer);
    if (answer.length) end_line(&answer);
    if (answer.exit_code >= 0) return answer.exit_code;
    fprintf(stderr, "nyala: the host ended before the deployment was decided (HTTP status %d)\n", status);
    return 1;
}
