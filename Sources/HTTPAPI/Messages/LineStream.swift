import Deployments
import Hummingbird
import NIOCore

/// An answer made of lines that come while the work is done: `>text` for whoever waits, at last `=CODE`, the exit code.
struct LineStream {
    /// Does the work in a task of its own; the answer ends with it, also when the client goes away: a deployment that
    /// has begun is finished.
    ///
    /// `onFailure`: told when it failed, which the answer's status cannot say any more.
    static func response(
        onFailure: @escaping @Sendable () -> Void,
        _ work: @escaping @Sendable (@escaping Deployer.Teller) async -> Int
    ) -> Response {
        let lines = LineQueue()
        // The reader of the stream below waits for its end; if the client is gone, the work ends by itself.
        Task {
            let code = await work { lines.add($0) }
            if code != 0 { onFailure() }
            lines.end(code)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody { writer in
                for await _ in lines.arrivals {
                    let text = lines.take()
                    if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
                }
                try await writer.finish(nil)
            }
        )
    }
}
