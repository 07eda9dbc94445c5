import Glibc
import JobModel

/// Writes to standard output and standard error.
enum Terminal {
    static func complain(_ message: String, plain: Bool = false) {
        let shown = ShownText.lines(message)
        let text = plain ? "\(shown)\n" : "nyala: \(shown)\n"
        write(Array(text.utf8), to: 2)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                // Nobody reads any more.
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// The text with blanks up to a width.
    static func column(_ text: String, _ width: Int) -> String {
        let shown = ShownText.line(text)
        return shown + String(repeating: " ", count: max(0, width - shown.count))
    }

    static func write(json value: JSONValue) {
        write(value.serialized(pretty: true) + [10])
    }

    /// Rows in aligned columns, the first one as heading; blanks at line ends are left out.
    static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { row in row.map { ShownText.line($0) } }
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        .joined(separator: "\n")
    }
}
