import Glibc
import JobMonitoring
import Synchronization

/// The terminal while it is ours: key by key, on a screen of its own, and given back as it was.
struct RawTerminal: ~Copyable {
    /// What there is to do.
    enum Wake {
        case keys([UInt8])
        case resized
        /// Somebody wants this to end.
        case ended
        /// Somebody stopped this from outside; it goes on when it is continued.
        case stopped
        case continued
        case nothing
    }

    private var before = termios()
    private var isOurs = false

    private static let signals: [Int32] = [SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGQUIT]
    /// Where the handlers put the signals; written to before any of them is set.
    private static let pipeEnd = Atomic<Int32>(-1)
    private let readEnd: Int32

    /// `nil` where there is no terminal.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0,
            pipe(&ends) == 0
        else { return nil }
        readEnd = ends[0]
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        Self.pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in Self.signals {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = Glibc.write(RawTerminal.pipeEnd.load(ordering: .relaxed), &byte, 1)
            }
        }
        take()
    }

    deinit {
        if isOurs { Self.giveBack(before) }
    }

    mutating func take() {
        var raw = before
        cfmakeraw(&raw)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        Terminal.write(ScreenPainter.enter)
        isOurs = true
    }

    mutating func giveBack() {
        guard isOurs else { return }
        isOurs = false
        Self.giveBack(before)
    }

    private static func giveBack(_ before: termios) {
        var before = before
        Terminal.write(ScreenPainter.leave)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    /// Gives the terminal back and stops this process until the shell continues it.
    mutating func suspend() {
        giveBack()
        raise(SIGSTOP)
        take()
    }

    /// Columns and rows.
    var size: (width: Int, height: Int) {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    /// Waits for a key or a signal.
    func wait(milliseconds: Int) -> Wake {
        var waited = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&waited, 2, Int32(max(0, milliseconds))) > 0 else { return .nothing }
        if waited[1].revents != 0 {
            var byte: UInt8 = 0
            guard read(readEnd, &byte, 1) == 1 else { return .nothing }
            switch Int32(byte) {
            case SIGWINCH: return .resized
            case SIGTSTP: return .stopped
            case SIGCONT: return .continued
            default: return .ended
            }
        }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        // The terminal is gone.
        guard count > 0 else { return count < 0 && errno == EINTR ? .nothing : .ended }
        return .keys(Array(bytes.prefix(count)))
    }
}
