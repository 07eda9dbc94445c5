import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body; one of more than `limit` bytes is refused with 413, before it is sent when it says its size.
    func collected(upTo limit: Int) async throws -> [UInt8] {
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw ProblemAnswer.bodyTooLarge(limit)
        }
        do {
            var body = try await self.body.collect(upTo: limit)
            return body.readBytes(length: body.readableBytes) ?? []
        } catch is NIOTooManyBytesError {
            throw ProblemAnswer.bodyTooLarge(limit)
        }
    }
}

extension ProblemAnswer {
    static func bodyTooLarge(_ limit: Int) -> ProblemAnswer {
        ProblemAnswer(.contentTooLarge, "The body is larger than \(limit) bytes, which is the limit here.")
    }
}
