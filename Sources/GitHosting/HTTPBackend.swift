import Glibc
package import LinuxSystem

/// Speaks git's wire protocol over HTTP by running git's own `http-backend`, which every client is tested against.
package struct HTTPBackend: Sendable {
    /// What of an HTTP request the backend needs to know.
    package struct Request: Sendable {
        package var method: String
        /// Below the repository, beginning with a slash: `/info/refs`, `/git-receive-pack`.
        package var path: String
        package var query: String
        package var contentType: String?
        package var contentEncoding: String?
        /// The `Git-Protocol` header.
        package var `protocol`: String?
        package var user: String
        package var remoteAddress: String?
        /// The spooled body, positioned at its beginning; `nil` for a request without one.
        package var body: SharedDescriptor?
        package var bodyLength: Int

        package init(method: String, path: String, query: String, user: String) {
            self.method = method
            self.path = path
            self.query = query
            self.user = user
            bodyLength = 0
        }
    }

    private let repository: String
    private let program: String
    private let arguments: [String]
    private let searchPath: String

    /// Debian's place for git's internal programs; asking git for it would cost a process each time.
    private static let usualProgram = "/usr/lib/git-core/git-http-backend"

    package init(repository: String, searchPath: String) {
        self.repository = repository
        self.searchPath = searchPath
        if access(Self.usualProgram, X_OK) == 0 {
            program = Self.usualProgram
            arguments = [Self.usualProgram]
        } else {
            program = "/usr/bin/env"
            arguments = [program, "git", "http-backend"]
        }
    }

    /// Starts git on one request; read its answer from the exchange.
    package func start(_ request: Request) throws -> HTTPBackendExchange {
        let output = try Pipe().split()
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        let process = try SpawnedProcess.started(
            SpawnRequest(
                program: program,
                arguments: arguments,
                environment: variables(request),
                directory: repository,
                standardInput: request.body ?? null,
                standardOutput: output.writing,
                standardError: null,
                // SIGTERM, so that git removes its quarantine when this host ends.
                deathSignal: SIGTERM
            )
        )
        return HTTPBackendExchange(output: output.reading, process: process)
    }

    private func variables(_ request: Request) -> [String] {
        var variables = [
            "PATH=\(searchPath)",
            "GIT_PROJECT_ROOT=\(repository)",
            "GIT_HTTP_EXPORT_ALL=1",
            "PATH_INFO=\(request.path)",
            "QUERY_STRING=\(request.query)",
            "REQUEST_METHOD=\(request.method)",
            "REMOTE_USER=\(request.user)",
            "REMOTE_ADDR=\(request.remoteAddress ?? "")",
            "GATEWAY_INTERFACE=CGI/1.1",
            "SERVER_PROTOCOL=HTTP/1.1",
            // Nothing of the host's user may change what the site's repository does.
            "GIT_CONFIG_NOSYSTEM=1",
            "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_CONFIG_COUNT=2",
            "GIT_CONFIG_KEY_0=http.receivepack",
            "GIT_CONFIG_VALUE_0=true",
            "GIT_CONFIG_KEY_1=safe.directory",
            "GIT_CONFIG_VALUE_1=*",
        ]
        if request.body != nil { variables.append("CONTENT_LENGTH=\(request.bodyLength)") }
        if let type = request.contentType { variables.append("CONTENT_TYPE=\(type)") }
        if let encoding = request.contentEncoding { variables.append("HTTP_CONTENT_ENCODING=\(encoding)") }
        if let version = request.protocol { variables.append("GIT_PROTOCOL=\(version)") }
        return variables
    }
}
