import CLinux
import Glibc

/// Moving the content of pipes without reading it; nothing here waits.
package enum PipeTransfer {
    /// Duplicates what is in a pipe into another, and leaves it where it is: the number of bytes, 0 at the end,
    /// negative when there is nothing now.
    package static func duplicate(_ from: SharedDescriptor, to: SharedDescriptor, atMost count: Int) -> Int {
        retrying { nyala_tee(from.number, to.number, count) }
    }

    /// Moves bytes from a pipe to another, or to `/dev/null`: how many.
    package static func move(_ from: SharedDescriptor, to: SharedDescriptor, atMost count: Int) -> Int {
        retrying { nyala_splice(from.number, to.number, count) }
    }

    /// Bytes that are in the pipe.
    package static func content(of pipe: SharedDescriptor) throws(SystemError) -> Int {
        Int(try check("ioctl") { nyala_pipe_content(pipe.number) })
    }

    /// Lets the pipe hold so many bytes, as far as the system allows: how many it can hold.
    @discardableResult
    package static func setSize(_ pipe: SharedDescriptor, _ size: Int) -> Int {
        // Refused where a user has many large pipes: then less is moved at a time.
        let size = Int(nyala_set_pipe_size(pipe.number, Int32(clamping: size)))
        return size > 0 ? size : Self.size(of: pipe)
    }

    /// Bytes that the pipe can hold; fewer, where they were written in pieces that do not fill its pages.
    package static func size(of pipe: SharedDescriptor) -> Int {
        // What is no pipe can hold nothing.
        max(0, Int(nyala_pipe_size(pipe.number)))
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let count = call()
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
