/// What a file in PEM form says it holds: `CERTIFICATE`, `PRIVATE KEY` and so on, in its order.
struct PEMLabels: Sendable, Hashable {
    private(set) var labels: [String] = []
    private let isDER: Bool
    private var isEncrypted = false

    init(_ bytes: [UInt8]) {
        // A sequence, in the binary form that PEM is the text of.
        isDER = bytes.first == 0x30
        for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            let text = String(decoding: line.prefix(Self.longestLine), as: UTF8.self)
            if text.hasPrefix(Self.opening), let end = text.dropFirst(Self.opening.count).firstRange(of: "-----") {
                labels.append(String(text[text.index(text.startIndex, offsetBy: Self.opening.count)..<end.lowerBound]))
            } else if text.hasPrefix("Proc-Type:"), text.contains("ENCRYPTED") {
                isEncrypted = true
            }
        }
    }

    private static let opening = "-----BEGIN "
    /// Bytes of a line that are looked at; the lines in question are shorter.
    private static let longestLine = 256

    /// What is wrong with it; `nil` where it holds what it was given for.
    func fault(_ purpose: TLSFault.Purpose, _ path: String) -> TLSFault? {
        if labels.isEmpty { return .notPEM(purpose, path: path, isDER: isDER) }
        let keys = labels.filter { $0.hasSuffix("PRIVATE KEY") }
        switch purpose {
        case .certificate, .clientAuthority:
            let isThere = labels.contains { $0 == "CERTIFICATE" || $0.hasSuffix(" CERTIFICATE") }
            return isThere ? nil : .wrongContent(purpose, path: path, found: labels)
        case .key:
            guard let first = keys.first else { return .wrongContent(purpose, path: path, found: labels) }
            return isEncrypted || first.hasPrefix("ENCRYPTED") ? .encryptedKey(path: path) : nil
        }
    }
}
