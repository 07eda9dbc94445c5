"""Takes a picture of each page: light, dark, and as wide as a phone.

    screenshots.py URL USER PASSWORD HOME PROGRAM FOLDER [NAME ...]
"""
import sys

from pages import PAGES
from support import browser, visitor

FOLDER, NAMES = sys.argv[6], sys.argv[7:]

KINDS = {
    "light": dict(color_scheme="light"),
    "dark": dict(color_scheme="dark"),
    "phone": dict(color_scheme="light", viewport={"width": 390, "height": 844}, device_scale_factor=2),
}

with browser() as opened:
    for kind, options in KINDS.items():
        with visitor(opened, **options) as page:
            for name, path in PAGES.items():
                if NAMES and name not in NAMES:
                    continue
                page.watch.allow("40[0-9]")
                page.goto(path)
                page.wait_for_load_state("load")
                page.screenshot(path=f"{FOLDER}/{name}-{kind}.png", full_page=kind != "dark")
