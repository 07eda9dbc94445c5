"""Settings, secrets, tokens, accounts, the audit log and the host itself, as whoever looks after a site uses them."""
import json
import os
import urllib.error
import urllib.request

from support import HOME, URL, add_job, browser, expect, nyala, visitor


def settings(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Settings").click()
        page.get_by_label("Name").first.fill("GREETING")
        page.get_by_label("Value", exact=True).first.fill("hello <b>& you</b>")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.get_by_text("GREETING is set")).to_be_visible()
        add_job("triggered/greet", {"run.sh": 'echo "$GREETING"\n'})
        assert "hello <b>& you</b>" in run("greet")
        page.get_by_label("Show and change GREETING").click()
        field = page.get_by_label("Value of GREETING")
        expect(field).to_have_value("hello <b>& you</b>")
        field.fill("two\nlines")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("GREETING is set")).to_be_visible()
        assert json.load(open(os.path.join(HOME, "site/settings.json")))["GREETING"] == "two\nlines"
        page.get_by_label("Show and change GREETING").click()
        expect(page.get_by_label("Value of GREETING")).to_have_value("two\nlines")
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("GREETING is removed")).to_be_visible()
        expect(page.get_by_label("Show and change GREETING")).to_have_count(0)
        # What no process could have is refused with the reason, and nothing is lost.
        page.get_by_label("Name").first.fill("A=B")
        page.watch.allow("400")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.get_by_text('no "="')).to_be_visible()


def run(job):
    nyala("run", job, "--wait")
    return nyala("logs", job)


def secrets(opened):
    add_job("triggered/secretive", {"run.sh": "echo ${#TOKEN}\n", "settings.job": '{"secrets": ["TOKEN"]}\n'})
    with visitor(opened) as page:
        page.goto("/ui/settings")
        row = page.get_by_role("row").filter(has_text="TOKEN")
        expect(row).to_contain_text("Not set")
        expect(row.get_by_role("link", name="triggered/secretive")).to_be_visible()
        page.get_by_label("Name").last.fill("TOKEN")
        page.get_by_label("Value", exact=True).last.fill("sesame, open")
        page.get_by_role("button", name="Set secret").click()
        expect(page.get_by_text("The secret TOKEN is set")).to_be_visible()
        assert "sesame" not in page.content()
        assert "12" in run("secretive")
        row.get_by_label("Remove: TOKEN").click()
        expect(row).to_contain_text("triggered/secretive is gone then")
        row.get_by_role("button", name="Remove for good: TOKEN").click()
        expect(row).to_contain_text("Not set")


def asked(path, token):
    request = urllib.request.Request(URL + path, headers={"Authorization": "Bearer " + token})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def tokens(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Access").click()
        page.get_by_text("New token").click()
        page.get_by_label("What it is for").fill("the monitor <i>")
        expect(page.get_by_role("checkbox", name="read")).to_be_checked()
        page.get_by_label("With", exact=True).select_option("triggered/greet")
        page.get_by_role("button", name="Make token").click()
        token = page.locator("#once").inner_text()
        assert asked("/api/v1/jobs/triggered/greet", token) == 200
        assert asked("/api/v1/jobs/triggered/secretive", token) == 403
        page.get_by_role("link", name="I have copied it").click()
        assert token not in page.content()
        row = page.get_by_role("row").filter(has_text="the monitor <i>")
        expect(row).to_contain_text("only triggered/greet")
        row.get_by_label("Revoke: the monitor <i>").click()
        row.get_by_role("button", name="Revoke for good").click()
        expect(page.get_by_text("It is worth nothing any more")).to_be_visible()
        assert asked("/api/v1/jobs/triggered/greet", token) == 401


def accounts(opened):
    with visitor(opened) as page:
        page.goto("/ui/access")
        page.get_by_label("Name", exact=True).fill("ines")
        page.get_by_role("button", name="Add with a new password").click()
        password = page.locator("#once").inner_text()
        page.get_by_role("link", name="I have copied it").click()
        with visitor(opened, signed_in=False) as other:
            other.goto("/ui/sign-in")
            other.get_by_label("Account").fill("ines")
            other.get_by_label("Password").fill(password)
            other.get_by_role("button", name="Sign in").click()
            expect(other.get_by_text("Signed in as")).to_have_count(0)
            expect(other.locator(".who")).to_contain_text("ines")
            page.reload()
            row = page.get_by_role("row").filter(has_text="ines").filter(has=page.get_by_label("Remove: ines"))
            row.get_by_label("Remove: ines").click()
            row.get_by_role("button", name="Remove for good: ines").click()
            expect(page.get_by_text("ines cannot sign in any more")).to_be_visible()
            other.watch.allow("401")
            other.goto("/ui/settings")
            expect(other.get_by_role("button", name="Sign in")).to_be_visible()


def audit(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Audit").click()
        expect(page.get_by_text("POST /ui/access/accounts", exact=True)).to_be_visible()
        signed_in = page.get_by_role("row").filter(has_text="POST /ui/sign-in").filter(has_text="303")
        expect(signed_in.first).to_contain_text("password, from 127.0.0.1")
        refused = page.get_by_role("row").filter(has_text="POST /ui/settings/set").filter(has_text="400")
        expect(refused.first).to_contain_text("Refused")
        page.get_by_label("Who").fill("nobody-of-this-name")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("nobody-of-this-name has changed nothing")).to_be_visible()


def audit_on_a_phone(opened):
    with visitor(opened, viewport={"width": 360, "height": 740}) as page:
        page.goto("/ui/audit")
        row = page.get_by_role("row").filter(has_text="POST /ui/settings/set").filter(has_text="400").first
        width = page.evaluate("document.querySelector('.audit').parentElement.clientWidth")
        assert page.evaluate("document.querySelector('.audit').parentElement.scrollWidth") <= width
        for text in ["POST /ui/settings/set", "tester", "from 127.0.0.1", "Refused"]:
            box = row.get_by_text(text).first.bounding_box()
            assert box and 0 <= box["x"] and box["x"] + box["width"] <= 360, (text, box)


def sessions(opened):
    with visitor(opened) as page, visitor(opened) as other:
        other.goto("/ui/access")
        page.goto("/ui/access")
        own = page.get_by_role("row").filter(has_text="this browser")
        expect(own).to_have_count(1)
        # It is the newest but one: the other signed in later.
        own.get_by_role("button", name="End the session").click()
        expect(page.get_by_label("Password")).to_be_visible()
        other.reload()
        expect(other.get_by_role("row").filter(has_text="this browser")).to_have_count(1)


def host(opened):
    with visitor(opened) as page:
        page.get_by_role("link", name="Instances").click()
        expect(page.get_by_text("Well", exact=True)).to_be_visible()
        expect(page.get_by_text(HOME, exact=True)).to_be_visible()


with browser() as opened:
    settings(opened)
    secrets(opened)
    tokens(opened)
    accounts(opened)
    audit(opened)
    audit_on_a_phone(opened)
    sessions(opened)
    host(opened)
