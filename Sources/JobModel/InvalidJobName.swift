/// Why a folder's name cannot be a job's name.
package struct InvalidJobName: Error, Hashable, CustomStringConvertible {
    package let text: String
    package let reason: String

    package var description: String {
        "\"\(shown)\" is not a job name: \(reason)"
    }

    /// The name in one line, whatever is in it.
    private var shown: String {
        text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? $0.escaped(asASCII: true) : "\($0)" }.joined()
    }
}
