import Glibc
import Hummingbird
import JobModel
import LinuxSystem

/// The original's virtual file system, for reading: what the links in answers about jobs lead to.
struct FileRoutes: Sendable {
    /// What of a home may be read; accounts and settings may not.
    private static let readable = ["data/", "LogFiles/", "site/wwwroot/"]

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/vfs", "vfs"] {
            router.get("\(prefix)/**") { request, _ in try show(request, prefix: "/\(prefix)/") }
        }
    }

    private func show(_ request: Request, prefix: String) throws -> Response {
        let path = QueryString.decode(request.uri.path.dropFirst(prefix.count), plusIsBlank: false)
        guard Self.readable.contains(where: path.hasPrefix), !path.split(separator: "/").contains(".."), isFile(path)
        else {
            throw ProblemAnswer(.notFound, "there is no file \"\(path)\" to be read")
        }
        return Response(
            status: .ok,
            headers: [.contentType: Self.contentType(path)],
            body: FileBody(path: "\(services.layout.home)/\(path)", blocking: services.blocking).body
        )
    }

    /// Whether it is a file below the home and leads nowhere else.
    private func isFile(_ path: String) -> Bool {
        // Whatever cannot be opened is not to be read.
        guard let home = try? Descriptor.open(services.layout.home, O_RDONLY | O_DIRECTORY),
            let file = try? Descriptor.open(path, beneath: home, O_RDONLY | O_NONBLOCK)
        else { return false }
        var information = stat()
        return fstat(file.number, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
    }

    private static func contentType(_ path: String) -> String {
        path.hasSuffix(".txt") || path.hasSuffix(".log") || path.hasSuffix(".job")
            ? "text/plain; charset=utf-8" : "application/octet-stream"
    }
}
