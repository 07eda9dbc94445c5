// __NAME__: kept running by Nyala. Save this file and the job restarts with the change.
import Glibc

setvbuf(stdout, nil, _IOLBF, 0)

// Nyala sends SIGTERM and waits (stopping_wait_time in settings.job) before it kills.
signal(SIGTERM) { _ in _exit(0) }

while true {
    print("__NAME__ is working")
    sleep(10)
}
