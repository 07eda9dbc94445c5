import Glibc

/// Lines that are put together to be written in one go; the memory is kept for the next ones.
struct LineBuffer: ~Copyable {
    /// Bytes; more than this is given back when it is emptied.
    private static let keptCapacity = 1024 * 1024

    private var memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init() {
        memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    deinit {
        memory.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    /// Hands out what is in it.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    mutating func empty() {
        count = 0
        guard memory.count > Self.keptCapacity else { return }
        memory.deallocate()
        memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        memory[count] = byte
        count += 1
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        makeRoom(for: bytes.count)
        memory.baseAddress?.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Appends lines, each with its newline, and the stamp before each.
    ///
    /// This is where a job that floods spends the host's time: nothing in it but two copies for each line.
    mutating func append(lines: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer) {
        guard let start = lines.baseAddress, let stampStart = stamp.baseAddress else { return append(lines) }
        var source = start
        let end = start + lines.count
        while source < end {
            let newline = memchr(source, 10, end - source).map { UnsafeRawPointer($0) + 1 }
            let length = (newline ?? end) - source
            makeRoom(for: stamp.count + length)
            guard let target = memory.baseAddress?.advanced(by: count) else { return }
            memcpy(target, stampStart, stamp.count)
            memcpy(target + stamp.count, source, length)
            count += stamp.count + length
            source += length
        }
    }

    @inline(__always)
    private mutating func makeRoom(for more: Int) {
        if memory.count - count < more { grow(by: more) }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(2 * memory.count, count + more, 4096),
            alignment: 16
        )
        if let source = memory.baseAddress { larger.baseAddress?.copyMemory(from: source, byteCount: count) }
        memory.deallocate()
        memory = larger
    }
}
