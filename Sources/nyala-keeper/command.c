#define _GNU_SOURCE
#include "command.h"

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *path;

static int make_file(void) {
    // Nothing of an earlier time: what lies there is not looked at.
    unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    int written = dprintf(file, "%d\n", NYALA_KEEPER_VERSION);
    close(file);
    return written > 0 ? 0 : -1;
}

int command_ask_for(const char *place) {
    free(path);
    path = strdup(place);
    if (path && make_file() == 0) return 0;
    free(path);
    path = NULL;
    return -1;
}

int command_is_asked_for(void) {
    return path != NULL;
}

// All of the file, followed by a zero.
static char *read_file(size_t *size) {
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat information;
    char *bytes = NULL;
    if (file < 0) return NULL;
    if (fstat(file, &information) == 0 && S_ISREG(information.st_mode) && information.st_uid == geteuid() &&
        information.st_size > 0 && information.st_size <= COMMAND_LIMIT && (bytes = malloc((size_t)information.st_size + 1))) {
        *size = (size_t)information.st_size;
        if (pread(file, bytes, *size, 0) != (ssize_t)*size) {
            free(bytes);
            bytes = NULL;
        } else {
            bytes[*size] = 0;
        }
    }
    close(file);
    return bytes;
}

char **command_take(void) {
    if (!path) return NULL;
    size_t size = 0;
    char *bytes = read_file(&size);
    if (!bytes) return NULL;
    // The texts stay where they are read: as long as this process, as its own arguments do.
    char *rest = NULL;
    long argument_count = strtol(bytes, &rest, 10);
    size_t text_count = 0;
    for (size_t place = 0; place < size; place++) text_count += bytes[place] == 0;
    if (*rest != '\n' || argument_count < 1 || (size_t)argument_count > text_count || bytes[size - 1] != 0) {
        free(bytes);
        return NULL;
    }
    char **arguments = calloc((size_t)argument_count + 1, sizeof *arguments);
    char **variables = calloc(text_count - (size_t)argument_count + 1, sizeof *variables);
    if (!arguments || !variables) {
        free(arguments);
        free(variables);
        free(bytes);
        return NULL;
    }
    char *text = rest + 1;
    for (size_t index = 0; index < text_count; index++) {
        if (index < (size_t)argument_count) arguments[index] = text;
        else variables[index - (size_t)argument_count] = text;
        text += strlen(text) + 1;
    }
    environ = variables;
    return arguments;
}

void command_is_no_more_asked_for(void) {
    if (!path) return;
    unlink(path);
    free(path);
    path = NULL;
}

void command_has_failed(void) {
    if (!path) return;
    char *failed = NULL;
    if (asprintf(&failed, "%s.failed", path) < 0) return;
    rename(path, failed);
    free(failed);
    if (make_file() < 0) perror("nyala-keeper: cannot ask for another command");
}
