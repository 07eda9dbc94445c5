"""One person, one browser, one day: everything the original's portal does, from the first job to the last."""
from support import browser, expect, visitor


def file(name, text):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


def add(page, kind, name, text):
    page.goto("/")
    page.get_by_role("link", name="Add a job", exact=True).first.click()
    page.get_by_label(kind).check()
    page.get_by_label("Script or zip").set_input_files(file(f"{name}.sh", text))
    expect(page.get_by_label("Name", exact=True)).to_have_value(name)
    page.get_by_role("button", name="Add the job").click()
    expect(page).to_have_url(f"/ui/jobs/{kind.lower()}/{name}")


def keeping_one_running(page):
    add(page, "Continuous", "ticker", "while sleep 1; do echo tick; done\n")
    expect(page.locator("main")).to_contain_text("Running")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("main")).to_contain_text("Stopped")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("main")).to_contain_text("Running")


def running_one(page):
    add(page, "Triggered", "report", 'echo "for $1 and $2"\n')
    page.get_by_label("Arguments of the run").fill("ann 'bo b'")
    page.get_by_role("button", name="Run", exact=True).click()
    row = page.locator("#runs tbody tr").first
    expect(row).to_contain_text("Succeeded")
    row.get_by_role("link").first.click()
    expect(page.locator("#output")).to_contain_text("for ann and bo b")
    page.get_by_text("Toggle output").click()
    expect(page.locator("#output")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert "for ann and bo b" in open(download.value.path()).read()


def scheduling_it(page):
    page.goto("/ui/jobs/triggered/report")
    page.locator("#controls").get_by_role("link", name="Schedule").click()
    page.get_by_label("Schedule").fill("*/2 * * * * *")
    expect(page.locator("#preview li")).to_have_count(5)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#runs tbody tr").first).to_contain_text("Schedule - 0,2,4")


def going_back(page):
    page.get_by_role("link", name="Deployments", exact=True).first.click()
    page.locator("#deployments").get_by_role("link", name="Roll back").first.click()
    page.get_by_role("button", name="Roll back").click()
    expect(page.locator("#state")).to_contain_text("active")
    page.goto("/ui/jobs/triggered/report")
    expect(page.locator("#facts")).to_contain_text("runs on demand")


def removing_it(page):
    page.locator(".delete summary").click()
    page.locator(".delete").get_by_role("button").click()
    expect(page).to_have_url("/")
    expect(page.get_by_role("link", name="ticker", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="report", exact=True)).to_have_count(0)


with browser() as opened, visitor(opened) as page:
    keeping_one_running(page)
    running_one(page)
    scheduling_it(page)
    going_back(page)
    removing_it(page)
