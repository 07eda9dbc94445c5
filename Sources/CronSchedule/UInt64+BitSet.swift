/// A field's values as the bits of one word: small sets of 0...63 without memory of their own.
extension UInt64 {
    /// The bits 0 through `last`.
    static func ones(through last: Int) -> UInt64 {
        max >> UInt64(63 - last)
    }

    func contains(_ value: Int) -> Bool {
        self >> UInt64(value) & 1 == 1
    }

    /// The lowest value at or above `value`.
    func first(from value: Int) -> Int? {
        let rest = self & (UInt64.max << UInt64(value))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The values in rising order.
    var values: [Int] {
        (0..<64).filter(contains)
    }

    /// The values in rising order, neighbours joined.
    var runs: [ClosedRange<Int>] {
        values.reduce(into: []) { runs, value in
            if let last = runs.last, last.upperBound + 1 == value {
                runs[runs.count - 1] = last.lowerBound...value
            } else {
                runs.append(value...value)
            }
        }
    }
}
