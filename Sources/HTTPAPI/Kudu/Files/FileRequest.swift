import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// A request about a path of the home: what it means, and the answers that speak of it.
struct FileRequest: Sendable {
    let request: Request
    let path: FilePath
    let target: FileReach.Target

    /// What a file brings along, lest a browser takes a job's output for a page of this site.
    static let safetyHeaders: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        .cacheControl: "no-cache",
    ]

    init(_ request: Request, prefix: String, reach: FileReach) throws {
        self.request = request
        do throws(FilePath.Fault) {
            path = try FilePath(encoded: request.uri.path.dropFirst(prefix.count))
        } catch {
            let isLook = request.method == .get || request.method == .head
            throw ProblemAnswer(isLook ? .notFound : .badRequest, "there cannot be such a path: \(error)")
        }
        target = reach.target(of: path)
    }

    var place: FilePlace? {
        guard case .place(let place) = target else { return nil }
        return place
    }

    /// The place, where a client may change it.
    func placeToChange() throws -> FilePlace {
        guard let place, !place.isKept, !place.isReadOnly else { throw forbidden }
        return place
    }

    /// Why nobody may give such a name; names that are there already are another matter.
    static func fault(of name: [UInt8]) -> FileNameFault? {
        guard let text = String(validating: name, as: UTF8.self) else { return .notText }
        return FileNameFault(text)
    }

    // MARK: answers

    var notFound: ProblemAnswer { ProblemAnswer(.notFound, "there is no file \"\(path.shown)\" to be read") }

    var forbidden: ProblemAnswer {
        ProblemAnswer(.forbidden, "\"\(path.shown)\" is the host's own and cannot be changed here")
    }

    /// To the folder of this name.
    var redirect: Response {
        let query = request.uri.query.map { "?\($0)" } ?? ""
        var response = Response(status: .temporaryRedirect)
        response.headers[.location] = "\(request.baseURL)\(request.uri.path)/\(query)"
        return response
    }

    func answer(_ change: HomeFiles.Change) throws -> Response {
        switch change {
        case .made(let tag): return Self.answer(.created, path.isFolder ? nil : tag)
        case .replaced(let tag): return Self.answer(.noContent, tag)
        case .removed: return Response(status: .ok)
        case .missing: throw ProblemAnswer(.notFound, "there is no file \"\(path.shown)\"")
        case .exists: throw ProblemAnswer(.conflict, "\"\(path.shown)\" exists already")
        case .isFolder: throw ProblemAnswer(.conflict, "\"\(path.shown)\" is a folder")
        case .notEmpty:
            throw ProblemAnswer(
                .conflict,
                "the folder \"\(path.shown)\" is not empty; add ?recursive=true to remove all that is in it"
            )
        case .conditionFailed(let tag):
            var response = ProblemAnswer(
                .preconditionFailed,
                "\"\(path.shown)\" exists, and changes only for who sends If-Match with its ETag, or with *"
            ).response()
            response.headers[.eTag] = tag?.description
            return response
        }
    }

    private static func answer(_ status: HTTPResponse.Status, _ tag: FileTag?) -> Response {
        var response = Response(status: status)
        if let tag { response.headers[.eTag] = tag.description }
        return response
    }
}
