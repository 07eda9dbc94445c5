/// What a look at a log brought.
enum LogChange: Sendable {
    /// A file of it; up to `end` its lines are to be read from the file itself.
    case opened(OpenLogFile, head: [UInt8], end: Int, isAfterGap: Bool)
    /// The next lines of the newest file.
    case lines(LogPiece)
    /// Nothing more will come into the newest file.
    case closed
}
