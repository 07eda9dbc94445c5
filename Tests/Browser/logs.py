"""The live log: follows, pauses, searches, jumps; a log of 1 GB opens at once; a host that is started again is found again."""
import os
import signal
import subprocess
import sys
import time

from support import HOME, PROGRAM, URL, add_job, browser, eventually, expect, visitor

LOG = f"{HOME}/data/jobs/continuous/worker/job_log.txt"
LIMIT = 0.1


def following(opened):
    add_job("continuous/worker", {"run.sh": "i=0; while sleep 0.05; do i=$((i+1)); echo \"line $i\"; done\n"})
    with visitor(opened) as page:
        page.goto("/ui/jobs/continuous/worker")
        expect(page.locator("#standing")).to_contain_text("Running")
        page.get_by_role("link", name="Whole log, live").click()
        view = page.get_by_role("list", name="Log")
        first = eventually("lines come", lambda: view.locator("li").count())
        eventually("more lines come", lambda: view.locator("li").count() > first + 5)
        numbers = [int(text.split()[-1]) for text in view.locator("li:not(.sys)").all_text_contents()]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), numbers
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_text("Paused.")).to_be_visible()
        paused = view.locator("li").count()
        time.sleep(0.5)
        assert view.locator("li").count() == paused
        page.get_by_role("button", name="Pause").click()
        eventually("it goes on", lambda: view.locator("li").count() > paused + 5)
        numbers = [int(text.split()[-1]) for text in view.locator("li:not(.sys)").all_text_contents()]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "lines are missing or twice"


def numbers_of(view):
    texts = view.evaluate("view => [...view.children].filter(one => !one.classList.contains('sys')).map(one => one.textContent)")
    return [int(text.split()[-1]) for text in texts]


HALF_WAY = """view => new Promise(done => {
    view.scrollTop = view.scrollHeight / 2;
    requestAnimationFrame(() => requestAnimationFrame(() => done(view.scrollTop < view.scrollHeight * 0.6)));
})"""


def whole(numbers):
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "lines are missing or twice"
    return numbers


def reading_up(opened):
    """Who reads further up is not followed any more, and no line is missing, neither on the way up nor on the way down."""
    script = "seq 1 12000 | sed 's/^/Line /'; i=12000; while sleep 0.05; do i=$((i+1)); echo \"Line $i\"; done\n"
    add_job("continuous/counter", {"run.sh": script})
    with visitor(opened) as page:
        page.goto("/ui/jobs/continuous/counter")
        expect(page.locator("#log-end")).to_contain_text("Line 120")
        page.get_by_role("link", name="Whole log, live").click()
        view = page.get_by_role("list", name="Log")
        eventually("lines come", lambda: numbers_of(view)[-1] > 12010)
        # A little up: what comes is put to the end, and what is seen stays where it is.
        # The page hears of it with the next frame; a line that comes just before that is still followed.
        eventually("it is half way up", lambda: view.evaluate(HALF_WAY))
        place, last = view.evaluate("view => view.scrollTop"), numbers_of(view)[-1]
        eventually("more lines come", lambda: numbers_of(view)[-1] > last + 3)
        assert view.evaluate("view => view.scrollTop") == place
        # Far up: the page holds a window, so it lets go of the end.
        def up():
            view.evaluate("view => { view.scrollTop = 0; }")
            return page.get_by_text("Not following.").is_visible()
        eventually("it follows no more", up)
        whole(numbers_of(view))
        last = numbers_of(view)[-1]
        page.wait_for_timeout(500)
        assert numbers_of(view)[-1] == last, "it was put behind a hole"
        # And down again, to where it follows.
        def down():
            view.evaluate("view => { view.scrollTop = view.scrollHeight; }")
            return whole(numbers_of(view)) and not page.get_by_text("Not following.").is_visible()
        eventually("the end is reached", down)
        last = numbers_of(view)[-1]
        eventually("it follows again", lambda: numbers_of(view)[-1] > last + 5)
        whole(numbers_of(view))
        # Capitals are small letters unless somebody minds.
        search = page.get_by_label("Search in the log")
        search.fill("LINE 7777")
        page.get_by_role("button", name="Older match").click()
        expect(view.locator(".found mark")).to_have_text("Line 7777")
        whole(numbers_of(view))
        page.get_by_label("Match case").check()
        page.get_by_role("button", name="Older match").click()
        expect(page.get_by_text("was not found")).to_be_visible()
        page.get_by_role("button", name="To the end").click()
        eventually("it follows", lambda: numbers_of(view)[-1] > last)
        whole(numbers_of(view))
        page.goto("/ui/jobs/continuous/counter")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#standing")).to_contain_text("Stopped")


def large(opened):
    with visitor(opened, timezone_id="Asia/Kolkata") as page:
        page.goto("/ui/jobs/continuous/worker")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#standing")).to_contain_text("Stopped")
        # One GB of stamped lines, a million a chunk of the same minute.
        with open(LOG, "wb") as file:
            for minute in range(16):
                line = lambda n: f"[2031-02-03T04:{minute:02}:{n // 17000:02}.000Z > a1b2c3: INFO] {minute}-{n} " + "x" * 25 + "\n"
                file.write("".join(line(n) for n in range(1_000_000)).encode())
            file.write(b"[2031-02-03T05:00:00.000Z > a1b2c3: INFO] the very last line\n")
        size = os.path.getsize(LOG)
        assert size > 1_000_000_000, size
        times = []
        for _ in range(5):
            begun = time.monotonic()
            assert page.request.get("/ui/jobs/continuous/worker/log").ok
            times.append(time.monotonic() - begun)
        print(f"a log of {size} bytes: {min(times) * 1000:.0f} ms")
        assert min(times) < LIMIT, times
        page.goto("/ui/jobs/continuous/worker/log")
        view = page.get_by_role("list", name="Log")
        expect(view).to_contain_text("the very last line")
        # Older lines come as one scrolls, and the page holds a window of them only.
        for _ in range(30):
            view.evaluate("view => { view.scrollTop = 0; }")
            page.wait_for_timeout(60)
        count = view.locator("li").count()
        assert 1000 < count <= 3000, count
        page.get_by_label("Search in the log").fill("9-123456 ")
        page.get_by_role("button", name="Older match").click()
        expect(view.locator(".found")).to_contain_text("9-123456 ")
        expect(view.locator(".found")).to_be_in_viewport()
        page.get_by_label("Search in the log").fill("nothing like it")
        page.get_by_role("button", name="Older match").click()
        expect(page.get_by_text("was not found")).to_be_visible()
        # On the clocks of India, where this browser is: five hours and a half ahead.
        page.get_by_label("Your local time").fill("2031-02-03T09:42:30")
        page.get_by_role("button", name="Jump").click()
        expect(view.locator(".found b")).to_have_text("04:12:30.000")
        expect(page.get_by_text("2031-02-03 09:42:30 here is 2031-02-03 04:12:30 UTC")).to_be_visible()
        # And on towards the end again.
        before = view.locator("li").last.text_content()
        view.evaluate("view => { view.scrollTop = view.scrollHeight; }")
        eventually("newer lines come", lambda: view.locator("li").last.text_content() != before)
        page.get_by_role("button", name="To the end").click()
        expect(view.locator("li").last).to_contain_text("the very last line")
        os.unlink(LOG)


def has_ended(process):
    """Also of one whose parent has not looked after it yet."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def restarted(opened):
    with visitor(opened) as page:
        page.watch.allow("ERR_|Failed to load|502|503")
        page.goto("/")
        page.evaluate("window.stillHere = true")
        row = page.get_by_role("row").filter(has_text="worker")
        expect(row).to_contain_text("Stopped")
        os.kill(int(sys.argv[6]), signal.SIGTERM)
        bar = page.get_by_text("Not connected to Nyala")
        expect(bar).to_be_visible()
        eventually("the first host has ended", lambda: has_ended(sys.argv[6]))
        host = subprocess.Popen([PROGRAM, "serve", "--home", HOME, "--listen", URL.split("//")[1]])
        try:
            expect(bar).to_be_hidden()
            row.get_by_role("button", name="Start worker").click()
            expect(row).to_contain_text("Running")
            assert page.evaluate("window.stillHere")
        finally:
            host.terminate()
            host.wait()


with browser() as opened:
    following(opened)
    reading_up(opened)
    large(opened)
    restarted(opened)
