package import JobModel

/// Where the pages of a job are.
package enum JobPath {
    package static func job(_ type: JobType, _ name: String) -> String {
        "/ui/jobs/\(type.rawValue)/\(encoded(name))"
    }

    package static func run(_ run: RunID, of name: String) -> String {
        "\(job(.triggered, name))/runs/\(run.text)"
    }

    /// As one part of a path.
    package static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
