import CLinux
import Glibc
import JobModel

/// A cgroup v2 folder: the kernel's own list of a job's processes, which no `fork` or `setsid` escapes.
package final class ControlGroup: Sendable {
    package let path: String

    /// Where the host itself goes when its own group must be empty.
    static let hostGroup = "nyala-host"

    private init(path: String) {
        self.path = path
    }

    /// Where Nyala may make cgroups: below the group this process is in, if the unified hierarchy is mounted and
    /// writable; `nil` otherwise (then jobs are found by session and mark).
    package static func writableRoot(named name: String) -> ControlGroup? {
        guard case (let mount, var own)? = OwnGroup.unified else { return nil }
        // Where an earlier host has made room for limits.
        if own.hasSuffix("/\(hostGroup)") { own = String(own.dropLast(hostGroup.count + 1)) }
        let path = "\(mount)\(own == "/" ? "" : own)/\(name)"
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { return nil }
        // Before Linux 5.14 there is no cgroup.kill; the fallback serves such kernels.
        guard access("\(path)/cgroup.kill", W_OK) == 0 else {
            rmdir(path)
            return nil
        }
        return ControlGroup(path: path)
    }

    /// The group in this folder, wherever it is.
    package static func at(_ path: String) -> ControlGroup {
        ControlGroup(path: path)
    }

    /// The groups beside this one whose names begin so, itself left out.
    package func siblings(prefix: String) throws(SystemError) -> [ControlGroup] {
        let parent = path.pathAbove
        var groups: [ControlGroup] = []
        for name in try Folder.names(in: parent) where name.hasPrefix(prefix) && "\(parent)/\(name)" != path {
            groups.append(ControlGroup(path: "\(parent)/\(name)"))
        }
        return groups
    }

    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// Makes the child group, or finds it.
    package func child(named name: String) throws(SystemError) -> ControlGroup {
        let childPath = "\(path)/\(name)"
        guard mkdir(childPath, 0o755) == 0 || errno == EEXIST else {
            throw SystemError(call: "mkdir", path: childPath, code: errno)
        }
        return ControlGroup(path: childPath)
    }

    /// The child group, which need not be there yet.
    package func group(named name: String) -> ControlGroup {
        ControlGroup(path: "\(path)/\(name)")
    }

    /// The groups directly below.
    package func children() throws(SystemError) -> [ControlGroup] {
        var groups: [ControlGroup] = []
        for name in try Folder.names(in: path) where Folder.exists("\(path)/\(name)") {
            groups.append(ControlGroup(path: "\(path)/\(name)"))
        }
        return groups
    }

    /// For being born in it; makes the group if it is not there.
    package func open() throws(SystemError) -> SharedDescriptor {
        do throws(SystemError) {
            return SharedDescriptor(try Descriptor.open(path, O_RDONLY | O_DIRECTORY))
        } catch {
            // Mostly it is there, from the start before.
            guard error.isMissing else { throw error }
        }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw SystemError(call: "mkdir", path: path, code: errno)
        }
        return SharedDescriptor(try Descriptor.open(path, O_RDONLY | O_DIRECTORY))
    }

    /// `cgroup.events`; becomes "urgent" when the group empties or fills.
    package func openEvents() throws(SystemError) -> SharedDescriptor {
        SharedDescriptor(try Descriptor.open("\(path)/cgroup.events"))
    }

    /// Takes note of what ``openEvents()`` told: only a further change is urgent again.
    package static func acknowledge(_ events: SharedDescriptor) {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            _ = pread(events.number, buffer.baseAddress, buffer.count, 0)
        }
    }

    package var isEmpty: Bool {
        // A group that cannot be read is gone, and a group that is gone holds nobody.
        guard let text = try? FileContents.text("\(path)/cgroup.events") else { return true }
        return !text.split(separator: "\n").contains("populated 1")
    }

    /// What all processes that ever were in the group have used of the processors.
    package var processorTime: Duration {
        // As above.
        guard let text = try? FileContents.text("\(path)/cpu.stat"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("usage_usec ") }),
            let microseconds = line.split(separator: " ").last.flatMap({ Int64($0) })
        else { return .zero }
        return .microseconds(microseconds)
    }

    package var processes: [Int32] {
        // As above.
        guard let text = try? FileContents.text("\(path)/cgroup.procs") else { return [] }
        return text.split(separator: "\n").compactMap { Int32($0) }
    }

    /// Sends SIGKILL to every process in the group and below it, at once.
    ///
    /// The group is of no use afterwards: some kernels (6.12 and later) also kill whatever is born in a group that was
    /// killed once. Remove it.
    package func kill() throws(SystemError) {
        let file = try Descriptor.open("\(path)/cgroup.kill", O_WRONLY)
        try file.write([UInt8(ascii: "1")])
    }

    /// Removes the empty group; one that still holds processes stays.
    package func remove() {
        rmdir(path)
    }
}
