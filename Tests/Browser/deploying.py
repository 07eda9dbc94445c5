"""Adding jobs by upload with a schedule that is previewed, the schedule of all jobs, deployments and going back."""
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

from support import HOME, add_job, browser, deploy, eventually, expect, nyala, visitor, write_job


def file(name, text):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode() if isinstance(text, str) else text}


def archive(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return stream.getvalue()


def empty(opened):
    with visitor(opened) as page:
        page.goto("/ui/deployments")
        expect(page.get_by_role("heading", name="Nothing was deployed yet")).to_be_visible()
        page.goto("/ui/schedule")
        expect(page.get_by_role("heading", name="Nothing is scheduled")).to_be_visible()


def adding_continuous(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Add a job", exact=True).first.click()
        page.get_by_label("Name", exact=True).press_sequentially("no blanks")
        expect(page.locator("#name-hint")).to_contain_text("It cannot be called that")
        page.get_by_label("Name", exact=True).fill("")
        page.get_by_label("Continuous").check()
        expect(page.get_by_label("Schedule", exact=True)).to_be_hidden()
        page.get_by_label("One instance").check()
        page.get_by_label("Script or zip").set_input_files(file("ticker.sh", "while sleep 1; do echo tick; done\n"))
        # The file says how the job may be called.
        expect(page.get_by_label("Name", exact=True)).to_have_value("ticker")
        expect(page.locator("#name-hint")).to_contain_text("This name is free")
        page.get_by_role("button", name="Add the job").click()
        expect(page).to_have_url("/ui/jobs/continuous/ticker")
        expect(page.get_by_text("ticker is added.")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Running")
    with open(f"{HOME}/site/wwwroot/App_Data/jobs/continuous/ticker/settings.job") as settings:
        assert '"is_singleton": true' in settings.read()


def adding_triggered(opened):
    with visitor(opened) as page:
        page.watch.allow("400")
        page.goto("/ui/add")
        page.get_by_label("Name", exact=True).fill("pulse")
        page.get_by_label("Schedule", exact=True).press_sequentially("0 99 * * * *")
        expect(page.locator("#schedule-hint")).to_contain_text("99")
        page.get_by_label("Schedule", exact=True).fill("*/2 * * * * *")
        hint = page.locator("#schedule-hint")
        expect(hint).to_contain_text("every 2 seconds")
        expect(hint.locator("time")).to_have_count(5)
        bad = archive({"run.sh": "echo beat\n", "settings.job": '{\n  "time_zone": "Europe/Nowhere"\n}\n'})
        page.get_by_label("Script or zip").set_input_files(file("pulse.zip", bad))
        page.get_by_role("button", name="Add the job").click()
        # File, line and column beside the form, in which nothing is lost.
        expect(page.locator("#faults")).to_contain_text("settings.job:2:")
        expect(page.locator("#faults")).to_be_focused()
        expect(page.get_by_label("Name", exact=True)).to_have_value("pulse")
        expect(page.get_by_label("Schedule", exact=True)).to_have_value("*/2 * * * * *")
        assert page.get_by_label("Script or zip").evaluate("input => input.files[0].name") == "pulse.zip"
        page.get_by_label("Script or zip").set_input_files(file("run.sh", "echo beat\n"))
        page.get_by_role("button", name="Add the job").click()
        expect(page).to_have_url("/ui/jobs/triggered/pulse")
        # The next run happens by itself.
        expect(page.locator("main")).to_contain_text("Succeeded")


def dropping(opened):
    with visitor(opened) as page:
        page.watch.allow("400")
        page.goto("/ui/add")
        page.locator(".drop").evaluate("""drop => {
            const data = new DataTransfer();
            data.items.add(new File(["echo dropped\\n"], "pulse.sh"));
            drop.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }));
            drop.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""")
        expect(page.locator(".drop output")).to_contain_text("pulse.sh, 13 bytes")
        expect(page.get_by_label("Name", exact=True)).to_have_value("pulse")
        # Nobody replaces a job by accident.
        expect(page.locator("#name-hint")).to_contain_text("There is a triggered job of this name")
        page.get_by_role("button", name="Add the job").click()
        expect(page.locator("#faults")).to_contain_text("tick “Replace it”")
        page.get_by_label("Replace it").check()
        page.get_by_role("button", name="Add the job").click()
        expect(page).to_have_url("/ui/jobs/triggered/pulse")
        eventually("it is replaced", lambda: "dropped" in open(f"{HOME}/site/wwwroot/App_Data/jobs/triggered/pulse/pulse.sh").read())
        page.goto("/ui/add")
        page.locator(".drop").evaluate("""drop => {
            const data = new DataTransfer();
            for (const name of ["a.sh", "b.sh"]) data.items.add(new File(["x"], name));
            drop.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""")
        expect(page.locator(".drop output")).to_contain_text("Drop one file")


def without_script(opened):
    with visitor(opened, java_script_enabled=False) as page:
        page.goto("/ui/add")
        page.get_by_label("Name", exact=True).fill("plain")
        page.get_by_label("Schedule", exact=True).fill("0 0 25 * * *")
        page.get_by_label("Script or zip").set_input_files(file("run.sh", "echo plain\n"))
        page.watch.allow("400")
        page.get_by_role("button", name="Add the job").click()
        expect(page.locator("#faults")).to_contain_text("25")
        expect(page.get_by_label("Name", exact=True)).to_have_value("plain")
        page.get_by_label("Schedule", exact=True).fill("0 0 5 * * *")
        page.get_by_label("Script or zip").set_input_files(file("run.sh", "echo plain\n"))
        page.get_by_role("button", name="Add the job").click()
        expect(page).to_have_url("/ui/jobs/triggered/plain")
        expect(page.get_by_text("plain is added.")).to_be_visible()


def hostile(opened):
    with visitor(opened) as page:
        page.watch.allow("400")
        name = "<img src=x onerror=alert(1)>\u202e.sh"
        page.goto("/ui/add")
        page.get_by_label("Name", exact=True).fill("<b>")
        page.get_by_label("Script or zip").set_input_files(file(name, "true\n"))
        page.get_by_role("button", name="Add the job").click()
        expect(page.locator("#faults")).to_contain_text("It cannot be called that")
        expect(page.locator("main img")).to_have_count(0)
        expect(page.get_by_label("Name", exact=True)).to_have_value("<b>")


def scheduling(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Schedule", exact=True).first.click()
        row = page.locator("#hours").get_by_role("row").filter(has_text="pulse")
        expect(row).to_contain_text("43,200 times")
        expect(page.locator("#times")).to_contain_text("every 2 seconds, 43,200 times")
        expect(page.locator("#times ol")).to_contain_text("plain")
        expect(page.locator("#missed")).to_contain_text("Nothing was missed")
        nyala("stop", "pulse")
        expect(page.locator("#idle").get_by_role("row").filter(has_text="pulse")).to_contain_text("stopped")
        # A run that finds another one under way, and nobody who waits.
        add_job("triggered/slow", {"run.sh": "exec sleep 600\n", "settings.job": '{"schedule": "* * * * * *"}\n'})
        expect(page.locator("#missed").get_by_role("row").filter(has_text="slow").first).to_be_visible()
        nyala("stop", "slow")


def going_back(opened):
    first = {"triggered/letter": {"run.sh": "echo first\n"}}
    second = {"triggered/letter": {"run.sh": "echo second </pre><script>alert(1)</script>\n"}, "triggered/more": {"run.sh": "true\n"}}
    deploy("The first letter", first)
    deploy("The second letter", second)
    deploy("A letter that cannot be", {"triggered/letter": {"run.sh": "true\n", "settings.job": "{"}}, codes=(1,))
    with visitor(opened) as page:
        page.get_by_role("link", name="Deployments", exact=True).first.click()
        rows = page.locator("#deployments").get_by_role("row")
        expect(rows.filter(has_text="The second letter")).to_contain_text("active")
        expect(rows.filter(has_text="The second letter").get_by_role("link", name="Roll back")).to_have_count(0)
        refused = rows.filter(has_text="A letter that cannot be")
        expect(refused).to_contain_text("Not deployed")
        refused.get_by_role("link", name="A letter that cannot be").click()
        expect(page.locator("#failure")).to_contain_text("settings.job:1:")
        page.go_back()
        rows.filter(has_text="The second letter").get_by_role("link", name="The second letter").click()
        expect(page.locator("#files del")).to_contain_text("-echo first")
        expect(page.locator("#files ins").first).to_contain_text("+echo second </pre><script>")
        expect(page.locator("#jobs").get_by_role("row").filter(has_text="more")).to_contain_text("new")
        expect(page.locator("#log")).to_contain_text("deployed as")
        write_job("triggered/letter", "run.sh", "echo edited by hand\n")
        page.go_back()
        rows.filter(has_text="The first letter").get_by_role("link", name="Roll back").click()
        expect(page.locator("main")).to_contain_text("2 files change: one job changes, one job goes.")
        page.get_by_role("link", name="Leave it as it is").click()
        page.get_by_role("link", name="Roll back to this").click()
        page.get_by_role("button", name="Roll back").click()
        expect(page.locator("#state")).to_contain_text("Deployed")
        expect(page.locator("#state")).to_contain_text("active")
        expect(page.locator("#edits")).to_contain_text("refs/nyala/edits/")
        expect(page.locator("#edits")).to_contain_text("letter/run.sh")
        expect(page.locator("#controls").get_by_role("button", name="Cancel")).to_have_count(0)
        assert open(f"{HOME}/site/wwwroot/App_Data/jobs/triggered/letter/run.sh").read() == "echo first\n"


def cancelling(opened):
    """One that goes on: its log comes while it does, and it can be ended."""
    files = {"run.sh": "true\n", "build.sh": "echo compiling the parts\nsleep 600\n"}
    with visitor(opened) as page, ThreadPoolExecutor() as aside:
        going = aside.submit(deploy, "A build that never ends", {"triggered/built": files}, codes=(1,))
        page.goto("/ui/deployments")
        row = page.locator("#deployments").get_by_role("row").filter(has_text="A build that never ends")
        expect(row).to_contain_text("Building")
        row.get_by_role("link", name="A build that never ends").click()
        expect(page.locator("#log")).to_contain_text("compiling the parts")
        page.evaluate("window.stillHere = true")
        page.locator("#controls").get_by_role("button", name="Cancel").click()
        expect(page.locator("#state")).to_contain_text("Not deployed")
        expect(page.locator("#failure")).to_contain_text("cancelled")
        expect(page.locator("#controls").get_by_role("button", name="Cancel")).to_have_count(0)
        assert page.evaluate("window.stillHere")
        going.result()


with browser() as opened:
    empty(opened)
    adding_continuous(opened)
    adding_triggered(opened)
    dropping(opened)
    without_script(opened)
    hostile(opened)
    scheduling(opened)
    going_back(opened)
    cancelling(opened)
