import Clibcurl

extension CurlTransfer {
    /// Tells libcurl everything about the request.
    mutating func prepare(_ request: TransferRequest, _ limits: TransferLimits) throws(TransferFailure) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        if let path = request.socketPath { try set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if request.bypassesProxy { try set(CURLOPT_PROXY, "") }
        if request.isAllowed != nil { try guardConnections() }
        if request.trustsAnyCertificate {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        // Else libcurl would resolve dots itself, and the host see another path than the caller wrote.
        try set(CURLOPT_PATH_AS_IS, 1)
        // libcurl's time-outs must not use SIGALRM: other threads may be running.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
        if let silence = limits.silence {
            try set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try set(CURLOPT_LOW_SPEED_TIME, max(1, silence.wholeMilliseconds / 1000))
        }
        if let total = limits.total { try set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds) }
        try prepareBody(of: request)
        try setHeaders(Self.lines(for: request))
        if let account = request.account {
            try set(CURLOPT_HTTPAUTH, 1)
            try set(CURLOPT_USERNAME, account.user)
            try set(CURLOPT_PASSWORD, account.password)
        }
    }

    private func prepareBody(of request: TransferRequest) throws(TransferFailure) {
        if request.body != .none {
            try set(CURLOPT_UPLOAD, 1)
            try set(CURLOPT_INFILESIZE_LARGE, size: BodySource(request.body).byteCount ?? -1)
        } else if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
            return
        } else if request.method != "GET" {
            // Says `Content-Length: 0`, which some servers want to see.
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_POSTFIELDSIZE_LARGE, size: 0)
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private static func lines(for request: TransferRequest) -> [String] {
        // Without waiting for `100 Continue`: a host that does not send it would cost a second for each upload.
        var lines = ["Expect:"]
        let names = request.headers.map { $0.name.lowercased() }
        // libcurl would call any body without a type a web form.
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("user-agent") { lines.append("User-Agent: nyala") }
        // "Name:" would mean "leave this header out", "Name;" is libcurl's way to send an empty one.
        return lines + request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    }
}
