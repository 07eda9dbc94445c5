"""A site in the middle of its life, for pictures and checks: what runs, what fails, what waits, what is wrong."""
from support import add_job, deploy, eventually, nyala, write_job

THUMBNAILS = ["", "", "7", "", "", "", "", "1", "", "", ""]


def make():
    jobs = {
        "continuous/mailer": {"run.sh": 'while sleep 2; do echo "sent 3 mails, 0 wait"; done\n'},
        "continuous/heartbeat": {"run.sh": "while sleep 1; do date; done\n"},
        "continuous/webhook-relay": {"run.sh": "echo 'connection refused: queue.internal:5672' >&2; exit 3\n"},
        "triggered/nightly-report": {
            "run.sh": 'echo "building the report"; sleep 0.2; echo "12 pages, sent to 4 people"\n',
            "settings.job": '{"schedule": "0 30 2 * * *"}\n',
        },
        "triggered/backup": {
            "run.sh": 'sleep 0.3; [ -z "$1" ] || exit $1\n',
            "settings.job": '{"schedule": "0 */20 * * * *"}\n',
        },
        "triggered/import-orders": {"run.sh": "true\n", "settings.job": '{\n  "schedule": "0 99 * * * *"\n}\n'},
        "triggered/thumbnails": {"run.sh": 'echo "made $RANDOM thumbnails"; [ -z "$1" ] || exit $1\n'},
        "triggered/reindex": {"run.sh": "echo 'reading 48211 documents'; sleep 600\n"},
        "triggered/cleanup": {"run.sh": "true\n", "disable.job": ""},
    }
    for path, files in jobs.items():
        add_job(path, files)
    eventually("all jobs are known", lambda: nyala("jobs").count("\n") >= len(jobs))
    for code in THUMBNAILS:
        nyala("run", "thumbnails", "--wait", "--", *code.split(), codes={0, 1, 7})
    for code in ["", "", "", "", "1"]:
        nyala("run", "backup", "--wait", "--", *code.split(), codes={0, 1})
    nyala("settings", "set", "API_URL=https://api.example/v2", "LOG_LEVEL=info")
    nyala("secrets", "set", "DATABASE_PASSWORD", input="correct horse\n")
    nyala("tokens", "create", "CI of the shop", "--scope", "deploy", "--expires", "90d")
    nyala("run", "nightly-report", "--wait")
    invoices = "#!/bin/sh\nset -e\nfor month in $(seq 1 12); do\n  echo \"invoice $month: 120 EUR\"\ndone\necho sent to accounting\n"
    deploy("First invoices", {"triggered/invoices": {"run.sh": invoices}, "triggered/old-export": {"run.sh": "true\n"}})
    write_job("triggered/invoices", "run.sh", invoices.replace("120", "121"))
    changed = invoices.replace("120 EUR", "$((120 + month)) EUR").replace("echo sent", "sleep 0.1\necho sent")
    deploy("Prices that rise", {
        "triggered/invoices": {"run.sh": changed, "settings.job": '{"schedule": "0 0 6 1 * *"}\n'},
        "triggered/metrics": {"run.sh": "date\n", "settings.job": '{"schedule": "*/10 * * * * *", "history": {"runs": 5}}\n'},
    })
    nyala("run", "reindex")


if __name__ == "__main__":
    make()
