import JobModel

/// A time as mails write it (RFC 5322), in UTC.
enum MailDate {
    static func text(_ time: Timestamp) -> String {
        // `2031-02-03T04:05:06Z`
        let words = time.rfc3339(decimals: 0).split { "-T:Z".contains($0) }.map(String.init)
        let month = Int(words[1]).map { months[$0 - 1] } ?? ""
        // The first day of 1970 was a Thursday.
        let week: Int64 = 7 * 86_400
        let day = Int(((time.seconds % week) + week) % week / 86_400)
        return "\(days[day]), \(words[2]) \(month) \(words[0]) \(words[3]):\(words[4]):\(words[5]) +0000"
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
