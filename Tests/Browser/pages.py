"""Every page of the dashboard with its address, for pictures and for checks that hold for all of them.

The site has the jobs that `scene.py` makes.
"""

PAGES = {
    "sign-in": "/ui/sign-in",
    "overview": "/",
    "missing": "/ui/jobs/triggered/none-of-this-name",
}
