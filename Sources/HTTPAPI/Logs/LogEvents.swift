import LogFollowing

/// The events by which a log is followed: one for each line, and what is to be known beside the lines.
enum LogEvents {
    /// Lines before the next are gone.
    static let gap = ServerSentEvents.event("gap", data: gapWords.utf8)
    static let gapWords = "lines are missing here: their file is gone"
    /// Nothing will come any more.
    static let end = ServerSentEvents.event("end", data: "the log ends here".utf8)

    /// The id of each line says where the next one begins.
    static func lines(_ piece: LogPiece) -> [UInt8] {
        lines(piece, with: nil)
    }

    /// Those alone that hold the text.
    static func lines(_ piece: LogPiece, with text: SearchedText?) -> [UInt8] {
        let bytes = piece.bytes
        var events: [UInt8] = []
        events.reserveCapacity(bytes.count * 2)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            let next = min(bytes.count, end + 1)
            defer { start = next }
            if let text, text.firstPlace(in: Array(bytes[start..<end])) == nil { continue }
            ServerSentEvents.append(id: piece.position(after: next).description, data: bytes[start..<end], to: &events)
        }
        return events
    }
}
