import CronSchedule

/// Writes random expressions in every shape the language has.
struct RandomExpression {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Six fields; the days stay below 29, so that every expression is possible.
    mutating func text() -> String {
        CronField.allCases.map { field($0) }.joined(separator: " ")
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        .random(in: range, using: &generator)
    }

    private mutating func field(_ field: CronField) -> String {
        let range = field == .day ? 1...28 : field.range
        func value() -> Int { .random(in: range, using: &generator) }
        switch number(in: 0...9) {
        case 0...2: return "*"
        case 3, 4: return "\(value())"
        case 5: return "*/\(number(in: 1...20))"
        case 6: return "\(value())/\(number(in: 1...20))"
        case 7: return "\(value())-\(value())"
        case 8: return "\(value())-\(value())/\(number(in: 1...9))"
        default: return "\(value()),\(value()),\(value())"
        }
    }
}
