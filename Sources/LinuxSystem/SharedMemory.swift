import CLinux
import Glibc

/// Memory that outlives this process for as long as somebody holds its descriptor.
///
/// For one thread at a time.
package final class SharedMemory {
    package let descriptor: SharedDescriptor
    package let bytes: UnsafeMutableRawBufferPointer

    /// New and full of zeros.
    package convenience init(named name: String, size: Int) throws(SystemError) {
        let descriptor = SharedDescriptor(Descriptor(owning: try check("memfd_create") { nyala_memory_file(name) }))
        try check("ftruncate") { ftruncate(descriptor.number, size) }
        try self.init(descriptor, size: size)
    }

    /// That of an earlier process.
    package init(_ descriptor: SharedDescriptor, size: Int) throws(SystemError) {
        self.descriptor = descriptor
        let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.number, 0)
        guard let address, address != MAP_FAILED else { throw SystemError(call: "mmap", code: errno) }
        bytes = UnsafeMutableRawBufferPointer(start: address, count: size)
    }

    deinit {
        munmap(bytes.baseAddress, bytes.count)
    }
}
