// The job that is measured: its first act is to read the clock, then it writes one line into a FIFO.
//
//   stamp FIFO ID [stay]
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char line[128];
    int length = snprintf(line, sizeof line, "%.60s %lld\n", argv[2], now.tv_sec * 1000000000LL + now.tv_nsec);
    int fifo = open(argv[1], O_WRONLY);
    if (fifo < 0 || write(fifo, line, (size_t)length) != length) return 1;
    close(fifo);
    if (argc > 3 && !strcmp(argv[3], "stay")) pause();
    return 0;
}
