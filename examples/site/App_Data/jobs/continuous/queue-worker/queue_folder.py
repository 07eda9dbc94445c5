"""A queue made of a folder: files wait in `queue` and end in `done`."""

import os


class QueueFolder:
    def __init__(self, data_path):
        self.waiting = os.path.join(data_path, "queue")
        self.done = os.path.join(data_path, "done")
        os.makedirs(self.waiting, exist_ok=True)
        os.makedirs(self.done, exist_ok=True)

    def take(self):
        """The names and texts of the files that wait, oldest name first."""
        for name in sorted(os.listdir(self.waiting)):
            with open(os.path.join(self.waiting, name), encoding="utf-8", errors="replace") as file:
                yield name, file.read()

    def finish(self, name):
        os.replace(os.path.join(self.waiting, name), os.path.join(self.done, name))
