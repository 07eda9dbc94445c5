"""Signing in, the overview, its buttons, its filter; and that it lives without being loaded again."""
from support import PASSWORD, add_job, browser, expect, nyala, sign_in, visitor, write_job


def signing_in(opened):
    with visitor(opened, signed_in=False) as page:
        page.watch.allow("401")
        page.goto("/?show=running")
        expect(page).to_have_url("/ui/sign-in?next=%2F%3Fshow%3Drunning")
        expect(page.get_by_label("Account")).to_be_focused()
        page.get_by_label("Account").fill("tester")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("no account with this name and password")
        # What was right need not be written again.
        expect(page.get_by_label("Account")).to_have_value("tester")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url("/?show=running")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url("/ui/sign-in")
        page.go_back()
        expect(page.get_by_label("Password")).to_be_visible()


def never_elsewhere(opened):
    with visitor(opened, signed_in=False) as page:
        for bad in ["//evil.example/", "/%5Cevil.example", "https://evil.example/", "%0A//evil.example", "/%09/evil.example"]:
            page.goto(f"/ui/sign-in?next={bad}")
            assert page.locator("[name=next]").get_attribute("value") in ("/",), bad
        # Nor to what is no page: whoever signs in would be signed out, or see what is for scripts.
        for bad in ["/ui/sign-out", "/UI/Sign-Out", "/ui/sign%2Dout", "/ui/sign-in", "/api/v1/jobs", "/ui/preview?x=1",
                    "/ui/jobs/triggered/report/stop", "/ui/jobs/triggered/report/log/find?text=x", "/ui//sign-out"]:
            page.goto(f"/ui/sign-in?next={bad}")
            assert page.locator("[name=next]").get_attribute("value") == "/", bad
        page.goto("/ui/sign-in?next=/ui/jobs/triggered/report/files/edit?path=run.sh")
        assert page.locator("[name=next]").get_attribute("value").endswith("edit?path=run.sh")


def empty(opened):
    with visitor(opened) as page:
        expect(page.get_by_role("heading", name="No jobs yet")).to_be_visible()
        for way in ["Push a git repository", "Make a folder on the server", "Upload a script"]:
            expect(page.get_by_role("heading", name=way)).to_be_visible()
        expect(page.get_by_text("/site.git main")).to_be_visible()
        # It is there as soon as the folder is: without loading the page again.
        page.evaluate("window.stillHere = true")
        add_job("triggered/report", {"run.sh": "echo hello $1\n"})
        expect(page.get_by_role("link", name="report", exact=True)).to_be_visible()
        assert page.evaluate("window.stillHere")


def acting(opened):
    add_job("continuous/worker", {"run.sh": "exec sleep 600\n"})
    with visitor(opened) as page:
        page.evaluate("window.stillHere = true")
        worker = page.get_by_role("row").filter(has_text="worker")
        report = page.get_by_role("row").filter(has_text="report")
        expect(worker).to_contain_text("Running")
        worker.get_by_role("button", name="Stop worker").click()
        expect(page.get_by_text("worker is stopped until somebody starts it")).to_be_visible()
        expect(worker).to_contain_text("Stopped")
        worker.get_by_role("button", name="Start worker").click()
        expect(worker).to_contain_text("Running")
        expect(report).to_contain_text("never ran")
        report.get_by_role("button", name="Run report").click()
        expect(report).to_contain_text("Succeeded")
        expect(report.get_by_label("The last run did not fail")).to_be_visible()
        assert page.evaluate("window.stillHere")


def problems(opened):
    with visitor(opened) as page:
        health = page.locator("#health")
        expect(health).to_contain_text("All is well")
        write_job("triggered/report", "settings.job", '{\n  "schedule": "0 99 * * * *"\n}\n')
        expect(health).to_contain_text("One thing needs you")
        expect(health).to_contain_text("triggered/report/settings.job:2:")
        write_job("triggered/report", "settings.job", '{\n  "schedule": "0 0 3 * * *"\n}\n')
        expect(health).to_contain_text("All is well")
        row = page.get_by_role("row").filter(has_text="report")
        expect(row).to_contain_text("Scheduled")
        expect(page.locator("#upcoming")).to_contain_text("report")
        add_job("continuous/crasher", {"run.sh": "echo broken; exit 3\n"})
        expect(health).to_contain_text("crasher")
        expect(health).to_contain_text("exit code 3")
        # What is known of its processes, as bars.
        expect(page.get_by_role("row").filter(has_text="crasher").get_by_label("The last process failed")).to_be_visible()
        nyala("stop", "crasher")
        expect(health).to_contain_text("All is well")


def filtering(opened):
    with visitor(opened) as page:
        page.get_by_label("Filter jobs by name").fill("work")
        expect(page.get_by_role("row").filter(has_text="report")).to_have_count(0)
        expect(page).to_have_url("/?q=work")
        expect(page.get_by_label("Filter jobs by name")).to_be_focused()
        page.get_by_label("Filter jobs by name").fill("nothing like that")
        expect(page.get_by_text("No job is like that")).to_be_visible()
        page.get_by_role("link", name="Show all").click()
        page.get_by_role("link", name="Stopped").click()
        expect(page.get_by_role("row").filter(has_text="crasher")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="worker")).to_have_count(0)


def without_script(opened):
    with visitor(opened, java_script_enabled=False) as page:
        row = page.get_by_role("row").filter(has_text="worker")
        row.get_by_role("button", name="Stop worker").click()
        expect(page.get_by_role("status").filter(has_text="worker is stopped")).to_be_visible()
        expect(page).to_have_url("/")
        page.reload()
        expect(page.get_by_text("worker is stopped")).to_have_count(0)
        row.get_by_role("button", name="Start worker").click()
        expect(page.get_by_text("worker is started")).to_be_visible()


def old_links(opened):
    with visitor(opened) as page:
        page.watch.allow("404")
        page.goto("/azurejobs/#/jobs/triggered/report")
        expect(page).to_have_url("/ui/jobs/triggered/report")
        page.goto("/ui")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        expect(page).to_have_url("/")


with browser() as opened:
    signing_in(opened)
    never_elsewhere(opened)
    empty(opened)
    acting(opened)
    problems(opened)
    filtering(opened)
    without_script(opened)
    old_links(opened)
