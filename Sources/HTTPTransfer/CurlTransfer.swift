import Clibcurl
import Glibc
import JobModel

/// One request in libcurl's hands, driven step by step; its pointers stay inside.
///
/// The stepwise interface is used because the simple one asks its progress callback only once a second while nothing
/// arrives, too slow for somebody who pressed Ctrl-C.
struct CurlTransfer: ~Copyable {
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let exchange: Exchange

    /// The exchange is kept alive until the transfer is gone.
    init(exchange: Exchange) throws(TransferFailure) {
        guard Self.isReady, let easy = curl_easy_init() else { throw .unavailable(reason: "it did not start") }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw .unavailable(reason: "out of memory")
        }
        self.easy = easy
        self.multi = multi
        self.exchange = exchange
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        nyala_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
        connectCallbacks()
        curl_multi_add_handle(multi, easy)
    }

    deinit {
        curl_multi_remove_handle(multi, easy)
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        curl_slist_free_all(headerList)
        message.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(nyala_curl_set_number(easy, option, value))
    }

    func set(_ option: CURLoption, size: Int64) throws(TransferFailure) {
        try check(nyala_curl_set_size(easy, option, curl_off_t(size)))
    }

    func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
        try check(nyala_curl_set_text(easy, option, value))
    }

    /// `Name: value` lines; libcurl reads the list until the transfer is gone.
    mutating func setHeaders(_ lines: [String]) throws(TransferFailure) {
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else { throw .unavailable(reason: "out of memory") }
            headerList = list
        }
        try check(nyala_curl_set_list(easy, CURLOPT_HTTPHEADER, headerList))
    }

    /// Does what can be done without waiting; false when the transfer is over.
    func step() throws(TransferFailure) -> Bool {
        var running: Int32 = 0
        try check(curl_multi_perform(multi, &running))
        return running > 0
    }

    /// Waits for the network, at most this long; a signal ends the wait early.
    func wait(atMost duration: Duration) throws(TransferFailure) {
        try check(curl_multi_poll(multi, nil, 0, Int32(duration.wholeMilliseconds), nil))
    }

    /// How the transfer ended; `nil` while it has not.
    func ending() -> (code: CURLcode, reason: String)? {
        var left: Int32 = 0
        while let result = curl_multi_info_read(multi, &left) {
            guard result.pointee.msg == CURLMSG_DONE else { continue }
            let code = nyala_curl_message_result(result)
            let detail = String(cString: message)
            return (code, detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)
        }
        return nil
    }

    /// Whether the connection, with TLS where asked for, was made.
    var isConnected: Bool {
        var time: curl_off_t = 0
        return nyala_curl_get_size(easy, CURLINFO_PRETRANSFER_TIME_T, &time) == CURLE_OK && time > 0
    }

    private func connectCallbacks() {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        nyala_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        nyala_curl_set_transfer(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Exchange.behind(context)?.receiveHeaderLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        nyala_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        nyala_curl_set_transfer(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Exchange.behind(context)?.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        nyala_curl_set_pointer(easy, CURLOPT_READDATA, context)
        nyala_curl_set_transfer(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
            let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return Exchange.behind(context)?.provide(into: buffer) ?? Int(CURL_READFUNC_ABORT)
        }
    }

    /// Has every address asked about before a socket is made for a connection to it: what a name means is decided by then,
    /// and is not asked again.
    func guardConnections() throws(TransferFailure) {
        nyala_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(exchange).toOpaque())
        let result = nyala_curl_set_socket_opener(easy) { context, _, address in
            guard let address, let exchange = Exchange.behind(context),
                exchange.mayConnect(to: CurlTransfer.address(address))
            else { return CURL_SOCKET_BAD }
            let place = address.pointee
            return socket(place.family, place.socktype | Int32(SOCK_CLOEXEC.rawValue), place.protocol)
        }
        try check(result)
    }

    private static func address(_ place: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
        // The last member is a `sockaddr` in name only: it is as long as the family's.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let bytes = UnsafeRawPointer(place) + offset
        switch place.pointee.family {
        case AF_INET: return IPAddress(bytes: octets(of: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr))
        case AF_INET6: return IPAddress(bytes: octets(of: bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr))
        default: return nil
        }
    }

    private static func octets<Address>(of address: Address) -> [UInt8] {
        withUnsafeBytes(of: address) { Array($0) }
    }

    private func check(_ result: CURLcode) throws(TransferFailure) {
        guard result == CURLE_OK else { throw .unavailable(reason: String(cString: curl_easy_strerror(result))) }
    }

    private func check(_ result: CURLMcode) throws(TransferFailure) {
        guard result == CURLM_OK else { throw .unavailable(reason: String(cString: curl_multi_strerror(result))) }
    }

    /// Global set-up, once for the process.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

extension Exchange {
    fileprivate static func behind(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension Duration {
    /// Rounded down, and at least one: 0 means "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
