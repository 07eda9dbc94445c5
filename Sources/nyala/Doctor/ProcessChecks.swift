import Glibc
import JobHosting
import JobModel
import LinuxSystem
import SiteSettings

/// How jobs can be found, ended, limited and separated here.
struct ProcessChecks {
    private let settings: AppSettings
    private let group: ControlGroup?
    private let isRoot = geteuid() == 0

    init(layout: HomeLayout) {
        settings = AppSettingsStore(path: layout.appSettings, environment: HostEnvironment.variables).current()
        // Made to see whether it can be, and gone again.
        group = ControlGroup.writableRoot(named: "nyala-doctor.\(getpid())")
    }

    var all: [MachineCheck] {
        let checks = [trees, memory, processor, processes, user, privateTmp, sandbox, network]
        group?.remove()
        return checks
    }

    private static let delegate =
        "run the host as a service with Delegate=yes, or as root, on a machine with cgroup v2 alone (unified hierarchy)"

    private var trees: MachineCheck {
        guard group != nil else {
            return MachineCheck(
                "process_trees",
                .warn,
                "no cgroup v2 that can be written to: processes are found by session, descent and a mark",
                advice: "a process that hides from all three outlives its job; \(Self.delegate)"
            )
        }
        return MachineCheck("process_trees", .ok, "each job is in a cgroup of its own (v2, with cgroup.kill)")
    }

    private func isOffered(_ controller: GroupController) -> Bool {
        group?.offeredControllers.contains(controller) == true
    }

    private var memory: MachineCheck {
        if isOffered(.memory) {
            return MachineCheck("limits_memory", .ok, "by the kernel, for all of a job (memory.max)")
        }
        return MachineCheck(
            "limits_memory",
            .warn,
            "the host looks at each job that has one, ten times a second; each process is limited as well (RLIMIT_DATA)",
            advice: "for a limit that holds at every moment, \(Self.delegate)"
        )
    }

    private var processor: MachineCheck {
        if isOffered(.processor) { return MachineCheck("limits_cpu", .ok, "by the kernel, for all of a job (cpu.max)") }
        return MachineCheck("limits_cpu", .warn, "limits.cpu is not enforced", advice: "for that, \(Self.delegate)")
    }

    private var processes: MachineCheck {
        if isOffered(.processes) {
            return MachineCheck("limits_processes", .ok, "by the kernel, for all of a job (pids.max)")
        }
        return MachineCheck(
            "limits_processes",
            .warn,
            "the host counts the processes of each job that has one, ten times a second",
            advice: isRoot
                ? "give such a job a \"user\" of its own: then the kernel counts as well; or \(Self.delegate)"
                : Self.delegate
        )
    }

    private var user: MachineCheck {
        let name = "user"
        guard isRoot else {
            let own = UserAccount("\(geteuid())")?.shown ?? "\(geteuid())"
            return MachineCheck(name, .ok, "jobs run as \(own), who runs the host; only root can run them as others")
        }
        if let text = settings.jobsUser {
            guard let account = UserAccount(text) else {
                return MachineCheck(
                    name,
                    .problem,
                    "jobs.user is \"\(text)\", and there is no such user: no job starts",
                    advice: "useradd --system \(text), or change jobs.user"
                )
            }
            return MachineCheck(name, .ok, "jobs run as \(account.shown) (jobs.user), unless they name another")
        }
        if let account = UserAccount(JobHost.standardUser) {
            return MachineCheck(name, .ok, "jobs run as \(account.shown), unless they name another")
        }
        return MachineCheck(
            name,
            .warn,
            "jobs run as root, as the host does",
            advice: "useradd --system \(JobHost.standardUser), or name a user: nyala settings set jobs.user=NAME"
        )
    }

    private var privateTmp: MachineCheck {
        guard isRoot, OwnMounts.arePermitted else {
            let finding = "by TMPDIR, which a program may ignore: no mounts of its own here"
            return MachineCheck("private_tmp", .warn, finding)
        }
        return MachineCheck("private_tmp", .ok, "by mounts of its own, where the home is not below /tmp")
    }

    private var sandbox: MachineCheck {
        let version = Sandbox.version
        guard version > 0 else {
            return MachineCheck(
                "sandbox",
                .warn,
                "this kernel has no Landlock: jobs with a sandbox do not start",
                advice: "Linux 5.13 with Landlock among its security modules (lsm=landlock,…)"
            )
        }
        return MachineCheck("sandbox", .ok, "Landlock, version \(version) of its interface")
    }

    private var network: MachineCheck {
        let name = "sandbox_network"
        if isRoot, OwnMounts.arePermitted {
            return MachineCheck(name, .ok, "\"network\": false gives an empty network")
        }
        if Sandbox.version >= Sandbox.versionOfNetwork {
            return MachineCheck(name, .warn, "\"network\": false refuses TCP, and nothing else")
        }
        return MachineCheck(name, .warn, "\"network\": false cannot be enforced: such jobs do not start")
    }
}
