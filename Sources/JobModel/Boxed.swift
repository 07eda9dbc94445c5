/// A value that lies outside of what holds it.
///
/// For what is large and mostly not there: many that hold one stay small.
indirect enum Boxed<Value: Sendable & Hashable>: Sendable, Hashable {
    case holding(Value)

    var value: Value {
        switch self {
        case .holding(let value): value
        }
    }
}
