import JobModel

/// Writes times as HTTP's headers have them: `Tue, 03 Feb 2031 04:05:06 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ time: Timestamp) -> String {
        // 1970 began on a Thursday.
        let day = Int(time.seconds / 86_400 - (time.seconds % 86_400 < 0 ? 1 : 0))
        let name = days[((day % 7) + 7) % 7]
        // 2031-02-03T04:05:06Z
        let parts = time.rfc3339(decimals: 0).split { $0 == "-" || $0 == "T" || $0 == "Z" }
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(name), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}
