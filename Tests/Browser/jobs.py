"""A triggered job from its first run with arguments to its end: output, history, cancel, retry; a continuous one restarts."""
from support import add_job, browser, eventually, expect, nyala, visitor

HOSTILE = r"""#!/bin/bash
printf '<script>document.title="taken"</script><img src=x onerror=alert(1)>\n'
printf '\033[31mred\033[0m \033[1;38;5;34mgreen\033[0m \033]8;;http://evil.example\007link\033]8;;\007\n'
printf 'invoice\342\200\256fdp.exe \342\201\246isolate\n'
printf 'a\013b\000c</ol></main>\n'
echo "arguments: $*"
for word in "$@"; do echo "word: $word"; done
[ "$1" != fail ] || exit 7
"""


def triggered(opened):
    add_job("triggered/report", {"run.sh": HOSTILE})
    with visitor(opened) as page:
        page.get_by_role("link", name="report", exact=True).click()
        expect(page).to_have_url("/ui/jobs/triggered/report")
        expect(page.get_by_text("It has not run yet")).to_be_visible()
        page.evaluate("window.stillHere = true")
        page.get_by_label("Arguments of the run").fill("one 'two words' \"<b>\"")
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="report runs")).to_be_visible()
        row = page.locator("#runs tbody tr").first
        expect(row).to_contain_text("Succeeded")
        expect(row).to_contain_text("Dashboard - tester")
        assert page.evaluate("window.stillHere")
        row.get_by_role("link").first.click()
        output(page)


def output(page):
    lines = page.locator("#output")
    expect(page.get_by_role("heading", name="Run of report")).to_be_visible()
    expect(lines).to_contain_text("word: two words")
    expect(lines).to_contain_text("word: <b>")
    expect(lines).to_contain_text('<script>document.title="taken"</script><img src=x onerror=alert(1)>')
    expect(lines).to_contain_text("␛[31mred␛[0m")
    expect(lines).to_contain_text("invoice⟨U+202E⟩fdp.exe ⟨U+2066⟩isolate")
    expect(lines).to_contain_text("a␋b␀c</ol></main>")
    assert page.title() == "Run of report · Nyala"
    assert page.locator("#output img, #output script").count() == 0
    page.get_by_text("Toggle output").click()
    expect(lines).to_be_hidden()
    page.get_by_text("Toggle output").click()
    expect(lines).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    with open(download.value.path(), "rb") as file:
        text = file.read()
    assert b'<script>document.title="taken"</script>' in text and "\u202efdp".encode() in text, text
    expect(page.get_by_text("one", exact=True)).to_be_visible()
    page.get_by_role("link", name="Whole output, live").click()
    view = page.get_by_role("list", name="Log")
    expect(view).to_contain_text('<script>document.title="taken"</script><img src=x onerror=alert(1)>')
    expect(view.locator(".c1")).to_have_text("red")
    expect(view.locator(".bold.c2")).to_have_text("green")
    expect(view).to_contain_text("␛]8;;http://evil.example␇link")
    expect(view).to_contain_text("invoice⟨U+202E⟩fdp.exe")
    expect(view).to_contain_text("a␋b␀c</ol></main>")
    assert view.locator("img, script, a").count() == 0


def failing(opened):
    with visitor(opened) as page:
        page.goto("/ui/jobs/triggered/report")
        page.get_by_label("Arguments of the run").fill("fail")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Its last run failed")).to_be_visible()
        page.get_by_role("link", name="The run", exact=True).click()
        expect(page.get_by_text("It ended with exit code 7.")).to_be_visible()
        first = page.url
        page.get_by_role("button", name="Run again").click()
        expect(page.get_by_text("This run repeats")).to_be_visible()
        assert page.url != first
        expect(page.locator("#standing")).to_contain_text("Failed")
        expect(page.locator("#facts")).to_contain_text("Repeats")
        page.get_by_role("link", name="Older run").click()
        expect(page).to_have_url(first)
        page.get_by_role("navigation", name="Where this is").get_by_role("link", name="History").click()
        expect(page.locator("#runs tbody tr")).to_have_count(3)
        page.get_by_role("link", name="Succeeded").first.click()
        expect(page.locator("#runs tbody tr")).to_have_count(1)
        page.get_by_role("link", name="Failed").first.click()
        expect(page.locator("#runs tbody tr")).to_have_count(2)
        page.get_by_label("To").fill("2001-01-01")
        expect(page.get_by_text("No run is like that")).to_be_visible()


def cut_output(opened):
    add_job("triggered/chatty", {"run.sh": "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo \"line $i of many\"; done\n"})
    with visitor(opened) as page:
        page.goto("/ui/jobs/triggered/chatty")
        page.get_by_role("button", name="Run", exact=True).click()
        row = page.locator("#runs tbody tr").first
        expect(row).to_contain_text("Succeeded")
        row.get_by_role("link").first.click()
        cut = page.locator("#output .cut")
        expect(cut).to_contain_text("are not shown here")
        with page.expect_download() as download:
            cut.get_by_role("link", name="download all of it").click()
        with open(download.value.path(), "rb") as file:
            whole = file.read()
        assert whole.count(b"of many") == 3000
        first = page.locator("#output li").first.text_content().split()[2]
        missing = whole.index(f"] line {first} of".encode())
        missing = whole.rindex(b"\n", 0, missing) + 1
        expect(cut).to_contain_text(f"({missing} bytes)")


def cancelling(opened):
    add_job("triggered/long", {"run.sh": "echo begun; sleep 600\n"})
    with visitor(opened) as page:
        page.goto("/ui/jobs/triggered/long")
        page.get_by_role("button", name="Run", exact=True).click()
        page.locator("#runs tbody tr a").first.click()
        expect(page.locator("#output")).to_contain_text("begun")
        expect(page.get_by_role("heading", name="Resources")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#standing")).to_contain_text("Stopped")
        expect(page.get_by_role("button", name="Run again")).to_be_visible()


def refused(opened):
    with visitor(opened) as page:
        page.watch.allow("40[09]")
        page.goto("/ui/jobs/triggered/report")
        page.get_by_label("Arguments of the run").fill("'never closed")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="never closed")).to_be_visible()
        expect(page.get_by_label("Arguments of the run")).to_have_value("'never closed")


def continuous(opened):
    add_job("continuous/worker", {"run.sh": "echo started $$; exec sleep 600\n"})
    with visitor(opened) as page:
        page.goto("/ui/jobs/continuous/worker")
        expect(page.locator("#standing")).to_contain_text("Running")
        expect(page.locator("#log-end")).to_contain_text("started")
        expect(page.get_by_role("heading", name="Resources")).to_be_visible()
        process = page.locator("#facts div").filter(has_text="Process").locator("dd")
        before = process.text_content()
        page.get_by_role("button", name="Restart").click()
        eventually("another process", lambda: process.text_content() not in (before, None))
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#standing")).to_contain_text("Stopped")
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#standing")).to_contain_text("Running")
        page.get_by_text("Delete", exact=True).click()
        page.get_by_role("button", name="Delete worker").click()
        expect(page.get_by_text("continuous/worker is deleted")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="worker")).to_have_count(0)
        page.watch.allow("404")
        page.goto("/ui/jobs/continuous/worker")
        expect(page.get_by_text("There is no continuous job named")).to_be_visible()


def reading_only(opened):
    token = nyala("tokens", "create", "looker", "--scope", "read").split()[-1]
    with visitor(opened, signed_in=False, extra_http_headers={"Authorization": f"Bearer {token}"}) as page:
        for path in ["/", "/ui/jobs/triggered/report", "/ui/jobs/triggered/report/runs"]:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            for button in page.locator("main button").all():
                assert button.text_content().strip() in ("Show",), (path, button.text_content())
        answer = page.request.post("/ui/jobs/triggered/report/run")
        assert answer.status == 403, answer.status


with browser() as opened:
    triggered(opened)
    failing(opened)
    cut_output(opened)
    cancelling(opened)
    refused(opened)
    continuous(opened)
    reading_only(opened)
