// The job that is measured: it reports, and ends or stays.
//
//   stamp FIFO ID [stay]
#include "report.h"
#include <string.h>

int main(int argc, char **argv) {
    if (argc < 3 || report(argv[1], argv[2])) return 1;
    if (argc > 3 && !strcmp(argv[3], "stay")) pause();
    return 0;
}
