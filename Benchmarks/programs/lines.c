// Reports, and writes lines of 80 bytes as programs write to a pipe, 50 at a time; the last one is END.
//
//   lines FIFO ID COUNT
#include "report.h"
#include <stdlib.h>
#include <string.h>

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
    if (argc < 4 || report(argv[1], argv[2])) return 1;
    char batch[LINE * BATCH];
    memset(batch, 'x', sizeof batch);
    for (int index = 1; index <= BATCH; index++) batch[index * LINE - 1] = '\n';
    for (long left = atol(argv[3]); left > 0; left -= BATCH) {
        if (write_all(batch, sizeof batch)) return 1;
    }
    return write_all("END\n", 4) ? 1 : 0;
}
