package import JobModel
import Synchronization

/// The certificate a host shows to whoever connects: as it lies in its files, or the last good one while what lies there
/// cannot be used.
package final class ServedCertificate: Sendable {
    /// What a look at the files has found.
    enum Look: Sendable, Hashable {
        case unchanged
        /// New connections get what lies there now.
        case loaded
        /// It cannot be used; the one before stays.
        case refused(TLSFault)
    }

    private struct State {
        var seen: Result<TLSContents, TLSFault>
        var loaded: LoadedCertificate
        var isKeyExposed: Bool
        var fault: TLSFault?
    }

    package let files: TLSFiles
    private let state: Mutex<State>

    /// Whether this program can speak TLS at all.
    package static var isBuiltIn: Bool { LoadedCertificate.isBuiltIn }

    /// Loads what lies in the files.
    package init(_ files: TLSFiles) throws(TLSFault) {
        guard Self.isBuiltIn else { throw .notBuiltIn }
        let contents = try TLSContents(files)
        let loaded = try LoadedCertificate(contents, files)
        self.files = files
        state = Mutex(State(seen: .success(contents), loaded: loaded, isKeyExposed: contents.isKeyExposed))
    }

    var loaded: LoadedCertificate { state.withLock(\.loaded) }

    /// Takes what lies in the files now, where it is not what lay there at the last look.
    ///
    /// It reads files, so it is for one thread that may.
    func look() -> Look {
        let seen = Self.read(files)
        guard state.withLock({ $0.seen != seen }) else { return .unchanged }
        let result = Self.load(seen, files)
        return state.withLock { state in
            state.seen = seen
            switch result {
            case .success(let (loaded, contents)):
                state.loaded = loaded
                state.isKeyExposed = contents.isKeyExposed
                state.fault = nil
                return .loaded
            case .failure(let fault):
                state.fault = fault
                return .refused(fault)
            }
        }
    }

    private static func read(_ files: TLSFiles) -> Result<TLSContents, TLSFault> {
        Result { () throws(TLSFault) in try TLSContents(files) }
    }

    private static func load(
        _ seen: Result<TLSContents, TLSFault>,
        _ files: TLSFiles
    ) -> Result<(LoadedCertificate, TLSContents), TLSFault> {
        Result { () throws(TLSFault) in
            let contents = try seen.get()
            return (try LoadedCertificate(contents, files), contents)
        }
    }

    /// When clients stop to trust it.
    package var validUntil: Timestamp { loaded.facts.validUntil }

    /// What wants a person's attention, one sentence each.
    package func problems(at now: Timestamp) -> [String] {
        let (facts, fault) = state.withLock { ($0.loaded.facts, $0.fault) }
        let refused = fault.map { "the TLS files cannot be used, the last good ones are: \($0)" }
        return [refused, facts.problem(at: now)].compactMap(\.self)
    }

    /// What should be done better, one sentence each.
    package func warnings(at now: Timestamp) -> [String] {
        let (facts, isKeyExposed) = state.withLock { ($0.loaded.facts, $0.isKeyExposed) }
        let exposed = isKeyExposed ? "every user of this machine can read \(files.key): chmod o= \(files.key)" : nil
        return [facts.problem(at: now), exposed].compactMap(\.self)
    }
}
