/// A settings file in which every key has a value that is not its default.
enum SettingsText {
    static let everyKey = """
        {
          // As people write it.
          "schedule": "0 30 2 * * *", "schedule_paused": true, "is_singleton": true, "stopping_wait_time": 60, "is_in_place": true,
          "run": ["./worker", "--fast"], "arguments": ["a", ""], "environment": {"A": "b", "N": 1.50, "T": true},
          "secrets": ["TOKEN", {"name": "DB", "as": "file", "to": "db"}],
          "time_zone": "Europe/Berlin", "missed_runs": "all", "missed_window": "1h", "concurrency": "queue",
          "max_parallel": 2, "max_queue": 3, "lock": "database", "timeout": "15m", "idle_timeout": "250ms", "success_exit_codes": [0, 75],
          "retries": {"limit": 3, "delay": 5, "backoff": "exponential", "on_exit_codes": [1]},
          "restart": {"policy": "on-failure", "delay": "1s", "max_delay": "1m", "limit": 5, "overlap": true}, "instances": 3,
          "stop_signal": "INT",
          "ready": {"log_line": "up", "tcp": 80, "http": "/health", "notify": true, "timeout": 1}, "watchdog": "30s", "depends_on": ["db"],
          "limits": {"memory": "512MiB", "cpu": 150, "processes": 20, "open_files": 64, "file_size": "1GB"},
          "user": "nobody", "no_new_privs": false, "private_tmp": true, "sandbox": {"write": ["out"], "read": ["/srv"], "network": false}, "triggers": {
            "files": ["in/*.csv", {"folder": "/srv/drop"}], "after": ["other", {"job": "last", "on": "failure"}]
          },
          "notify": ["https://a"], "ping_url": "https://b", "history": {"runs": 7, "days": 30, "bytes": 1024}, "log": {"max_bytes": "1MB", "files": 2, "max_run_bytes": "1GB"},
          "watch": {"ignore": ["*.tmp"], "quiet_period": "1s"}, "disabled": true
        }
        """
}
