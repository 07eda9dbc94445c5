// Writes lines of 80 bytes as programs write to a pipe, 50 at a time: the first comes with a stamp in a FIFO, as in
// stamp.c, and the last one is END.
//
//   lines FIFO ID COUNT
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 80, BATCH = 50 };

static int write_all(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(1, bytes, count);
        if (written < 0) return -1;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char line[128];
    int length = snprintf(line, sizeof line, "%.60s %lld\n", argv[2], now.tv_sec * 1000000000LL + now.tv_nsec);
    int fifo = open(argv[1], O_WRONLY);
    if (fifo < 0 || write(fifo, line, (size_t)length) != length) return 1;
    close(fifo);
    char batch[LINE * BATCH];
    memset(batch, 'x', sizeof batch);
    for (int index = 1; index <= BATCH; index++) batch[index * LINE - 1] = '\n';
    for (long left = atol(argv[3]); left > 0; left -= BATCH) {
        if (write_all(batch, sizeof batch)) return 1;
    }
    return write_all("END\n", 4) ? 1 : 0;
}
