import Glibc
import JobModel
import LinuxSystem

/// Keeps the beginning and the end of a log that grows too large, in a few files.
///
/// ```
///  what was written   names, from the newest file on: 0 is the log's own, the others are ``RolledLogName``s
///  beginning          0
///  … end              1 0
///  … two files        2 1 0
///  … and more         3 2 1 0     2 is the CutMark, and with each further file 1 becomes it
/// ```
/// A run's output is all in the first file until that has half of the maximum; the end is in two files of a quarter
/// each. Whoever is killed between two steps leaves files that the next call goes on with.
struct LogEnds {
    let path: String
    /// Bytes of all files together.
    let maximum: Int

    /// A file must have room for some lines.
    static let leastMaximum = 4096

    private static let beginningName = 3
    private static let markName = 2
    private static let endName = 1

    init(path: String, maximum: Int) {
        self.path = path
        self.maximum = max(Self.leastMaximum, maximum)
    }

    /// Bytes of a file of the end.
    var endSize: Int { maximum / 4 }

    /// Bytes that the newest file may have.
    func newestSize() -> Int {
        (1...Self.beginningName).contains { AtomicFile.exists(older($0)) } ? endSize : maximum / 2
    }

    /// Makes the newest file one of the older ones; what is neither beginning nor end any more goes.
    func roll(stamp: [UInt8]) throws(SystemError) {
        if AtomicFile.exists(older(Self.endName)) {
            if AtomicFile.exists(older(Self.markName)) { try cut(stamp) }
            try move(Self.endName, to: Self.markName)
        }
        try check("rename", path: path) { rename(path, older(Self.endName)) }
    }

    private func cut(_ stamp: [UInt8]) throws(SystemError) {
        let isFirst = !AtomicFile.exists(older(Self.beginningName))
        let end = older(Self.endName)
        // It is one already where the host was killed behind this step.
        if CutMark.count(in: end) == nil {
            let before = isFirst ? 0 : CutMark.count(in: older(Self.markName)) ?? 0
            let size = try PlainFile.open(end).size()
            try CutMark.replace(end, with: CutMark.line(before + size, of: maximum, stamp: stamp))
        }
        if isFirst { try move(Self.markName, to: Self.beginningName) }
    }

    private func move(_ number: Int, to other: Int) throws(SystemError) {
        try check("rename", path: older(number)) { rename(older(number), older(other)) }
    }

    private func older(_ number: Int) -> String {
        RolledLogName.older(path, number)
    }
}
