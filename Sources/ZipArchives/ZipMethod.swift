/// How an entry's content is packed.
enum ZipMethod: Hashable {
    case stored
    case deflated
    /// One that only few tools know.
    case other(Int)

    init(number: Int) {
        switch number {
        case 0: self = .stored
        case 8: self = .deflated
        default: self = .other(number)
        }
    }

    var number: Int {
        switch self {
        case .stored: 0
        case .deflated: 8
        case .other(let number): number
        }
    }

    /// What tools call it.
    var name: String {
        switch number {
        case 0: "stored"
        case 8: "deflate"
        case 9: "deflate64"
        case 12: "bzip2"
        case 14: "lzma"
        case 93: "zstd"
        case 95: "xz"
        case 98: "ppmd"
        default: "method \(number)"
        }
    }
}
