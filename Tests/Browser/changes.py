"""Writing a schedule and seeing its next run happen, pausing it, editing files: what is wrong is refused and explained."""
from support import HOME, PASSWORD, USER, add_job, browser, eventually, expect, visitor, write_job

JOBS = f"{HOME}/site/wwwroot/App_Data/jobs"


def job_file(path):
    with open(f"{JOBS}/{path}") as file:
        return file.read()


def scheduling(opened):
    add_job("triggered/report", {"run.sh": "echo hello\n", "settings.job": '{\n  // keep me\n  "timeout": "5m"\n}\n'})
    with visitor(opened) as page:
        page.watch.allow("400")
        page.goto("/ui/jobs/triggered/report")
        page.locator("#controls").get_by_role("link", name="Schedule").click()
        field, preview = page.get_by_label("Schedule"), page.locator("#preview")
        expect(preview).to_contain_text("Six fields")
        field.fill("0 30 2 * * 1-5")
        expect(preview).to_contain_text("Runs at 02:30:00")
        expect(preview.locator("li")).to_have_count(5)
        page.get_by_label("Time zone").fill("Mars/Olympus")
        expect(preview).to_contain_text("Mars/Olympus")
        page.get_by_label("Time zone").fill("Europe/Paris")
        expect(preview).to_contain_text("on the clocks of Europe/Paris")
        field.fill("0 61 * * * *")
        expect(preview).to_contain_text("61")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").filter(has_text='"61" is not a minute')).to_be_visible()
        field.fill("* * * * * *")
        page.get_by_label("Time zone").fill("")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The schedule of report is saved")).to_be_visible()
        # The next run happens, and shows without loading the page again.
        row = page.locator("#runs tbody tr").first
        expect(row).to_contain_text("Schedule - * * * * * *")
        assert job_file("triggered/report/settings.job") == '{\n  // keep me\n  "timeout": "5m",\n  "schedule": "* * * * * *"\n}\n'
        page.get_by_role("button", name="Pause schedule").click()
        expect(page.get_by_text("The schedule of report is paused.")).to_be_visible()
        expect(page.locator("#facts")).to_contain_text("none: the schedule is paused")
        page.get_by_role("button", name="Resume schedule").click()
        expect(page.get_by_text("The schedule of report goes on.")).to_be_visible()
        page.locator("#controls").get_by_role("link", name="Schedule").click()
        expect(field).to_have_value("* * * * * *")
        field.fill("")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("report has no schedule any more")).to_be_visible()
        assert job_file("triggered/report/settings.job") == '{\n  // keep me\n  "timeout": "5m"\n}\n'


def editing(opened):
    with visitor(opened) as page:
        page.watch.allow("4(09|22|00)")
        page.goto("/ui/jobs/triggered/report/files")
        page.get_by_role("link", name="run.sh").click()
        text = page.get_by_label("run.sh")
        expect(text).to_have_value("echo hello\n")
        text.fill("\necho changed '</textarea><script>alert(1)</script>' \u202e é\n")
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_text("run.sh is saved")).to_be_visible()
        expect(page.get_by_text("edit by tester")).to_be_visible()
        assert job_file("triggered/report/run.sh") == "\necho changed '</textarea><script>alert(1)</script>' \u202e é\n"
        page.goto("/ui/jobs/triggered/report/files/edit?path=run.sh")
        expect(text).to_have_value("\necho changed '</textarea><script>alert(1)</script>' \u202e é\n")
        # What is wrong is refused, with the place; what was written is still there.
        page.goto("/ui/jobs/triggered/report/files/edit?path=settings.job")
        settings = page.get_by_label("settings.job")
        settings.fill('{\n  "schedule": "0 99 * * * *"\n}\n')
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
        expect(page.get_by_text("settings.job:2:")).to_be_visible()
        expect(settings).to_have_value('{\n  "schedule": "0 99 * * * *"\n}\n')
        assert "99" not in job_file("triggered/report/settings.job")
        # What somebody else wrote meanwhile is not written over.
        page.goto("/ui/jobs/triggered/report/files/edit?path=run.sh")
        write_job("triggered/report", "run.sh", "echo by somebody else\n")
        text.fill("echo mine\n")
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_text("changed by somebody else")).to_be_visible()
        assert job_file("triggered/report/run.sh") == "echo by somebody else\n"
        for bad in ["../../../../settings.json", "/etc/passwd", "run.sh/../x", ""]:
            assert page.request.get(f"/ui/jobs/triggered/report/files/edit?path={bad}").status in (400, 404), bad


def crashing(opened):
    add_job("continuous/worker", {"run.sh": "exec sleep 600\n"})
    with visitor(opened) as page:
        page.watch.allow("422")
        page.goto("/ui/jobs/continuous/worker/files/edit?path=run.sh")
        page.get_by_label("run.sh").fill("echo I am broken; exit 3\n")
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_role("heading", name="Not saved")).to_be_visible()
        assert job_file("continuous/worker/run.sh") == "exec sleep 600\n"
        page.goto("/ui/jobs/continuous/worker")
        expect(page.locator("#standing")).to_contain_text("Running")


def signed_out(opened):
    """What was written is kept when the session ends meanwhile, and sent after signing in beside it."""
    with visitor(opened) as page:
        page.goto("/ui/jobs/triggered/report/files/edit?path=run.sh")
        text = page.get_by_label("run.sh")
        text.fill("echo written long ago\n")
        other = page.context.new_page()
        other.goto("/")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_label("Password")).to_be_visible()
        page.get_by_role("button", name="Check and save").click()
        link = page.get_by_role("link", name="Sign in in another tab")
        expect(link).to_be_visible()
        expect(text).to_have_value("echo written long ago\n")
        assert job_file("triggered/report/run.sh") != "echo written long ago\n"
        with page.context.expect_page() as found:
            link.click()
        found.value.get_by_label("Account").fill(USER)
        found.value.get_by_label("Password").fill(PASSWORD)
        found.value.get_by_role("button", name="Sign in").click()
        expect(found.value.get_by_role("heading", name="Overview")).to_be_visible()
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_text("run.sh is saved")).to_be_visible()
        assert job_file("triggered/report/run.sh") == "echo written long ago\n"
        # Nothing was written: the page to sign in, and back.
        page.goto("/ui/jobs/triggered/report/files/edit?path=run.sh")
        page.context.clear_cookies()
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_label("Password")).to_be_visible()


def line_ends(opened):
    """What was not changed stays as it was, byte by byte."""
    mixed = b"#!/bin/sh\necho a\r\necho b\necho c\n\techo '\xc3\xa9'\r\necho e"
    with open(f"{JOBS}/triggered/report/run.sh", "wb") as file:
        file.write(mixed)
    with visitor(opened) as page:
        for script in [True, False]:
            page.goto("/ui/jobs/triggered/report/files/edit?path=run.sh")
            text = page.get_by_label("run.sh")
            before, after = ("echo c", "echo C") if script else ("echo b", "echo B\necho new")
            text.fill(text.input_value().replace(before, after))
            if not script:
                page.locator("form[data-stay]").evaluate("form => form.removeAttribute('data-stay')")
            page.get_by_role("button", name="Check and save").click()
            expect(page.get_by_text("run.sh is saved")).to_be_visible()
            mixed = mixed.replace(before.encode(), after.encode())
            with open(f"{JOBS}/triggered/report/run.sh", "rb") as file:
                saved = file.read()
            assert saved == mixed, saved


def two_schedules(opened):
    """Of two who have opened the same schedule, the second is told."""
    with visitor(opened) as first, visitor(opened) as second:
        second.watch.allow("409")
        for page in [first, second]:
            page.goto("/ui/jobs/triggered/report/schedule")
        first.get_by_label("Schedule", exact=True).fill("0 0 3 * * *")
        first.get_by_role("button", name="Save").click()
        expect(first.get_by_text("The schedule of report is saved")).to_be_visible()
        second.get_by_label("Schedule", exact=True).fill("0 0 4 * * *")
        second.get_by_role("button", name="Save").click()
        expect(second.get_by_text("was changed by somebody else")).to_be_visible()
        expect(second.get_by_label("Schedule", exact=True)).to_have_value("0 0 4 * * *")
        assert "0 0 3" in job_file("triggered/report/settings.job")
        second.reload()
        second.get_by_label("Schedule", exact=True).fill("0 0 5 * * *")
        second.get_by_role("button", name="Save").click()
        expect(second.get_by_text("The schedule of report is saved")).to_be_visible()


with browser() as opened:
    scheduling(opened)
    editing(opened)
    signed_out(opened)
    line_ends(opened)
    two_schedules(opened)
    crashing(opened)
