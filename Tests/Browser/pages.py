"""Every page of the dashboard with its address, for pictures and for checks that hold for all of them.

The site has the jobs that `scene.py` makes.
"""

PAGES = {
    "sign-in": "/ui/sign-in",
    "overview": "/",
    "job": "/ui/jobs/triggered/thumbnails",
    "job-failing": "/ui/jobs/continuous/webhook-relay",
    "job-problem": "/ui/jobs/triggered/import-orders",
    "history": "/ui/jobs/triggered/thumbnails/runs",
    "run": "/ui/jobs/triggered/thumbnails/runs/latest",
    "log": "/ui/jobs/continuous/heartbeat/log",
    "schedule": "/ui/schedule",
    "deployments": "/ui/deployments",
    "deployment": "/ui/deployments/latest",
    "rollback": "/ui/deployments/previous/rollback",
    "add": "/ui/add?name=thumbnails&schedule=0+*/15+8-17+*+*+1-5",
    "schedule-edit": "/ui/jobs/triggered/nightly-report/schedule",
    "files": "/ui/jobs/triggered/nightly-report/files",
    "file-edit": "/ui/jobs/triggered/nightly-report/files/edit?path=run.sh",
    "settings": "/ui/settings",
    "access": "/ui/access",
    "audit": "/ui/audit",
    "instances": "/ui/instances",
    "missing": "/ui/jobs/triggered/none-of-this-name",
}
