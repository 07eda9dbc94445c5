import Glibc
import JobModel

/// The environment this process was started with.
enum HostEnvironment {
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }

    /// The absolute path of this program.
    static var program: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "/usr/local/bin/nyala" }
        defer { free(path) }
        return String(cString: path)
    }

    static var programFolder: String {
        program.pathAbove
    }
}
