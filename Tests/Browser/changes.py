"""Writing a schedule and seeing its next run happen, pausing it, editing files: what is wrong is refused and explained."""
from support import add_job, browser, eventually, expect, visitor


def job_file(path):
    from support import HOME
    with open(f"{HOME}/site/wwwroot/App_Data/jobs/{path}") as file:
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
        expect(page.get_by_text('"61" is not a minute')).to_be_visible()
        page.go_back()
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
        from support import write_job
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


with browser() as opened:
    scheduling(opened)
    editing(opened)
    crashing(opened)
