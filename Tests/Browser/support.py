"""What the browser tests share: a browser as the user has it, what every page must keep to, and waiting.

Each script is started by Tests/EndToEndTests/DashboardTests.swift with the address of a site of its own:

    SCRIPT URL USER PASSWORD HOME PROGRAM
"""
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

URL, USER, PASSWORD, HOME, PROGRAM = (sys.argv[1:] + [""] * 5)[:5]
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


def nyala(*arguments, codes=(0,), input=None):
    """Runs a command of the program for this site, and returns what it prints."""
    words = list(arguments)
    # Behind `--` everything is the job's.
    place = words.index("--") if "--" in words else len(words)
    words[place:place] = ["--home", HOME]
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, input=input)
    assert done.returncode in codes, f"nyala {arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def add_job(path, files):
    """Puts a job in place in one step: `triggered/report`, {"run.sh": "..."}."""
    staged = os.path.join(HOME, "..", "staged-" + path.replace("/", "-"))
    os.makedirs(staged)
    for name, text in files.items():
        with open(os.path.join(staged, name), "w") as file:
            file.write(text)
    os.rename(staged, os.path.join(HOME, "site/wwwroot/App_Data/jobs", path))


def write_job(path, name, text):
    """Writes a file of a job as an editor does."""
    with open(os.path.join(HOME, "site/wwwroot/App_Data/jobs", path, name), "w") as file:
        file.write(text)


def deploy(message, jobs, codes=(0,)):
    """Deploys a folder with these jobs, {"triggered/report": {"run.sh": "..."}}, as a whole site."""
    with tempfile.TemporaryDirectory() as folder:
        for path, files in jobs.items():
            os.makedirs(os.path.join(folder, "App_Data/jobs", path))
            for name, text in files.items():
                with open(os.path.join(folder, "App_Data/jobs", path, name), "w") as file:
                    file.write(text)
        return nyala("deploy", "--message", message, folder, codes=codes)


class Watch:
    """Collects what no page may do: errors, breaches of the policy, requests to elsewhere."""

    def __init__(self, context):
        self.faults = []
        self.expected = []
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self.asked)

    def heard(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def asked(self, request):
        if not request.url.startswith((URL, "data:", "blob:" + URL, "about:")):
            self.faults.append(f"request to elsewhere: {request.url}")

    def allow(self, pattern):
        """What a test brings about on purpose, such as an answer of 409."""
        self.expected.append(re.compile(pattern))

    def check(self):
        faults = [one for one in self.faults if not any(pattern.search(one) for pattern in self.expected)]
        assert not faults, "the browser complained:\n" + "\n".join(faults)


@contextlib.contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = os.environ.get("NYALA_TEST_CHROMIUM", "/usr/bin/chromium")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=chromium, args=arguments)
        try:
            yield opened
        finally:
            opened.close()


@contextlib.contextmanager
def visitor(opened, signed_in=True, **options):
    """A browser of one person: its page, and what it complained about, which must be nothing in the end."""
    options.setdefault("viewport", {"width": 1280, "height": 800})
    context = opened.new_context(base_url=URL, **options)
    context.set_default_timeout(PATIENCE)
    watch = Watch(context)
    page = context.new_page()
    page.watch = watch
    if signed_in:
        sign_in(page)
    yield page
    context.close()
    watch.check()


def sign_in(page, password=PASSWORD):
    page.goto("/ui/sign-in")
    page.get_by_label("Account").fill(USER)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def eventually(what, check, patience=20):
    """Asks until it is so; only for what has no event to wait for."""
    deadline = time.monotonic() + patience
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < deadline, f"it did not happen: {what}"
        time.sleep(0.05)
