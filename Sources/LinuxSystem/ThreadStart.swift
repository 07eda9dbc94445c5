import CLinux
import Glibc

/// Starts a detached thread that runs one closure.
struct ThreadStart {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let body: Body

    init(name: String, run: @escaping @Sendable () -> Void) {
        body = Body(name: name, run: run)
    }

    func launch() throws(SystemError) {
        let argument = Unmanaged.passRetained(body).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                // The kernel keeps 15 bytes of a thread's name.
                nyala_name_thread(String(body.name.prefix(15)))
                body.run()
                return nil
            },
            argument
        )
        guard code == 0 else {
            Unmanaged<Body>.fromOpaque(argument).release()
            throw SystemError(call: "pthread_create", code: code)
        }
        pthread_detach(thread)
    }
}
