import Glibc

/// The three descriptors every program expects to be open.
package enum StandardStreams {
    /// Opens `/dev/null` in place of those that are closed.
    ///
    /// Otherwise the next file that is opened would become the output of whoever prints, or be lost when a child's
    /// streams are put in place. Call it before anything else is opened.
    package static func ensureOpen() {
        for stream in 0...2 as ClosedRange<Int32> where fcntl(stream, F_GETFD) < 0 {
            // The lowest free number is the one just found closed.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
