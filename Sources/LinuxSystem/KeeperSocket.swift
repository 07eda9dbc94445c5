import CLinux
import Glibc
package import JobModel

/// The host's end of the socket to its keeper, by which the two speak of processes; see `keeper.h`.
///
/// Sending is for any thread, receiving for one.
package final class KeeperSocket: Sendable {
    /// What identifies a start: no two that are kept have the same, nor the same lower half.
    package typealias Token = UInt64

    package enum Message: Sendable {
        /// Of an earlier host.
        case kept(KeptProcess)
        /// No more of those; how the host before this one ended, if there was one.
        case all(previous: KeptExit?)
        case exit(Token, KeptExit)
    }

    /// Bytes that may be said about one process.
    package static let noteLimit = Int(NYALA_KEEPER_NOTE_LIMIT)

    /// Of what hosts and keepers say to each other; two with different ones do not understand each other.
    package static let protocolVersion = Int(NYALA_KEEPER_VERSION)

    private let descriptor: Descriptor

    /// The socket that the keeper has given to this process, once: the environment says so no more.
    package static func inherited() -> KeeperSocket? {
        guard let text = getenv(NYALA_KEEPER_VARIABLE), let number = Int32(String(cString: text)) else { return nil }
        unsetenv(NYALA_KEEPER_VARIABLE)
        // A number from elsewhere is no open socket.
        guard fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
        return KeeperSocket(Descriptor(owning: number))
    }

    package init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    package var number: Int32 { descriptor.number }

    // MARK: the host's messages

    /// Says of a start that it is about to begin, and leaves descriptors that must not be closed with the host.
    ///
    /// `signal` and `grace`: how it is asked to end, and how long it may take, should that be up to the keeper.
    package func keep(
        _ token: Token,
        note: [UInt8],
        _ descriptors: [SharedDescriptor],
        signal: Int32,
        grace: Duration
    ) throws(SystemError) {
        var message = nyala_keeper_message()
        message.status = signal
        message.end = grace.inNanoseconds
        try send(NYALA_KEEPER_KEEP, token, message, note: note, descriptors)
    }

    package func isBorn(_ token: Token, _ processID: Int32) throws(SystemError) {
        var message = nyala_keeper_message()
        message.process = processID
        try send(NYALA_KEEPER_BORN, token, message)
    }

    /// Replaces what was said about it.
    package func note(_ token: Token, _ note: [UInt8]) throws(SystemError) {
        try send(NYALA_KEEPER_NOTE, token, note: note)
    }

    /// Says that its end is dealt with.
    package func drop(_ token: Token) throws(SystemError) {
        try send(NYALA_KEEPER_DROP, token)
    }

    package func isReady() throws(SystemError) {
        try send(NYALA_KEEPER_READY, 0)
    }

    /// Names the program of the next host, which is started when this one has ended.
    package func setNext(_ program: String) throws(SystemError) {
        try send(NYALA_KEEPER_NEXT, 0, note: Array(program.utf8))
    }

    /// Says that this host ends and leaves its jobs to whoever starts the site again, by a command in this file.
    package func leave(commandAt path: String) throws(SystemError) {
        try send(NYALA_KEEPER_LEAVE, 0, note: Array(path.utf8))
    }

    private func send(
        _ kind: nyala_keeper_kind,
        _ token: Token,
        _ content: nyala_keeper_message = nyala_keeper_message(),
        note: [UInt8] = [],
        _ descriptors: [SharedDescriptor] = []
    ) throws(SystemError) {
        guard note.count <= Self.noteLimit else { throw SystemError(call: "keeper", code: EMSGSIZE) }
        var message = content
        message.kind = kind.rawValue
        message.version = UInt32(NYALA_KEEPER_VERSION)
        message.token = token
        message.note_length = UInt32(note.count)
        let numbers = descriptors.map(\.number)
        let number = descriptor.number
        try check("keeper") {
            note.withUnsafeBytes { note in
                nyala_keeper_send(
                    number,
                    &message,
                    note.baseAddress?.assumingMemoryBound(to: CChar.self),
                    numbers,
                    Int32(numbers.count),
                    0
                )
            }
        }
        withExtendedLifetime(descriptors) {}
    }

    // MARK: the keeper's

    /// The next message; `nil` when there is none now, which `isWaiting` waits for.
    ///
    /// A keeper that has gone is an error.
    package func receive(isWaiting: Bool) throws(SystemError) -> Message? {
        let attachment = UnsafeMutablePointer<nyala_keeper_attachment>.allocate(capacity: 1)
        defer { attachment.deallocate() }
        while true {
            var message = nyala_keeper_message()
            let result = nyala_keeper_receive(descriptor.number, &message, attachment, isWaiting ? 0 : 1)
            if result < 0, errno == EAGAIN { return nil }
            guard result > 0 else {
                throw SystemError(call: "keeper", code: result == 0 ? ECONNRESET : errno)
            }
            if let read = Self.read(message, attachment) { return read }
        }
    }

    private static func read(
        _ message: nyala_keeper_message,
        _ attachment: UnsafeMutablePointer<nyala_keeper_attachment>
    ) -> Message? {
        let exit = message.has_ended == 0 ? nil : KeptExit(message)
        switch message.kind {
        case NYALA_KEEPER_KEPT.rawValue:
            let text = UnsafeRawBufferPointer(start: nyala_keeper_note(attachment), count: Int(message.note_length))
            let descriptors = withUnsafeBytes(of: &attachment.pointee.descriptors) { bytes in
                bytes.bindMemory(to: Int32.self).prefix(Int(attachment.pointee.count)).map {
                    SharedDescriptor(Descriptor(owning: $0))
                }
            }
            return .kept(
                KeptProcess(
                    token: message.token,
                    processID: message.process == 0 ? nil : message.process,
                    note: Array(text),
                    descriptors: descriptors,
                    exit: exit
                )
            )
        case NYALA_KEEPER_ALL.rawValue: return .all(previous: exit)
        case NYALA_KEEPER_EXIT.rawValue: return exit.map { .exit(message.token, $0) }
        // Of a newer keeper: nothing that this host knows.
        default: return nil
        }
    }
}

/// How a kept process ended.
package struct KeptExit: Sendable, Hashable {
    package let exit: ProcessExit
    package let time: Timestamp
    /// Of the process and its children that it waited for.
    package let processorTime: Duration
    /// Bytes of the largest of them.
    package let peakMemory: Int

    package init(exit: ProcessExit, time: Timestamp, processorTime: Duration, peakMemory: Int) {
        self.exit = exit
        self.time = time
        self.processorTime = processorTime
        self.peakMemory = peakMemory
    }

    fileprivate init(_ message: nyala_keeper_message) {
        // The macros of wait(2): the lower seven bits are a signal, else the next byte is the code.
        let signal = message.status & 0x7F
        exit = signal == 0 ? .code(message.status >> 8 & 0xFF) : .signal(signal)
        time = Timestamp(nanoseconds: message.end)
        processorTime = .nanoseconds(message.processor_time)
        peakMemory = Int(message.peak_memory)
    }
}

/// A process that an earlier host started and that the keeper has held.
package struct KeptProcess: Sendable {
    package let token: KeeperSocket.Token
    /// `nil` when the host ended while it was starting it.
    package let processID: Int32?
    package let note: [UInt8]
    package let descriptors: [SharedDescriptor]
    /// `nil` while it runs.
    package let exit: KeptExit?
}
