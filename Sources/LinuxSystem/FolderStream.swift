import Glibc

/// The names of a folder that is open, in no order, each read once.
struct FolderStream: ~Copyable {
    private let stream: OpaquePointer

    /// Takes the descriptor over and closes it in the end, also when it throws; `path` is for the error only.
    init(owning number: Int32, _ path: String? = nil) throws(SystemError) {
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemError(call: "fdopendir", path: path, code: code)
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// Gives each name but `.` and `..` to the body.
    ///
    /// The bytes are followed by a zero and hold until it returns.
    func forEach<Failure: Error>(
        _ body: (UnsafeBufferPointer<CChar>) throws(Failure) -> Void
    ) throws(Failure) {
        while let entry = readdir(stream) {
            // Only a place inside of the entry: the length of what follows is in it.
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
            let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let name = UnsafeBufferPointer(start: start, count: strlen(start))
            if name.count <= 2, name.allSatisfy({ $0 == 46 }) { continue }
            try body(name)
        }
    }
}
