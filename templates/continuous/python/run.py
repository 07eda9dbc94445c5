"""__NAME__: kept running by Nyala. Save this file and the job restarts with the change."""

import signal
import threading

stop = threading.Event()

# Nyala sends SIGTERM and waits (stopping_wait_time in settings.job) before it kills.
signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())

while not stop.wait(10):
    print("__NAME__ is working")

print("stopping")
