import Glibc
package import LinuxSystem
import Synchronization

/// The keeper of this host: the parent of all jobs, who holds what must not be lost when the host ends.
///
/// What it says of ends is taken on the loop it was given; all else is for any thread.
package final class Keeper: Sendable {
    package typealias Token = KeeperSocket.Token

    private struct State {
        var lastSerial: UInt64 = 0
        /// Lower halves of tokens that are free again.
        var freePlaces: [UInt64] = []
        var placeCount: UInt64 = 0
        var starts: [Token: Start] = [:]
        var isLost = false
    }

    /// A start that is not dropped yet.
    private enum Start {
        /// Nobody has asked for its end, which has not come.
        case running
        case ended(KeptExit)
        case watched(@Sendable (KeptExit) -> Void)
    }

    private let socket: KeeperSocket
    private let state = Mutex(State())
    /// The processes that earlier hosts left, in no order.
    package let kept: [KeptProcess]
    /// How the host before this one ended, if this is not the keeper's first.
    package let previousEnd: KeptExit?

    /// Hears of everything that is kept.
    ///
    /// Blocks its thread until the keeper has said it all.
    package init(_ socket: KeeperSocket) throws(SystemError) {
        self.socket = socket
        var kept: [KeptProcess] = []
        var previousEnd: KeptExit?
        hearing: while let message = try socket.receive(isWaiting: true) {
            switch message {
            case .kept(let process): kept.append(process)
            case .all(let previous):
                previousEnd = previous
                break hearing
            // Of one that was told with its end already.
            case .exit: continue
            }
        }
        self.kept = kept
        self.previousEnd = previousEnd
        let places = kept.map { $0.token & 0xFFFF_FFFF }
        let serials = kept.map { $0.token >> 32 }
        state.withLock { state in
            state.lastSerial = serials.max() ?? 0
            state.placeCount = (places.max() ?? 0) + 1
            let taken = Set(places)
            state.freePlaces = (0..<state.placeCount).filter { !taken.contains($0) }.reversed()
            for process in kept { state.starts[process.token] = .running }
        }
    }

    /// Takes what the keeper says from now on, on this loop's thread.
    package func listen(on loop: SystemLoop, _ onLoss: @escaping @Sendable (SystemError) -> Void) throws(SystemError) {
        _ = try loop.watch(socket.number) { [self] _ in
            do throws(SystemError) {
                try hear()
            } catch {
                // Without it the kernel ends this process as well, in a moment; until then this is called again and again.
                let isNews = state.withLock { state in
                    defer { state.isLost = true }
                    return !state.isLost
                }
                if isNews { onLoss(error) }
            }
        }
    }

    private func hear() throws(SystemError) {
        while let message = try socket.receive(isWaiting: false) {
            guard case .exit(let token, let exit) = message else { continue }
            let handler = state.withLock { state -> (@Sendable (KeptExit) -> Void)? in
                guard let start = state.starts[token] else { return nil }
                state.starts[token] = .ended(exit)
                if case .watched(let handler) = start { return handler }
                return nil
            }
            handler?(exit)
        }
    }

    // MARK: starts

    /// Leaves with the keeper what belongs to a start that is about to begin.
    ///
    /// `order`: how it ends, should that be up to the keeper.
    package func keep(
        note: [UInt8],
        _ descriptors: [SharedDescriptor],
        order: StopOrder
    ) throws(SystemError) -> Token {
        let token = state.withLock { state in
            state.lastSerial += 1
            if state.freePlaces.isEmpty {
                state.freePlaces.append(state.placeCount)
                state.placeCount += 1
            }
            let token = state.lastSerial << 32 | state.freePlaces.removeLast()
            state.starts[token] = .running
            return token
        }
        try socket.keep(token, note: note, descriptors, signal: order.signal, grace: order.grace)
        return token
    }

    /// Leaves descriptors with the keeper for as long as it lives.
    package func hold(note: [UInt8], _ descriptors: [SharedDescriptor]) throws(SystemError) {
        let order = StopOrder(signal: SIGTERM, grace: .zero, shutdownFile: nil)
        let token = try keep(note: note, descriptors, order: order)
        try socket.isBorn(token, Self.noProcess)
    }

    private static let noProcess: Int32 = -1

    /// Says which process it became; what a keeper that has gone does not hear, nobody needs.
    package func isBorn(_ token: Token, _ processID: Int32) {
        try? socket.isBorn(token, processID)
    }

    /// Calls the handler once, on the loop, when the process has ended; to be called there, too.
    package func onExit(of token: Token, _ handler: @escaping @Sendable (KeptExit) -> Void) {
        let exit = state.withLock { state -> KeptExit? in
            if case .ended(let exit) = state.starts[token] { return exit }
            state.starts[token] = .watched(handler)
            return nil
        }
        if let exit { handler(exit) }
    }

    /// Says that the end is on record: nothing is kept any more; a second time it says nothing.
    package func drop(_ token: Token) {
        guard state.withLock({ $0.starts.removeValue(forKey: token) }) != nil else { return }
        try? socket.drop(token)
        // In this order: the keeper must hear of the end of the old before the new takes its place.
        state.withLock { state in
            state.freePlaces.append(token & 0xFFFF_FFFF)
        }
    }

    // MARK: the host itself

    package func hostIsReady() {
        try? socket.isReady()
    }

    /// Names the program of the next host.
    package func setNext(_ program: String) throws(SystemError) {
        try socket.setNext(program)
    }

    /// Lets the jobs go on alone until the command of the next host is in this file.
    package func leave(commandAt path: String) throws(SystemError) {
        try socket.leave(commandAt: path)
    }
}
