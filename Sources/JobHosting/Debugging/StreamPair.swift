import Glibc
import LinuxSystem

/// Two ends of one connection: what goes in at one comes out at the other.
struct StreamPair {
    let host: SharedDescriptor
    let job: SharedDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try check("socketpair") { socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &ends) }
        host = SharedDescriptor(Descriptor(owning: ends[0]))
        job = SharedDescriptor(Descriptor(owning: ends[1]))
    }
}
