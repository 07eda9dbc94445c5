extension Timestamp {
    /// The same for a bound that somebody sets: a year that no timestamp reaches, such as 9999, counts as one far away.
    package init?(boundary text: String) {
        if let year = Int(text.prefix(4)), text.utf8.count > 4, !Self.years.contains(year), year >= 0 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let near = (year < Self.years.lowerBound ? 1700 : 2200) + (isLeap ? 4 : 3)
            self.init(rfc3339: "\(near)\(text.dropFirst(4))")
        } else {
            self.init(rfc3339: text)
        }
    }

    /// Reads an RFC 3339 time such as `2031-02-03T04:05:06.789Z` or `2031-02-03 04:05:06+02:00`; `nil` for anything else
    /// and for years that no timestamp reaches.
    ///
    /// Digits after the ninth decimal are ignored; a leap second counts as the next second.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.digits(2), reader.take(":"), let minute = reader.digits(2), reader.take(":"),
            let second = reader.digits(2), let nanosecond = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd, Self.years.contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        let midnight = CivilTime.seconds(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
        // 31 April would silently become 1 May.
        guard CivilTime(Timestamp(seconds: midnight)).day == day else { return nil }
        let seconds = midnight + Int64(hour * 3600 + minute * 60 + second - offset)
        self.init(nanoseconds: seconds * 1_000_000_000 + Int64(nanosecond))
    }
}
