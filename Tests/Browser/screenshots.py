"""Takes a picture of each page: light, dark, and as wide as a phone.

    screenshots.py URL USER PASSWORD HOME PROGRAM FOLDER [PAGE-KIND ...]
"""
import sys

from pages import PAGES
from support import browser, visitor

FOLDER, WANTED = sys.argv[6], sys.argv[7:]

KINDS = {
    "light": dict(color_scheme="light", viewport={"width": 1280, "height": 860}),
    "dark": dict(color_scheme="dark", viewport={"width": 1280, "height": 860}),
    "phone": dict(color_scheme="light", viewport={"width": 390, "height": 844}, device_scale_factor=1.5),
}

with browser() as opened:
    for kind, options in KINDS.items():
        with visitor(opened, **options) as page:
            page.watch.allow("40[0-9]")
            for name, path in PAGES.items():
                if WANTED and f"{name}-{kind}" not in WANTED:
                    continue
                page.goto(path)
                page.wait_for_load_state("load")
                page.wait_for_timeout(300)
                page.screenshot(path=f"{FOLDER}/{name}-{kind}.png", full_page=not WANTED)
