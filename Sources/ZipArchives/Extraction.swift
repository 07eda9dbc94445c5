import Glibc
import LinuxSystem
import Synchronization

/// Reads the files of an archive whose entries were judged, and writes them, on up to two threads: one begins with the first entry, the
/// other with the last, so that they seldom make files in one folder at the same time.
final class Extraction: Sendable {
    /// Entries that a thread takes at once.
    private static let share = 8

    private struct State {
        /// Entries that nobody has taken.
        var open: Range<Int>
        var faults: [(index: Int, fault: EntryFault)] = []
        /// A thread has failed.
        var isOver = false
    }

    private let archive: SharedDescriptor
    private let planned: [EntryRules.Planned]
    /// Where they are written; `nil` where the taker alone gets them.
    private let root: String?
    private let faultLimit: Int
    private let taker: ZipExtractor.Taker
    private let state: Mutex<State>

    /// All folders must be there.
    init(
        archive: SharedDescriptor,
        planned: [EntryRules.Planned],
        root: String?,
        faultLimit: Int,
        taker: @escaping ZipExtractor.Taker
    ) {
        self.archive = archive
        self.planned = planned
        self.root = root
        self.faultLimit = faultLimit
        self.taker = taker
        state = Mutex(State(open: planned.indices))
    }

    /// Throws ``ZipError``, and what the taker throws.
    func run(alone isAlone: Bool) throws {
        if isAlone {
            try work { $0.popFirst(Self.share) }
        } else {
            let helper = try SideWork(name: "nyala-unpack") { try self.work { $0.popLast(Self.share) } }
            let own = Result { try work { $0.popFirst(Self.share) } }
            // Whatever happened here: what it writes to must not go before it has ended.
            let other = Result { try helper.wait() }
            try own.get()
            try other.get()
        }
        let faults = state.withLock { $0.faults }
        var told = EntryFaults(limit: faultLimit)
        for (_, fault) in faults.sorted(by: { $0.index < $1.index }) { told.add(fault) }
        try told.check()
    }

    private func work(_ take: (inout Range<Int>) -> Range<Int>) throws {
        do {
            let reader = try EntryReader(archive)
            while true {
                let indices = state.withLock { $0.isOver ? 0..<0 : take(&$0.open) }
                guard !indices.isEmpty else { return }
                for index in indices { try write(index, reader) }
            }
        } catch {
            state.withLock { $0.isOver = true }
            throw error
        }
    }

    private func write(_ index: Int, _ reader: EntryReader) throws {
        let entry = planned[index]
        guard case .file(let isExecutable) = entry.kind else { return }
        let content: EntryContent?
        do throws(EntryReader.Failure) {
            content = try reader.read(entry.listed)
            if let root {
                let file = try make("\(root)/\(entry.path.text)", isExecutable, content)
                if content == nil {
                    try reader.readPieces(entry.listed) { (bytes) throws(SystemError) in try file.write(bytes) }
                }
            }
        } catch {
            switch error {
            case .system(let error):
                throw ZipError.system(error)
            case .damaged(let reason):
                let fault = EntryFault(entry.path.text, "it is damaged (\(reason)); pack the archive again")
                return state.withLock { $0.faults.append((index, fault)) }
            }
        }
        try taker(UnpackedFile(path: entry.path.text, isExecutable: isExecutable), content)
    }

    private func make(
        _ path: String,
        _ isExecutable: Bool,
        _ content: EntryContent?
    ) throws(EntryReader.Failure) -> SharedDescriptor {
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            let file = SharedDescriptor(try Descriptor.open(path, flags, mode: isExecutable ? 0o755 : 0o644))
            if let content { try file.write(content.bytes) }
            return file
        } catch {
            throw .system(SystemError(call: error.call, path: path, code: error.code))
        }
    }
}

extension Range<Int> {
    /// Takes as many of its first ones as there are, at most `count`.
    fileprivate mutating func popFirst(_ count: Int) -> Range<Int> {
        let taken = lowerBound..<Swift.min(upperBound, lowerBound + count)
        self = taken.upperBound..<upperBound
        return taken
    }

    /// Takes as many of its last ones as there are, at most `count`.
    fileprivate mutating func popLast(_ count: Int) -> Range<Int> {
        let taken = Swift.max(lowerBound, upperBound - count)..<upperBound
        self = lowerBound..<taken.lowerBound
        return taken
    }
}
