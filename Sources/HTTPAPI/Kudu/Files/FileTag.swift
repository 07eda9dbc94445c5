import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// The strong ETag of a file, and what the conditions of a request make of it.
struct FileTag: Sendable, Hashable, CustomStringConvertible {
    /// With its quotes.
    let description: String

    /// Another file under the same name, another size or another time of writing is another tag.
    init(_ status: FileStatus) {
        let numbers = [Int64(bitPattern: status.inode), Int64(status.size), status.modified.nanoseconds]
        description = "\"\(numbers.map { String($0, radix: 16) }.joined(separator: "-"))\""
    }

    /// Whether `If-None-Match` says that the client has it.
    func isKnown(by request: Request) -> Bool {
        guard let header = request.headers[.ifNoneMatch] else { return false }
        // Compared weakly here, as RFC 9110 has it: proxies make a tag weak when they compress.
        return Self.tags(header).contains { $0 == "*" || $0 == description || $0 == "W/\(description)" }
    }

    /// Whether `If-Match` allows a change of what is there; a request without it changes nothing.
    static func allowsChange(_ request: Request, of existing: FileTag?) -> Bool {
        guard let header = request.headers[.ifMatch] else { return false }
        return tags(header).contains { tag in
            tag == "*" || existing.map { tag == $0.description } ?? false
        }
    }

    private static func tags(_ header: String) -> [Substring] {
        header.split(separator: ",").map { $0.drop { $0 == " " }.prefix { $0 != " " } }
    }
}
