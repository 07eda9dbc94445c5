import Glibc
package import JobModel
package import LinuxSystem
import Synchronization

/// Carries what one job says, and what Nyala says about it, into the job's log, in the order it came.
///
/// It runs on a loop of its own, so that a slow disk holds back the jobs' output and never the host. Reading stops
/// while the disk writes: a job that floods is slowed by its full pipe, and nothing piles up in memory.
package actor OutputChannel {
    /// Bytes read from one stream before the others get their turn.
    private static let turnSize = 256 * 1024
    /// With so many bytes (half of what a pipe holds as it is made) a job writes much, and its pipe gets more room.
    private static let widenedFrom = 32 * 1024
    /// Bytes of an unfinished line that wait in the pipe.
    private static let longestUnfinished = 64 * 1024
    /// After the job's end, output that descendants still hold back is waited for this long since the last piece.
    package static let drainLimit: Duration = .seconds(5)
    /// Between two attempts to say in the log that something is missing there.
    private static let lossPause: Duration = .seconds(1)

    private struct Stream {
        let descriptor: SharedDescriptor
        let level: LogLevel
        /// See ``LogStamp``.
        let label: String
        let watch: SystemLoop.WatchID
        var stamper: LineStamper
        /// For a line that somebody waits for.
        var lineWatch: LineWatch?
        /// Bytes of an unfinished line that were seen in the pipe.
        var seen = 0
        /// Bytes that the pipe can hold; `nil` until it matters.
        var capacity: Int?
        var isWidened = false
        /// Nobody can write to it any more.
        var isHungUp = false
    }

    private static let numbers = Atomic<UInt64>(0)

    /// No other channel has it, nor will one have it.
    private let number = numbers.add(1, ordering: .relaxed).newValue
    private let loop: SystemLoop
    private let staging: OutputStaging
    private let volume: LogVolume?
    /// Of those who read the log as it grows.
    private let taps: [LogTap]
    private let clock: any TimeSource
    /// Nanoseconds; 0 before the first output.
    private let lastOutputTime = Atomic<Int64>(0)
    private var stamp: LogStamp
    private var log: LogFile
    private var streams: [Int32: Stream] = [:]
    /// Until it is tried again to say in the log what is missing there.
    private var lossTimer: TimerID?
    private let lossTotal = Atomic<Int>(0)
    private var drain: (timer: TimerID, done: @Sendable () -> Void)?

    /// When the job last wrote something; `nil` when it has not.
    nonisolated package var lastOutput: MonotonicTime? {
        let nanoseconds = lastOutputTime.load(ordering: .relaxed)
        return nanoseconds == 0 ? nil : MonotonicTime(nanoseconds: nanoseconds)
    }

    /// Bytes of the log that could not be written, from the beginning on.
    nonisolated package var lostBytes: Int { lossTotal.load(ordering: .relaxed) }

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    package init(
        location: LogLocation,
        instance: InstanceID,
        loop: SystemLoop,
        staging: OutputStaging,
        volume: LogVolume? = nil,
        taps: [LogTap] = [],
        clock: any TimeSource
    ) {
        self.loop = loop
        self.staging = staging
        self.volume = volume
        self.taps = taps
        self.clock = clock
        stamp = LogStamp(instance: instance)
        log = LogFile(location) {
            var stamp = LogStamp(instance: instance)
            return stamp.bytes(for: .systemWarning, at: clock.wallTime())
        }
    }

    // MARK: from any thread, kept in order

    /// Writes a line of Nyala's own; line breaks in it start further lines.
    ///
    /// `label` says of which process of the job, where it has several.
    nonisolated package func write(_ level: LogLevel, _ text: String, label: String = "") {
        let time = clock.wallTime()
        onLoop { channel in
            channel.writeSystemLines(level, text, time, label)
        }
    }

    /// Writes several lines of Nyala's own in one go: all of them are in the log, or none.
    nonisolated package func write(_ entries: [(level: LogLevel, text: String)]) {
        let time = clock.wallTime()
        onLoop { channel in
            for entry in entries { channel.appendSystemLines(entry.level, entry.text, time) }
            channel.flushTogether()
        }
    }

    /// Takes over the reading ends of a started process's pipes, after these lines of Nyala's own; `mask` says what of
    /// the process's lines must not be read.
    ///
    /// `errorOutput`: `nil` where it comes through the other one as well.
    nonisolated package func attach(
        output: SharedDescriptor,
        errorOutput: SharedDescriptor?,
        after lines: [String] = [],
        mask: OutputMask? = nil,
        label: String = "",
        wanted: WantedLine? = nil
    ) {
        let time = clock.wallTime()
        onLoop { channel in
            if !lines.isEmpty { channel.writeSystemLines(.systemInfo, lines.joined(separator: "\n"), time) }
            channel.open(output, .output, mask, label, wanted)
            if let errorOutput { channel.open(errorOutput, .errorOutput, mask, label, wanted) }
        }
    }

    /// Calls `done` on this channel's loop when all output of the ended process is in the log; what it writes comes next.
    nonisolated package func finish(_ done: @escaping @Sendable () -> Void) {
        onLoop { channel in
            channel.beginDrain(done)
        }
    }

    /// Calls `done` on this channel's loop when everything that was written before is in the log, as far as one turn goes.
    nonisolated package func catchUp(_ done: @escaping @Sendable () -> Void) {
        onLoop { channel in
            for number in channel.streams.keys { channel.read(number) }
            done()
        }
    }

    nonisolated private func onLoop(_ body: @escaping @Sendable (isolated OutputChannel) -> Void) {
        loop.post {
            self.assumeIsolated { body($0) }
        }
    }

    // MARK: on the loop

    private func writeSystemLines(_ level: LogLevel, _ text: String, _ time: Timestamp, _ label: String = "") {
        appendSystemLines(level, text, time, label)
        flushTogether()
        log.rest()
    }

    private func appendSystemLines(_ level: LogLevel, _ text: String, _ time: Timestamp, _ label: String = "") {
        let stamp = stamp.bytes(for: level, at: time, label)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            staging.lines.append(stamp)
            staging.lines.append(Array(line.utf8))
            staging.lines.append(10)
        }
    }

    private func open(
        _ descriptor: SharedDescriptor,
        _ level: LogLevel,
        _ mask: OutputMask?,
        _ label: String,
        _ wanted: WantedLine?
    ) {
        let number = descriptor.number
        do throws(SystemError) {
            // An unfinished line stays in the pipe: only news are of interest.
            let watch = try loop.watch(number, for: [.readable, .news]) { events in self.read(number, events) }
            streams[number] = Stream(
                descriptor: descriptor,
                level: level,
                label: label,
                watch: watch,
                stamper: LineStamper(mask: mask),
                lineWatch: wanted.map(LineWatch.init)
            )
        } catch {
            writeSystemLines(.systemError, "the job's output cannot be read: \(error)", clock.wallTime())
        }
    }

    private func read(_ number: Int32, _ events: SystemLoop.Events) {
        if events.contains(.hungUp) { streams[number]?.isHungUp = true }
        read(number)
    }

    private func read(_ number: Int32) {
        var taken = 0
        while var stream = streams.removeValue(forKey: number) {
            guard taken < Self.turnSize else {
                streams[number] = stream
                // Nothing will tell of what is left.
                loop.post { self.assumeIsolated { $0.read(number) } }
                break
            }
            let count = staging.look(into: stream.descriptor, staging.window)
            guard count > 0 else {
                if count == 0 { close(stream) } else { streams[number] = stream }
                break
            }
            let seen = UnsafeRawBufferPointer(rebasing: staging.window[..<count])
            if count >= Self.widenedFrom, !stream.isWidened {
                stream.isWidened = true
                stream.capacity = PipeTransfer.setSize(stream.descriptor, OutputStaging.portion)
            }
            let length = Self.finishedLength(seen, &stream)
            if length > 0 {
                take(UnsafeRawBufferPointer(rebasing: seen[..<length]), of: &stream)
                taken += length
                if stream.lineWatch?.append(UnsafeRawBufferPointer(rebasing: seen[..<length])) == true {
                    stream.lineWatch = nil
                }
                stream.seen = 0
            }
            streams[number] = stream
            if length == 0 {
                taken += count - stream.seen
                streams[number]?.seen = count
                break
            }
        }
        guard taken > 0 else { return }
        lastOutputTime.store(clock.monotonicTime().nanoseconds, ordering: .relaxed)
        if drain != nil { extendDrain() }
    }

    /// How much of this can be taken: whole lines; all where no more will follow, or where a line is too long to wait
    /// in the pipe.
    private static func finishedLength(_ bytes: UnsafeRawBufferPointer, _ stream: inout Stream) -> Int {
        let length = bytes.lengthOfLines
        guard length == 0, !stream.isHungUp else { return length > 0 ? length : bytes.count }
        let capacity = stream.capacity ?? PipeTransfer.size(of: stream.descriptor)
        stream.capacity = capacity
        // Pieces of more than half a page have a page each: so a pipe may be full that has half of what it can hold.
        return bytes.count >= min(longestUnfinished, capacity / 2) ? bytes.count : 0
    }

    /// Takes these bytes out of the pipe and puts them into the log.
    private func take(_ bytes: UnsafeRawBufferPointer, of stream: inout Stream) {
        var rest = bytes
        while !rest.isEmpty {
            let stamp = stamp.bytes(for: stream.level, at: clock.wallTime(), stream.label)
            let overhead = stamp.count + 1
            let first = Self.firstLength(rest)
            // Before the journal says how long the log is.
            let place = tellOfLoss() ? log.makeRoom(forLine: first + overhead) : nil
            let count = Self.fitting(rest, place?.room ?? .max, overhead)
            var moved = 0
            staging.transfer(
                count,
                from: stream.descriptor,
                to: log.path,
                size: place?.size,
                stamp: stamp
            ) { count in
                moved = count
                let piece = UnsafeRawBufferPointer(rebasing: rest[..<count])
                stream.stamper.append(piece, stamp: stamp, to: &staging.lines)
                flush()
            }
            // Somebody else has emptied the pipe.
            guard moved > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[moved...])
        }
    }

    /// How many bytes, whole lines, are with their stamps no more than the room; at least one line.
    private static func fitting(_ bytes: UnsafeRawBufferPointer, _ room: Int, _ overhead: Int) -> Int {
        // Mostly there is room, even if each byte were a line.
        if room / (overhead + 1) > bytes.count { return bytes.count }
        var length = 0
        var size = 0
        while length < bytes.count {
            let line = firstLength(UnsafeRawBufferPointer(rebasing: bytes[length...]))
            size += line + overhead
            if size > room, length > 0 { break }
            length += line
        }
        return length
    }

    /// Of the first line with its newline, or of all that is there of it.
    private static func firstLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let base = bytes.baseAddress, let newline = memchr(base, 10, bytes.count) else { return bytes.count }
        return UnsafeRawPointer(newline) - base + 1
    }

    private func close(_ stream: Stream) {
        var stream = stream
        loop.unwatch(stream.watch)
        _ = tellOfLoss()
        stream.stamper.finish(
            stamp: stamp.bytes(for: stream.level, at: clock.wallTime(), stream.label),
            to: &staging.lines
        )
        flush()
        if streams.isEmpty, drain != nil { endDrain() }
    }

    /// Lines that must not be in two files.
    private func flushTogether() {
        guard tellOfLoss() else { return flush() }
        _ = log.makeRoom(forLine: staging.lines.count)
        flush()
    }

    private func flush() {
        let count = staging.lines.count
        guard count > 0 else { return }
        let lost = log.lostBytes
        // What is missing must have been told of before the next line is there.
        if lost > 0 { log.lose(count) } else { staging.lines.withBytes { log.append($0) } }
        if log.isOpen { staging.openLogs.use(number, close: closing) }
        volume?.add(count)
        for tap in taps { tap.add(count) }
        staging.lines.empty()
        guard log.lostBytes > lost else { return }
        lossTotal.add(log.lostBytes - lost, ordering: .relaxed)
        tellOfLossLater()
    }

    /// Lets go of the log's file until the next line.
    private var closing: () -> Void {
        { [weak self] in self?.assumeIsolated { $0.log.rest() } }
    }

    /// Says in the log what is missing at its end; whether nothing is missing there any more.
    private func tellOfLoss() -> Bool {
        guard log.lostBytes > 0 else { return true }
        let stamp = stamp.bytes(for: .systemError, at: clock.wallTime())
        let reason = String(cString: strerror(log.lossCode))
        let text = "\(log.lostBytes) bytes of log are missing here, they could not be written: \(reason)\n"
        let line = stamp + Array(text.utf8)
        guard log.tellOfLoss(line) else { return false }
        for tap in taps { tap.add(line.count) }
        return true
    }

    /// Also where nothing more will be written, it must be said.
    private func tellOfLossLater() {
        guard lossTimer == nil else { return }
        lossTimer = loop.schedule(at: clock.monotonicTime() + Self.lossPause) {
            // Held until it has been said.
            self.assumeIsolated { channel in
                channel.lossTimer = nil
                if !channel.tellOfLoss() { channel.tellOfLossLater() }
            }
        }
    }

    private func beginDrain(_ done: @escaping @Sendable () -> Void) {
        for number in streams.keys { read(number) }
        guard !streams.isEmpty else { return done() }
        drain = (armDrain(), done)
    }

    private func armDrain() -> TimerID {
        loop.schedule(at: clock.monotonicTime() + Self.drainLimit) { self.giveUpDrain() }
    }

    private func extendDrain() {
        guard let current = drain else { return }
        loop.cancel(current.timer)
        drain = (armDrain(), current.done)
    }

    private func giveUpDrain() {
        for number in streams.keys {
            streams[number]?.isHungUp = true
            read(number)
        }
        for stream in streams.values { close(stream) }
        streams.removeAll()
        endDrain()
    }

    private func endDrain() {
        guard let current = drain else { return }
        drain = nil
        loop.cancel(current.timer)
        current.done()
    }
}
