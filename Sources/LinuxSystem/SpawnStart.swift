import CLinux
import Glibc
import JobModel

/// A start of a process that is under way: the memory that the child uses until it executes its program.
///
/// The caller may do other work between the beginning and the end; it is used by one thread.
package final class SpawnStart {
    let isSibling: Bool
    private let (program, directory): (String, String)
    /// `nil` once the child has what it needs of it: the caller's own open files must not stay open for it.
    private var request: SpawnRequest?
    /// Stack, vectors and texts of the child, freed when it does not use them any more.
    private var block: UnsafeMutableRawPointer?
    private let spawn: UnsafeMutablePointer<nyala_spawn>

    package init(_ request: SpawnRequest) {
        self.request = request
        isSibling = request.isSibling
        (program, directory) = (request.program, request.directory)
        spawn = .allocate(capacity: 1)
        spawn.initialize(to: nyala_spawn())
    }

    deinit {
        // A start that was begun and never finished: its memory may be freed only now.
        if block != nil { nyala_spawn_finish(spawn) }
        block?.deallocate()
        spawn.deallocate()
    }

    func begin() throws(SpawnError) -> (processID: Int32, descriptor: Int32) {
        guard let request else { preconditionFailure("a start begins once") }
        prepare(request)
        let status = nyala_spawn_begin(spawn)
        self.request = nil
        guard status == 0 else {
            freeBlock()
            throw error
        }
        return (spawn.pointee.process, spawn.pointee.process_descriptor)
    }

    /// Whether the child still uses this memory: ``finish()`` would wait.
    package var isUnderWay: Bool {
        block != nil && nyala_spawn_is_under_way(spawn) != 0
    }

    /// Lets a process that is held execute its program when its moment comes; to be called when all who must know of it do.
    ///
    /// One whose host ends before that never executes anything.
    package func release() {
        nyala_spawn_release(spawn)
    }

    /// Takes that back, for a process that is to be killed instead; `false` where its moment has come before.
    package func retract() -> Bool {
        nyala_spawn_retract(spawn) != 0
    }

    /// How late a process that was held went on to its program; `nil` before that, and for others.
    package var lateness: Duration? {
        spawn.pointee.lateness == 0 ? nil : .nanoseconds(spawn.pointee.lateness)
    }

    /// Waits until the child has left this memory; a second call does nothing.
    func finish() throws(SpawnError) {
        guard block != nil else { return }
        let status = nyala_spawn_finish(spawn)
        freeBlock()
        if status != 0 { throw error }
    }

    private var error: SpawnError {
        SpawnError(
            program: program,
            directory: directory,
            stage: spawn.pointee.stage,
            code: spawn.pointee.error
        )
    }

    private func freeBlock() {
        block?.deallocate()
        block = nil
    }

    /// Puts all that the child needs into one block: hundreds of small allocations would cost more than the start.
    private func prepare(_ request: SpawnRequest) {
        let strings =
            request.arguments + request.environment
            + [request.program, request.directory, request.privateFolder ?? ""]
        let limits = request.limits.list
        let groups = request.user?.groups ?? []
        let pointerSize = MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
        let stackSize = Int(NYALA_SPAWN_STACK_SIZE)
        // Each vector ends with a null pointer.
        let vectorsSize = (request.arguments.count + request.environment.count + 2) * pointerSize
        let textSize = strings.reduce(0) { $0 + $1.utf8.count + 1 }
        let limitsSize = limits.count * MemoryLayout<nyala_limit>.stride
        let identitySize = MemoryLayout<nyala_identity>.stride
        let groupsSize = groups.count * MemoryLayout<gid_t>.stride
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: stackSize + vectorsSize + limitsSize + identitySize + groupsSize + textSize,
            alignment: 16
        )
        self.block = block
        // From the widest to the narrowest, so that each is aligned.
        var vector = (block + stackSize).assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
        let limitPlace = (block + stackSize + vectorsSize).assumingMemoryBound(to: nyala_limit.self)
        let identity = (block + stackSize + vectorsSize + limitsSize).assumingMemoryBound(to: nyala_identity.self)
        let groupPlace = UnsafeMutableRawPointer(identity + 1).assumingMemoryBound(to: gid_t.self)
        var text = UnsafeMutableRawPointer(groupPlace + groups.count).assumingMemoryBound(to: CChar.self)
        for (index, limit) in limits.enumerated() { (limitPlace + index).initialize(to: limit) }
        for (index, group) in groups.enumerated() { (groupPlace + index).initialize(to: group) }
        if let user = request.user {
            identity.initialize(
                to: nyala_identity(
                    user: user.user,
                    group: user.group,
                    group_count: Int32(groups.count),
                    groups: groupPlace
                )
            )
        }
        let ownMounts = request.privateFolder == nil ? 0 : NYALA_OWN_MOUNTS
        let ownNetwork = request.isCutOff ? NYALA_OWN_NETWORK : 0
        func put(_ string: String) -> UnsafeMutablePointer<CChar> {
            let start = text
            var string = string
            string.withUTF8 { bytes in
                UnsafeMutableRawBufferPointer(start: text, count: bytes.count).copyBytes(from: bytes)
                text += bytes.count
            }
            text.initialize(to: 0)
            text += 1
            return start
        }
        func put(_ strings: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
            let start = vector
            for string in strings {
                vector.initialize(to: put(string))
                vector += 1
            }
            vector.initialize(to: nil)
            vector += 1
            return start
        }
        spawn.pointee.stack = block
        spawn.pointee.request = nyala_spawn_request(
            program: put(request.program),
            arguments: put(request.arguments),
            environment: put(request.environment),
            directory: put(request.directory),
            standard_input: request.standardInput.number,
            standard_output: request.standardOutput.number,
            standard_error: request.standardError.number,
            control_group: request.controlGroup?.number ?? -1,
            death_signal: request.deathSignal,
            is_sibling: request.isSibling ? 1 : 0,
            open_files: request.openFiles,
            limits: limitPlace,
            limit_count: Int32(limits.count),
            identity: request.user == nil ? nil : UnsafePointer(identity),
            own_namespaces: ownMounts | ownNetwork,
            private_folder: request.privateFolder.map { UnsafePointer(put($0)) },
            no_new_privileges: request.hasNoNewPrivileges ? 1 : 0,
            sandbox: request.sandbox?.ruleset.number ?? -1,
            hold: request.heldUntil.map { ($0 - SystemClock().monotonicTime()).inNanoseconds } ?? 0
        )
    }
}
