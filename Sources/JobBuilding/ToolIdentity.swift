import Glibc

/// What changes when a tool is replaced by another version: where it really lies, its size and its date.
struct ToolIdentity: CustomStringConvertible {
    let description: String

    init(_ program: String) {
        var path = program
        if let resolved = realpath(program, nil) {
            path = String(cString: resolved)
            free(resolved)
        }
        var information = stat()
        stat(path, &information)
        description = "\(path) \(information.st_size) \(information.st_mtim.tv_sec)"
    }
}
