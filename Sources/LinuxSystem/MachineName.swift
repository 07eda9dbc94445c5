import Glibc

/// What this machine calls itself.
package enum MachineName {
    package static var text: String {
        var name = [CChar](repeating: 0, count: 256)
        // Cut off rather than unended, and of any name there is one.
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
