<?php
// __NAME__: run it with: nyala run __NAME__ -- some arguments
// To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).

echo 'run ', getenv('WEBJOBS_RUN_ID'), " of __NAME__\n";
foreach (array_slice($argv, 1) as $argument) {
    echo "argument: $argument\n";
}

// What the job keeps belongs into WEBJOBS_DATA_PATH; it survives runs and deployments.
file_put_contents(getenv('WEBJOBS_DATA_PATH') . '/last-run', getenv('WEBJOBS_RUN_ID'));
