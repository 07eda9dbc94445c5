import CronSchedule
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Secrets

/// What a host needs of its machine besides processes: git, files, zones, space.
struct SystemChecks {
    let layout: HomeLayout

    var all: [MachineCheck] {
        [kernel, git, watches, openFiles, zones, secrets, disk] + LogSinkChecks(layout: layout).all
    }

    private var kernel: MachineCheck {
        var information = utsname()
        uname(&information)
        let release = withUnsafeBytes(of: &information.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        let isNew = numbers.count == 2 && (numbers[0], numbers[1]) >= (5, 11)
        return MachineCheck(
            "kernel",
            isNew ? .ok : .problem,
            "Linux \(release)",
            advice: isNew ? nil : "processes cannot be started as Nyala does: it needs Linux 5.11 or later"
        )
    }

    private var git: MachineCheck {
        let path = HomeOption.variable("PATH") ?? ProgramLookup.defaultPath
        guard let program = ProgramLookup(path: path).find("git") else {
            return MachineCheck("git", .problem, "git is not installed: no push", advice: "apt-get install git")
        }
        guard let version = Self.output(of: program, ["--version"]) else {
            return MachineCheck("git", .problem, "\(program) does not run")
        }
        guard let folder = Self.output(of: program, ["--exec-path"]),
            access("\(folder)/git-http-backend", X_OK) == 0
        else {
            return MachineCheck(
                "git",
                .problem,
                "\(version), without git-http-backend: no push over HTTP",
                advice: "install all of git (on some systems the package git-daemon)"
            )
        }
        return MachineCheck("git", .ok, version)
    }

    /// The first line of what a program writes.
    private static func output(of program: String, _ arguments: [String]) -> String? {
        // What cannot be started has no version.
        guard let pipe = try? Pipe().split(), let null = try? Descriptor.open("/dev/null", O_RDWR) else { return nil }
        let nothing = SharedDescriptor(null)
        let request = SpawnRequest(
            program: program,
            arguments: [program] + arguments,
            environment: HostEnvironment.variables.map { "\($0.key)=\($0.value)" },
            directory: "/",
            standardInput: nothing,
            standardOutput: pipe.writing,
            standardError: nothing,
            deathSignal: 0
        )
        guard let process = try? SpawnedProcess.started(request), (try? process.waitForExit()) == .code(0),
            let bytes = try? pipe.reading.readBlocking(atMost: 4096)
        else { return nil }
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }

    private var watches: MachineCheck {
        let folder = "/proc/sys/fs/inotify"
        guard let limit = Self.number("\(folder)/max_user_watches"),
            let instances = Self.number("\(folder)/max_user_instances")
        else { return MachineCheck("inotify", .problem, "this kernel tells nothing of inotify: changes are not seen") }
        let finding = "\(limit) folders can be watched, by \(instances) programs of a user"
        guard limit >= 8192, instances >= 32 else {
            return MachineCheck(
                "inotify",
                .warn,
                finding,
                advice: "sysctl fs.inotify.max_user_watches=65536 fs.inotify.max_user_instances=256"
            )
        }
        return MachineCheck("inotify", .ok, finding)
    }

    private static func number(_ path: String) -> Int? {
        // No such file, no number.
        (try? FileContents.text(path)).flatMap { Int($0.prefix { $0 != "\n" }) }
    }

    private var openFiles: MachineCheck {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let most = Int(clamping: limit.rlim_max)
        let finding = "the host may have \(most) files open, some two for each process of a job"
        guard most >= 4096 else {
            let advice = "raise the hard limit: LimitNOFILE= of a service, or ulimit -Hn"
            return MachineCheck("open_files", .warn, finding, advice: advice)
        }
        return MachineCheck("open_files", .ok, finding)
    }

    private var zones: MachineCheck {
        do {
            _ = try TimeZoneRules.load(named: "Europe/Berlin")
            return MachineCheck("time_zones", .ok, "the data of time zones is in \(TimeZoneRules.systemDirectory)")
        } catch {
            return MachineCheck(
                "time_zones",
                .warn,
                "there is no data of time zones: schedules with a time_zone plan nothing (\(error))",
                advice: "apt-get install tzdata"
            )
        }
    }

    private var secrets: MachineCheck {
        let memory = SecretMemory(home: layout.home, environment: HostEnvironment.variables)
        if let problem = memory.problem {
            return MachineCheck("secret_files", .warn, "\(problem)")
        }
        return MachineCheck("secret_files", .ok, "there is a folder in memory for secrets that jobs get as files")
    }

    private var disk: MachineCheck {
        let path = Folder.exists(layout.home) ? layout.home : "/"
        guard let space = try? DiskSpace(at: path) else {
            return MachineCheck("disk", .problem, "\(path) does not tell how much room there is")
        }
        let files = space.freeFiles.map { " and for \($0) files" } ?? ""
        let finding = "\(ByteSizeText.shown(space.freeBytes)) left on \(path)\(files)"
        let isShort = space.freeBytes < 1 << 30 || (space.freeFiles ?? .max) < 10_000
        let isNone = space.freeBytes < 50 << 20 || (space.freeFiles ?? .max) < 100
        let advice = "remove what nobody needs; history.runs and log.files keep less"
        return MachineCheck("disk", isNone ? .problem : isShort ? .warn : .ok, finding, advice: isShort ? advice : nil)
    }
}
