import HTTPTypes
import Hummingbird
import LinuxSystem
import NIOCore

/// A form with one file, as a browser sends it: the fields in memory, the file on disk.
struct MultipartForm: Sendable {
    /// Bytes of all fields together that are no file.
    private static let maximumFields = 256 * 1024

    private var fields: [String: String] = [:]
    /// The file that was chosen; `nil` when none was.
    private(set) var file: BodySpool.Spooled?
    private(set) var fileName = ""

    /// `limit`: bytes of the whole form.
    init(_ request: Request, spool: BodySpool, limit: Int) async throws {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            throw ProblemAnswer(.unsupportedMediaType, "This takes a form with a file (multipart/form-data).")
        }
        var fields: [String: [UInt8]] = [:]
        var current: MultipartParser.Part?
        var fieldBytes = 0
        var writer: BodySpool.Writer?
        do {
            var parser = try MultipartParser(contentType: type)
            var length = 0
            for try await piece in request.body {
                length += piece.readableBytes
                guard length <= limit else { throw ProblemAnswer.bodyTooLarge(limit) }
                for event in try parser.take(piece.readableBytesView) {
                    switch event {
                    case .begin(let part):
                        current = part
                        guard let name = part.fileName, !name.isEmpty else { continue }
                        guard writer == nil else { throw ProblemAnswer(.badRequest, "Only one file can be taken.") }
                        fileName = UploadRoutes.lastPart(name)
                        writer = try spool.writer()
                    case .data(let bytes):
                        guard let part = current else { continue }
                        if part.fileName?.isEmpty == false {
                            try await writer?.write(bytes)
                        } else {
                            fieldBytes += bytes.count
                            guard fieldBytes <= Self.maximumFields else {
                                throw ProblemAnswer.bodyTooLarge(Self.maximumFields)
                            }
                            fields[part.name, default: []] += bytes
                        }
                    case .end:
                        if let part = current, part.fileName == nil { fields[part.name] = fields[part.name] ?? [] }
                        current = nil
                    }
                }
            }
            try parser.finish()
        } catch let failure as MultipartParser.Failure {
            throw ProblemAnswer(.badRequest, "\(failure)")
        } catch let error where error is ConnectionFault || error is SystemError || error is CancellationError {
            throw error
        } catch let error where !(error is ProblemAnswer) {
            // A client that hangs up in the middle is nothing that somebody must act on.
            throw ProblemAnswer(.badRequest, "the form cannot be read to its end: \(error)")
        }
        file = try await writer?.finish()
        self.fields = fields.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    subscript(name: String) -> String { fields[name] ?? "" }

    /// Whether a box is ticked.
    func isOn(_ name: String) -> Bool { fields[name] != nil }
}
