// A job that does nothing: 1,000 of them show what a host costs.
#include <unistd.h>

int main(void) {
    while (1) pause();
}
