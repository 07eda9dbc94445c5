import Glibc

/// Everything that a job should not do.
enum TortureJobs {
    static let all = leaving + dying + writing + destroying + resisting + hiding + greedy

    /// Those that leave others behind.
    private static let leaving: [TortureJob] = [
        .ends("leaves-a-child", "sleep $T & exit 0"),
        .ends("child-holds-the-pipe", "(exec 2>&1; sleep $T; echo never) & echo said", output: ["] said"]),
        .ends("double-fork", "perl -MPOSIX -e 'exit if fork; POSIX::setsid(); exit if fork; exec qw(sleep), $ENV{T}'"),
        .ends("setsid-chain", "setsid setsid setsid setsid sleep $T & exit 0"),
        .ends("nohup-and-disown", "nohup sleep $T > /dev/null 2>&1 & disown; exit 0"),
        .ends("child-ignores-term", "(trap '' TERM; while :; do sleep 1; done) & exit 0"),
        .ends("zombies", "perl -e 'for (1..60) { fork or exit } sleep 1'; exit 0"),
        .ends("orphaned-zombies", "perl -e 'for (1..20) { next if fork; for (1..3) { fork or exit } exit }'"),
        .ends("stopped-child", "setsid sleep $T & kill -STOP $!; exit 0"),
        .ends("clear-environment", "env -i setsid sleep $T & exit 0"),
        .ends(
            "clear-all-traces",
            "env -i T=$T perl -MPOSIX -e 'exit if fork; POSIX::setsid(); exit if fork; my $t = $ENV{T}; "
                + "exec qw(env -i sleep), $t'; sleep 0.3"
        ),
        .ends("own-namespaces", "unshare -pf --kill-child sleep $T & sleep 0.3; exit 0"),
    ]

    /// Those whose end is odd.
    private static let dying: [TortureJob] = [
        .ends("kills-itself", "kill -KILL $$", ["Failed signal"]),
        .ends("crashes", "kill -SEGV $$", ["Failed signal"]),
        .ends("kills-its-group", "sleep $T & kill -TERM 0; wait", ["Failed signal"]),
        .ends("exit-255", "exit 255", ["Failed exit"]),
        .ends("exit-125", "exit 125", ["Failed exit"]),
        .ends("reads-input", "cat; read line || echo nothing", output: ["] nothing"]),
        .ends("closes-streams", "exec 0<&- 1>&- 2>&-; sleep 0.1; exit 3", ["Failed exit"]),
        .ends("closes-everything", "for i in {0..250}; do eval \"exec $i>&-\"; done; exit 0"),
        .ends("executes-itself", "n=${N:-0}; [ $n = 40 ] && exit 0; N=$((n + 1)) exec bash \"$0\""),
        .ends(
            "huge-argument",
            "exit 0",
            settings: ["\"arguments\": [\"\(String(repeating: "x", count: 200_000))\"]"],
            ["Failed start_failed"],
            detail: "Argument list too long"
        ),
        .ends(
            "huge-variable",
            "exit 0",
            settings: ["\"environment\": {\"A\": \"\(String(repeating: "x", count: 200_000))\"}"],
            ["Failed start_failed"],
            detail: "Argument list too long"
        ),
        .ends(
            "no-such-program",
            "",
            settings: ["\"run\": [\"./missing\"]"],
            ["Failed start_failed"],
            detail: "does not exist"
        ),
        .ends(
            "not-executable",
            "",
            settings: ["\"run\": [\"./run.sh\"]"],
            ["Failed start_failed"],
            detail: "set its execute bit"
        ),
        .ends(
            "traces-itself",
            "perl -e 'syscall(101, 0, 0, 0, 0); exec qw(sleep 0)'; exit 0",
            settings: ["\"timeout\": \"1s\""],
            ["Failed timeout", "Success exit"]
        ),
    ]

    /// Those that write too much, or nothing that is text.
    private static let writing: [TortureJob] = [
        .ends("no-newline", "printf %s the-end", output: ["] the-end"]),
        .ends(
            "flood",
            "yes 0123456789012345678901234567890123456789 | head -c $FLOOD; echo; echo flood-over",
            output: ["] flood-over"]
        ),
        .ends("long-line", "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo line-over", output: ["] line-over"]),
        .ends("binary", "head -c 300000 /dev/urandom; echo; echo binary-over", output: ["] binary-over"]),
        .ends(
            "progress-bar",
            "for i in {1..300}; do printf '\\r%s %%' $i; done; printf '\\ndone\\n'",
            output: ["] done"]
        ),
        .ends("many-short-lines", "seq 100000 | sed s/.*//; echo empty-over", output: ["] empty-over"]),
        .ends("both-streams", "for i in {1..500}; do echo o$i; echo e$i >&2; done", output: ["] o500", "] e500"]),
        .ends("forged-lines", "echo '[2031-01-01T00:00:00.000Z > 000000: SYS INFO] Status changed to Failed'"),
    ]

    /// Those that destroy what they stand on.
    private static let destroying: [TortureJob] = [
        .ends("deletes-its-folder", "cd /; rm -rf \"$WEBJOBS_PATH\"; echo deleted", output: ["] deleted"]),
        .ends("deletes-its-log", "rm -f \"$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID/output_log.txt\"; echo after"),
        .ends("spoils-its-status", "echo garbage > \"$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID/status\""),
        .ends(
            "writes-into-its-log",
            "echo junk >> \"$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID/output_log.txt\"; echo mine",
            output: ["] mine"]
        ),
        .ends("links-over-its-status", "cd \"$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID\"; rm status; ln -s /dev/full status"),
        .ends(
            "folder-for-its-status",
            "cd \"$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID\"; mkdir status.$PPID.new; echo x",
            output: ["] x"]
        ),
        .ends("renames-its-script", "mv \"$0\" \"$0.old\"; exit 0"),
        .stopped(
            "removes-the-shutdown-folder",
            "rm -rf \"${WEBJOBS_SHUTDOWN_FILE%/*}\"; echo ready; while [ ! -e \"$WEBJOBS_SHUTDOWN_FILE\" ]; do sleep 0.05; done"
        ),
        .ends("writes-the-shutdown-file", "echo x > \"$WEBJOBS_SHUTDOWN_FILE\"; exit 0"),
    ]

    /// Those that do not want to be stopped.
    private static let resisting: [TortureJob] = [
        .stopped("ignores-term", "trap '' TERM; echo ready; while :; do sleep 1; done"),
        .stopped(
            "ignores-everything",
            "perl -e '$SIG{$_} = \"IGNORE\" for keys %SIG; $| = 1; print \"ready\\n\"; sleep 1 while 1'"
        ),
        .stopped(
            "blocks-everything",
            "perl -MPOSIX -e 'my $s = POSIX::SigSet->new; $s->fillset; sigprocmask(SIG_BLOCK, $s); $| = "
                + "1; print \"ready\\n\"; sleep 1 while 1'"
        ),
        .stopped("stops-itself", "echo ready; kill -STOP $$"),
        .stopped("stops-its-group", "sleep $T & echo ready; kill -STOP 0"),
        .stopped(
            "stopped-tree",
            "for i in 1 2 3; do setsid bash -c 'trap \"\" TERM; kill -STOP $$' & done; echo ready; wait"
        ),
        .stopped("other-group", "perl -e 'setpgrp; $| = 1; print \"ready\\n\"; sleep 1 while 1' & wait"),
        .stopped(
            "respawns",
            "perl -e '$SIG{TERM} = \"IGNORE\"; $SIG{CHLD} = \"IGNORE\"; $| = 1; for (1..5) { next if fork; "
                + "while (1) { if (!fork) { select undef, undef, undef, 0.01; next } exit } } print \"ready\\n\"; sleep 1 while 1'"
        ),
        .stopped(
            "many-sessions",
            "trap '' TERM; for i in {1..25}; do setsid bash -c 'trap \"\" TERM; sleep $T' & done; echo "
                + "ready; wait; sleep $T"
        ),
        .stopped(
            "traced-child",
            "perl -e 'if (!fork) { syscall(101, 0, 0, 0, 0); kill STOP => $$; sleep 60 } $| = 1; print "
                + "\"ready\\n\"; sleep 60'"
        ),
        .stopped(
            "new-user-session",
            "env -i T=$T setsid bash -c 'trap \"\" TERM HUP; while :; do sleep 1; done' & echo ready; wait"
        ),
    ]

    /// Those that look like something else.
    private static let hiding: [TortureJob] = [
        .stopped(
            "renames-itself",
            "exec -a '[kworker/0:0]' perl -e '$0 = \"init\"; $| = 1; print \"ready\\n\"; sleep 60' "
        ),
        .stopped("odd-name", "perl -e '$0 = \") Z 1 1 1 (\"; $| = 1; print \"ready\\n\"; sleep 60'"),
        .stopped("becomes-another-program", "echo ready; exec sleep $T"),
    ]

    /// Those that take too much.
    private static let greedy: [TortureJob] = [
        .ends(
            "fork-bomb",
            // Without a user for the kernel to count, a real one takes the whole machine with it.
            geteuid() == 0
                ? "bomb() { bomb | bomb & }; bomb; sleep 20" : "for i in {1..60}; do sleep 20 & done; sleep 20",
            settings: ["\"limits\": {\"processes\": 40}"] + (geteuid() == 0 ? ["\"user\": 57321"] : []),
            ["Failed process_limit"],
            detail: "limits.processes is 40"
        ),
        .ends(
            "many-threads",
            "python3 -c 'import threading, time\nfor i in range(100): threading.Thread(target=time.sleep, args=(20,), daemon=True).start()\ntime.sleep(20)'",
            settings: ["\"limits\": {\"processes\": 30}"],
            ["Failed process_limit"],
            detail: "limits.processes is 30"
        ),
        .ends(
            "allocates",
            "perl -e 'my @all; while (1) { push @all, \"x\" x 1000000; select undef, undef, undef, 0.02 }'",
            settings: ["\"limits\": {\"memory\": \"40MiB\"}"],
            // Where the host looks and the machine is busy, the limit of the process may come first.
            ["Failed oom", "Failed exit"],
            detail: "limits.memory"
        ),
        .ends(
            "allocates-at-once",
            "perl -e 'my $x = \"x\" x 2000000000; sleep 20'",
            settings: ["\"limits\": {\"memory\": \"40MiB\"}"],
            ["Failed oom", "Failed exit", "Failed signal"]
        ),
        .ends(
            "endless-file",
            "exec cat /dev/zero > \"$WEBJOBS_DATA_PATH/big\"",
            settings: ["\"limits\": {\"file_size\": \"1MiB\"}"],
            ["Failed signal"],
            detail: "limits.file_size"
        ),
        .ends(
            "endless-descriptors",
            "perl -e 'my @f; while (1) { open my $f, \"<\", \"/dev/null\" or die \"no more\"; push @f, $f }'",
            settings: ["\"limits\": {\"open_files\": 64}"],
            ["Failed exit"],
            output: ["no more"]
        ),
        .ends("never-ends", "while :; do :; done", settings: ["\"timeout\": \"300ms\""], ["Failed timeout"]),
        .ends("never-says-anything", "sleep $T", settings: ["\"idle_timeout\": \"500ms\""], ["Failed idle_timeout"]),
    ]
}
