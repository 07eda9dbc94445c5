<?php
// __NAME__: kept running by Nyala. Save this file and the job restarts with the change.

// The file appears when the job must stop; Nyala waits (stopping_wait_time in settings.job) before it kills.
// With the pcntl extension, SIGTERM can be caught as well.
$shutdownFile = getenv('WEBJOBS_SHUTDOWN_FILE');
$stopping = false;
if (function_exists('pcntl_signal')) {
    pcntl_async_signals(true);
    pcntl_signal(SIGTERM, function () use (&$stopping) { $stopping = true; });
}

for ($second = 0; !$stopping && !file_exists($shutdownFile); $second++) {
    if ($second % 10 === 0) {
        echo "__NAME__ is working\n";
    }
    sleep(1);
    clearstatcache();
}

echo "stopping\n";
