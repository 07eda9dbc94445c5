"""`nyala top` in a real pseudo-terminal: keys, the size of the window, and the terminal as it was afterwards.

    top.py PROGRAM HOME
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PROGRAM, HOME = sys.argv[1:3]
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


class Terminal:
    """One `nyala top` and what its terminal got so far."""

    def __init__(self, width=100, height=20):
        self.master, slave = pty.openpty()
        self.slave = slave
        self.resize(width, height)
        self.before = termios.tcgetattr(slave)
        self.text = ""

        def own():
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen([PROGRAM, "top", "--home", HOME], stdin=slave, stdout=slave, stderr=slave, preexec_fn=own)

    def resize(self, width, height):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read(self, seconds=0.05):
        while select.select([self.master], [], [], seconds)[0]:
            self.text += os.read(self.master, 65536).decode(errors="replace")

    def expect(self, pattern, patience=20):
        """Waits until this has been written since the last look."""
        deadline = time.monotonic() + patience
        while not re.search(pattern, self.text, re.S):
            assert time.monotonic() < deadline, f"no {pattern!r} in {self.text!r}"
            assert self.process.poll() is None or select.select([self.master], [], [], 0)[0], f"it ended: {self.text!r}"
            self.read()

    def press(self, keys):
        self.text = ""
        os.write(self.master, keys.encode())

    def ended(self, code):
        deadline = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "it does not end"
            self.read()
        self.read()
        assert self.process.returncode == code, (self.process.returncode, self.text)
        assert self.text.rindex(LEAVE) > self.text.rfind(ENTER), self.text
        assert "\x1b[?25h" in self.text
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is not as it was"
        os.close(self.master)
        os.close(self.slave)


def keys():
    top = Terminal()
    top.expect("continuous/worker")
    assert ENTER in top.text
    top.expect(r"hello \\u\{1B\}\[31mred")
    assert "hello \x1b[31m" not in top.text
    top.press("/hello\r")
    top.expect("filter: hello")
    top.press("r")
    top.expect("run .* has begun")
    top.expect("Success")
    top.press("l")
    top.expect("Log of triggered/hello.*hi there")
    top.press("\x1b")
    top.expect("r run")
    top.press("\x1b")
    top.expect("continuous/worker")
    top.press("/worker\r")
    top.expect("filter: worker")
    top.press("s")
    top.expect("Stopped")
    top.press("a")
    top.expect("Running")
    top.press("q")
    top.ended(0)


def sizes():
    top = Terminal()
    top.expect("continuous/worker")
    top.text = ""
    top.resize(40, 8)
    os.kill(top.process.pid, signal.SIGWINCH)
    top.expect(r"\x1b\[2J.*\x1b\[8;1H")
    top.read(0.2)
    assert "\x1b[9;1H" not in top.text
    top.press("\x03")
    top.ended(0)


def signals():
    for number in [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]:
        top = Terminal()
        top.expect("continuous/worker")
        os.kill(top.process.pid, number)
        top.ended(0)


def suspended():
    top = Terminal()
    top.expect("continuous/worker")
    top.press("\x1a")
    top.expect(re.escape(LEAVE))
    os.waitpid(top.process.pid, os.WUNTRACED)
    assert termios.tcgetattr(top.slave) == top.before
    top.text = ""
    os.kill(top.process.pid, signal.SIGCONT)
    top.expect(f"{re.escape(ENTER)}.*continuous/worker")
    top.press("q")
    top.ended(0)


def once():
    done = subprocess.run([PROGRAM, "top", "--once", "--home", HOME], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert re.search(r"continuous/worker +Running +[\d.]+% +\d+ [KMG]iB", done.stdout), done.stdout
    piped = subprocess.run([PROGRAM, "top", "--home", HOME], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert piped.returncode == 2 and "--once" in piped.stderr, piped.stderr


def host_gone(pid):
    top = Terminal()
    top.expect("continuous/worker")
    os.kill(pid, signal.SIGTERM)
    top.expect("not connected to the host")
    top.press("q")
    top.ended(0)
    done = subprocess.run([PROGRAM, "top", "--once", "--home", HOME], capture_output=True, text=True)
    assert done.returncode == 5, done


if len(sys.argv) > 3:
    host_gone(int(sys.argv[3]))
else:
    keys()
    sizes()
    signals()
    suspended()
    once()
