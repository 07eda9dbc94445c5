"""Works through the files that appear in the job's queue folder. Try: echo hello > QUEUE/first.txt"""

import os
import signal
import time

from queue_folder import QueueFolder

stopping = False


def stop(_signal, _frame):
    global stopping
    stopping = True


signal.signal(signal.SIGTERM, stop)
# The original's way to ask for a stop; both come at the same time.
shutdown_file = os.environ.get("WEBJOBS_SHUTDOWN_FILE", "")
queue = QueueFolder(os.environ["WEBJOBS_DATA_PATH"])
print(f"waiting for files in {queue.waiting}")

while not stopping and not os.path.exists(shutdown_file):
    for name, text in queue.take():
        print(f"{name}: {len(text.split())} words")
        queue.finish(name)
    time.sleep(0.5)

print("stopped after the last whole file")
