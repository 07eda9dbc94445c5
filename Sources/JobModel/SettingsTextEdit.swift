/// Changes keys at the top of a settings file and leaves everything else as somebody wrote it: order, comments, blanks.
package struct SettingsTextEdit {
    private var bytes: [UInt8]

    /// `nil` for a text that is no JSON object.
    package init?(_ text: [UInt8]) {
        let isBlank = text.allSatisfy { [9, 10, 13, 32].contains($0) }
        let text = isBlank ? Array("{}\n".utf8) : text
        guard case .object? = try? JSONParser.parse(text) else { return nil }
        bytes = text
    }

    package var text: [UInt8] { bytes }

    /// Gives a key its value, behind the others if it is new; `nil` removes it.
    package mutating func set(_ key: String, to value: JSONValue?) {
        let scan = Scan(bytes)
        let member = scan.members.first { $0.key == key }
        guard let value else {
            if let member { remove(member, scan) }
            return
        }
        if let member { return bytes.replaceSubrange(member.value, with: value.serialized()) }
        let text = "\(JSONValue.string(key).serialized().asText): \(value.serialized().asText)"
        guard let last = scan.members.last else {
            return bytes.replaceSubrange(scan.open + 1..<scan.open + 1, with: "\n  \(text)\n".utf8)
        }
        // As far in as the member before it, on a line of its own where that one has one.
        let isAlone = bytes[..<last.start].last { $0 != 9 && $0 != 32 } == 10
        let indent = bytes[..<last.start].reversed().prefix { $0 == 9 || $0 == 32 }.reversed()
        let separator = isAlone ? [UInt8(ascii: ","), 10] + indent : Array(", ".utf8)
        bytes.insert(contentsOf: separator + Array(text.utf8), at: last.value.upperBound)
    }

    private mutating func remove(_ member: Scan.Member, _ scan: Scan) {
        guard let index = scan.members.firstIndex(where: { $0.start == member.start }) else { return }
        if index + 1 < scan.members.count {
            // Up to the next one, whose indent it leaves.
            bytes.removeSubrange(member.start..<scan.members[index + 1].start)
        } else if index > 0 {
            bytes.removeSubrange(scan.members[index - 1].value.upperBound..<member.value.upperBound)
        } else {
            bytes.removeSubrange(member.start..<member.value.upperBound)
        }
    }

    /// Where the members of the outermost object are.
    ///
    /// The text was parsed before, so it is well-formed.
    private struct Scan {
        struct Member {
            let key: String
            /// Of the key's quote.
            let start: Int
            var value: Range<Int>
        }

        private(set) var members: [Member] = []
        private(set) var open = 0

        init(_ bytes: [UInt8]) {
            var (index, depth) = (0, 0)
            var key: (text: String, start: Int)?
            var value: (start: Int, end: Int)?
            while index < bytes.count {
                let start = index
                let byte = bytes[index]
                index += 1
                switch byte {
                case 9, 10, 13, 32, 0xEF, 0xBB, 0xBF: continue
                case UInt8(ascii: "/"):
                    index = Self.endOfComment(bytes, start)
                    continue
                case UInt8(ascii: "\""):
                    index = Self.endOfString(bytes, start)
                    if depth == 1, key == nil {
                        // It was parsed before.
                        key = ((try? JSONValue.parse(Array(bytes[start..<index])))?.string ?? "", start)
                        continue
                    }
                case UInt8(ascii: ":") where depth == 1: continue
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    if depth == 1 {
                        open = start
                        continue
                    }
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                let isEnd = depth == 0 || (depth == 1 && byte == UInt8(ascii: ","))
                if !isEnd {
                    value = (value?.start ?? start, index)
                } else {
                    if let key, let value {
                        members.append(Member(key: key.text, start: key.start, value: value.start..<value.end))
                    }
                    (key, value) = (nil, nil)
                }
            }
        }

        private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
            var index = start + 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(bytes.count, index + 1)
        }

        private static func endOfComment(_ bytes: [UInt8], _ start: Int) -> Int {
            let rest = bytes[start...]
            if rest.dropFirst().first == UInt8(ascii: "/") { return rest.firstIndex(of: 10) ?? bytes.count }
            var index = start + 2
            while index + 1 < bytes.count, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/"))
            {
                index += 1
            }
            return min(bytes.count, index + 2)
        }
    }
}

extension [UInt8] {
    fileprivate var asText: String { String(decoding: self, as: UTF8.self) }
}
