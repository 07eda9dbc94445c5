import Glibc
package import JobModel
import LinuxSystem
import Synchronization

/// The web hooks of a site, in a file that only the host's user may read: their addresses may hold passwords.
package final class HookStore: Sendable {
    package static let capacity = 200
    /// Bytes of what was sent that are kept with a hook.
    package static let maximumContext = 4096

    private let path: String
    private let hooks: Mutex<[Hook]>
    /// What was wrong with the file, which was put aside then.
    package let fault: String?

    package init(path: String) {
        self.path = path
        do {
            let bytes = try FileContents.read(path) ?? Array("[]".utf8)
            let values = try JSONValue.parse(bytes).array ?? []
            hooks = Mutex(values.compactMap(Hook.init))
            fault = nil
        } catch {
            rename(path, "\(path).broken")
            hooks = Mutex([])
            fault = "\(path): \(error); it lies beside as .broken now, and there are no hooks"
        }
    }

    package var all: [Hook] { hooks.withLock(\.self) }

    package subscript(id: String) -> Hook? {
        all.first { $0.id == id }
    }

    /// The hook that was made, or the one that is there already.
    package func add(url: String, event: String, isInsecure: Bool, now: Timestamp) throws(HookFault) -> Hook {
        if let reason = WebAddress.fault(of: url) { throw .address(reason: reason) }
        guard Self.isEventName(event) else { throw .event }
        return try hooks.withLock { hooks throws(HookFault) in
            if let known = hooks.first(where: { $0.url == url }) {
                guard known.event == event else { throw .conflict(event: known.event) }
                return known
            }
            guard hooks.count < Self.capacity else { throw .tooMany(limit: Self.capacity) }
            var ticks = now.nanoseconds / 100 + Self.ticksBefore1970
            while hooks.contains(where: { $0.id == String(ticks) }) { ticks += 1 }
            let hook = Hook(id: String(ticks), url: url, event: event, isInsecure: isInsecure)
            try write(hooks + [hook])
            hooks.append(hook)
            return hook
        }
    }

    /// Whether it was there.
    @discardableResult
    package func remove(_ id: String) throws(HookFault) -> Bool {
        try hooks.withLock { hooks throws(HookFault) in
            let others = hooks.filter { $0.id != id }
            guard others.count < hooks.count else { return false }
            try write(others)
            hooks = others
            return true
        }
    }

    /// Notes what came of an attempt; a hook that is gone stays gone.
    package func note(_ attempt: Hook.Attempt, of id: String) throws(HookFault) {
        try hooks.withLock { hooks throws(HookFault) in
            guard let index = hooks.firstIndex(where: { $0.id == id }) else { return }
            hooks[index].last = attempt
            try write(hooks)
        }
    }

    private func write(_ hooks: [Hook]) throws(HookFault) {
        do throws(SystemError) {
            try AtomicFile.write(JSONValue.array(hooks.map(\.json)).serialized(), to: path, mode: 0o600)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }

    package static func isEventName(_ text: String) -> Bool {
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return (1...64).contains(text.utf8.count) && isWord
    }

    /// The original's ids count tenths of a microsecond since the year 1.
    private static let ticksBefore1970: Int64 = 621_355_968_000_000_000
}
