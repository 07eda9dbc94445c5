// The floor of schedules: a timer that fires on the second and a loop that starts every program and collects its end.
//
//   metronome FOLDER COUNT FIRST PERIOD TIMES FILE
//
// At the second FIRST, and TIMES times in all, it starts FOLDER/jN/run FILE for N from 1 to COUNT. At its end it prints
// the microseconds of processor time it has used itself.
#define _GNU_SOURCE
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long microseconds(struct timeval time) {
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    int count = atoi(argv[2]), times = atoi(argv[5]), failures = 0;
    time_t scheduled = atoll(argv[3]), period = atoll(argv[4]);

    // As a scheduler would, it has all names ready before they are due.
    char(*programs)[256] = calloc(count, sizeof *programs);
    char(*names)[32] = calloc(count, sizeof *names);
    int variables = 0;
    while (environ[variables]) variables++;
    char **environment = calloc(variables + 3, sizeof *environment);
    memcpy(environment, environ, variables * sizeof *environment);
    char moment[64];
    environment[variables + 1] = moment;
    for (int index = 0; index < count; index++) {
        snprintf(programs[index], sizeof *programs, "%s/j%d/run", argv[1], index + 1);
        snprintf(names[index], sizeof *names, "WEBJOBS_NAME=j%d", index + 1);
    }

    int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
    struct itimerspec setting = {.it_value = {.tv_sec = scheduled}, .it_interval = {.tv_sec = period}};
    if (timer < 0 || timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, NULL) < 0) return 1;
    while (times > 0) {
        uint64_t fired;
        if (read(timer, &fired, sizeof fired) != sizeof fired) return 1;
        for (; fired > 0 && times > 0; fired--, times--, scheduled += period) {
            strftime(moment, sizeof moment, "WEBJOBS_SCHEDULED_TIME=%Y-%m-%dT%H:%M:%SZ", gmtime(&scheduled));
            for (int index = 0; index < count; index++) {
                pid_t process;
                environment[variables] = names[index];
                char *arguments[] = {programs[index], argv[6], NULL};
                if (posix_spawn(&process, programs[index], NULL, NULL, arguments, environment)) failures++;
            }
            int status;
            while (waitpid(-1, &status, 0) > 0)
                if (status) failures++;
        }
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld\n", microseconds(usage.ru_utime) + microseconds(usage.ru_stime));
    return failures > 0;
}
