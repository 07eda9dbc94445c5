"""What must hold for every page: contrast in both themes, labels, headings, focus, no trap, weight, first paint, shifts."""
import os
import sys

import scene
from pages import PAGES
from support import browser, visitor

AUDIT = open(os.path.join(os.path.dirname(__file__), "audit.js")).read()
# Milliseconds to the first paint are printed: 300 are the aim on a quiet machine, beside other tests it takes longer.
WEIGHT, FIRST_PAINT, SHIFT = 100_000, 1500, 0.001

LOOKS = [
    ("light", dict(color_scheme="light")),
    ("dark", dict(color_scheme="dark")),
    ("phone", dict(color_scheme="dark", viewport={"width": 360, "height": 740})),
]

# Watches from before the page is there.
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput)
    shifts.push([entry.value, ...entry.sources.map(source => source.node?.outerHTML?.slice(0, 120) || 'text')]);
}).observe({ type: 'layout-shift', buffered: true });
"""

# What has the focus, as its place in the order of the document, and whether it can be seen.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    place: [...document.querySelectorAll('*')].indexOf(one),
    name: one.outerHTML.slice(0, 120),
    isRinged: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
    isShown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""

REACHED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true })
    && !(one.type === 'radio' && !one.checked)).length"""

faults = []


def check(condition, words):
    if not condition:
        faults.append(words)


def go_through(page, place):
    """Goes through the page with the tabulator: everything in order, everything seen, and out at the end."""
    expected = page.evaluate(REACHED)
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('.skip').focus()")
    page.keyboard.press("Shift+Tab")
    seen = []
    for _ in range(expected + 40):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (seen and focused["place"] == seen[0]):
            break
        # A field for a date has several places of its own.
        if seen and focused["place"] == seen[-1]:
            continue
        check(focused["isRinged"], f"{place}: no ring around {focused['name']}")
        check(focused["isShown"], f"{place}: focus on what is not seen: {focused['name']}")
        check(not seen or focused["place"] > seen[-1], f"{place}: focus goes back to {focused['name']}")
        seen.append(focused["place"])
    else:
        check(False, f"{place}: the focus does not leave the page")
    check(len(seen) >= expected, f"{place}: {len(seen)} of {expected} can be reached with the keyboard")


def weigh(opened, name, path):
    """The first visit, with nothing kept; the best of some, for a machine has other things to do."""
    paints = []
    for attempt in range(8):
        # A slow machine gets more chances; a slow page does not become fast by them.
        if attempt >= 2 and min(paints) < FIRST_PAINT:
            break
        with visitor(opened) as page:
            page.watch.allow("40[0-9]")
            # Another browser: nothing of the first page is left.
            fresh = opened.new_context(base_url=page.url, storage_state=page.context.storage_state())
            fresh.add_init_script(SHIFTS)
            first = fresh.new_page()
            first.goto(path)
            first.wait_for_load_state("networkidle" if name == "sign-in" else "load")
            first.wait_for_timeout(300)
            size = first.evaluate("""performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
                .reduce((sum, entry) => sum + entry.transferSize, 0)""")
            check(0 < size < WEIGHT, f"{name}: {size} bytes")
            paints.append(first.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            shifts = first.evaluate("window.shifts")
            check(sum(one[0] for one in shifts) < SHIFT, f"{name}: what is seen moves: {shifts}")
            fresh.close()
    print(f"{name}: {size} bytes, first paint after {min(paints):.0f} ms")
    check(min(paints) < FIRST_PAINT, f"{name}: the first paint comes after {min(paints):.0f} ms")


scene.make()
with browser() as opened:
    for look, options in LOOKS:
        with visitor(opened, **options) as page:
            page.watch.allow("40[0-9]")
            for name, path in PAGES.items():
                page.goto(path)
                page.wait_for_load_state("load")
                for fault in page.evaluate(AUDIT):
                    check(False, f"{name}, {look}: {fault}")
                if look != "dark":
                    go_through(page, f"{name}, {look}")
    for name, path in PAGES.items():
        weigh(opened, name, path)

if faults:
    sys.exit("\n".join(faults))
