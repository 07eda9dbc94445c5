"""__NAME__: run it with: nyala run __NAME__ -- some arguments

To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).
"""

import os
import sys

print(f"run {os.environ['WEBJOBS_RUN_ID']} of __NAME__")
for argument in sys.argv[1:]:
    print(f"argument: {argument}")

# What the job keeps belongs into WEBJOBS_DATA_PATH; it survives runs and deployments.
with open(os.path.join(os.environ["WEBJOBS_DATA_PATH"], "last-run"), "w", encoding="utf-8") as file:
    file.write(os.environ["WEBJOBS_RUN_ID"])
