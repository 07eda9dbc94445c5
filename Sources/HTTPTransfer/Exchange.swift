import JobModel

/// What one request has sent and received so far; libcurl's callbacks fill it.
///
/// Nothing of the caller's runs inside of a callback: bytes are put aside here and handed out between two steps.
final class Exchange {
    private(set) var status = 0
    private(set) var reason = ""
    private(set) var headers: [HTTPField] = []
    /// Whether the empty line after the headers has come: libcurl takes a head that breaks off for a whole one.
    private(set) var isHeadComplete = false
    private(set) var bodyFailure: BodySource.Failure?
    private var arrived: [UInt8] = []
    private var source: BodySource
    private let isAllowed: (@Sendable (IPAddress) -> Bool)?
    /// The last address that no connection was made to because it is not allowed.
    private(set) var refusedAddress: IPAddress?

    init(sending body: TransferBody, isAllowed: (@Sendable (IPAddress) -> Bool)? = nil) {
        source = BodySource(body)
        self.isAllowed = isAllowed
    }

    /// Whether a connection to this address may be made; `nil` is one of another kind than those of the internet.
    func mayConnect(to address: IPAddress?) -> Bool {
        guard let isAllowed else { return true }
        guard let address else { return false }
        if isAllowed(address) { return true }
        refusedAddress = address
        return false
    }

    /// Bytes of the answer's body that came since the last call.
    func takeArrived() -> [UInt8] {
        defer { arrived.removeAll() }
        return arrived
    }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        arrived.append(contentsOf: bytes)
    }

    /// One line of the head.
    ///
    /// A status line begins a new head: the one before was interim, as `100 Continue`.
    func receiveHeaderLine(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self).trimmingEnds()
        if line.hasPrefix("HTTP/") {
            headers.removeAll()
            isHeadComplete = false
            let words = line.split(separator: " ", maxSplits: 2)
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            reason = words.count > 2 ? String(words[2]) : ""
        } else if line.isEmpty {
            isHeadComplete = true
        } else if let colon = line.firstIndex(of: ":") {
            let value = String(line[line.index(after: colon)...]).trimmingEnds()
            headers.append(HTTPField(String(line[..<colon]), value))
        }
    }

    /// Gives libcurl the next bytes to send; `nil` ends the transfer, and the failure tells why.
    func provide(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        do throws(BodySource.Failure) {
            return try source.read(into: buffer)
        } catch {
            bodyFailure = error
            return nil
        }
    }
}

extension String {
    /// Without white space and line ends around it.
    fileprivate func trimmingEnds() -> String {
        let isSpace = { (byte: UInt8) in byte <= 0x20 }
        let start = utf8.firstIndex { !isSpace($0) } ?? endIndex
        let end = utf8.lastIndex { !isSpace($0) }.map(utf8.index(after:)) ?? start
        return String(self[start..<end])
    }
}
