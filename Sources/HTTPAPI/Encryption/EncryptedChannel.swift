#if TLS
    import HummingbirdCore
    import Logging
    import NIOCore
    import NIOSSL

    /// Speaks TLS on a connection before anything else reads it, with the certificate of the moment it was opened.
    struct EncryptedChannel<Base: ServerChildChannel>: ServerChildChannel {
        typealias Value = Base.Value

        let base: Base
        let certificate: ServedCertificate

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    PlainTextRefusal(),
                    NIOSSLServerHandler(context: certificate.loaded.context),
                ])
            }.flatMap {
                base.setup(channel: channel, logger: logger)
            }
        }

        @concurrent
        func handle(value: Value, logger: Logger) async {
            await base.handle(value: value, logger: logger)
        }
    }
#endif
