import CLinux
import Glibc

/// Starts a detached thread that runs one closure.
struct ThreadStart {
    private final class Body {
        let name: String
        let niceness: Int32
        let run: @Sendable () -> Void

        init(name: String, niceness: Int32, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.niceness = niceness
            self.run = run
        }
    }

    private let body: Body

    /// `niceness` above 0 lets other threads go first, up to 19.
    init(name: String, niceness: Int32 = 0, run: @escaping @Sendable () -> Void) {
        body = Body(name: name, niceness: niceness, run: run)
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
                // Linux takes "process" 0 for the calling thread; one that stays eager does no harm.
                if body.niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, body.niceness) }
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
