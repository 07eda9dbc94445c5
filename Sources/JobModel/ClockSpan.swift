/// A span of time as the original writes it: `[d.]hh:mm:ss.fffffff`.
package enum ClockSpan {
    /// A negative span is none at all.
    package static func text(_ duration: Duration) -> String {
        let nanoseconds = max(0, duration.inNanoseconds)
        let seconds = Int(nanoseconds / 1_000_000_000)
        var text: [UInt8] = []
        if seconds >= 86_400 { text.append(contentsOf: "\(seconds / 86_400).".utf8) }
        CivilTime.append(seconds / 3600 % 24, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        CivilTime.append(seconds / 60 % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        CivilTime.append(seconds % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: "."))
        CivilTime.appendFraction(nanosecond: Int(nanoseconds % 1_000_000_000), decimals: 7, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
