import JobModel

#if TLS
    import NIOCore
    import NIOSSL

    /// A certificate that is ready for connections.
    struct LoadedCertificate: Sendable {
        static let isBuiltIn = true

        let context: NIOSSLContext
        let facts: CertificateFacts

        init(_ contents: TLSContents, _ files: TLSFiles) throws(TLSFault) {
            let chain = try Self.certificates(contents.certificate, .certificate, files.certificate)
            let key: NIOSSLPrivateKey
            do {
                key = try NIOSSLPrivateKey(bytes: contents.key, format: .pem)
            } catch {
                throw .damaged(.key, path: files.key)
            }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.cipherSuites = Self.cipherSuites
            configuration.applicationProtocols = ["http/1.1"]
            configuration.shutdownTimeout = .nanoseconds(ConnectionLimits().farewell.inNanoseconds)
            if let bytes = contents.clientAuthority, let path = files.clientAuthority {
                let authorities = try Self.certificates(bytes, .clientAuthority, path)
                configuration.trustRoots = .certificates(authorities)
                configuration.sendCANameList = true
                configuration.certificateVerification =
                    files.requiresClientCertificate ? .noHostnameVerification : .optionalVerification
            }
            do {
                context = try NIOSSLContext(configuration: configuration)
            } catch NIOSSLError.failedToLoadPrivateKey {
                throw .mismatch(key: files.key, certificate: files.certificate)
            } catch {
                throw .unusable(path: files.certificate, reason: "\(error)")
            }
            facts = CertificateFacts(
                path: files.certificate,
                name: chain.first?.commonName,
                validFrom: Self.time(chain.first?.notValidBefore),
                validUntil: Self.time(chain.first?.notValidAfter)
            )
        }

        /// Of TLS 1.2 only what is as good as what 1.3 has: keys that are made for the connection, and sealed records.
        private static let cipherSuites = "ECDH+AESGCM:ECDH+CHACHA20"

        private static func certificates(
            _ bytes: [UInt8],
            _ purpose: TLSFault.Purpose,
            _ path: String
        ) throws(TLSFault) -> [NIOSSLCertificate] {
            do {
                return try NIOSSLCertificate.fromPEMBytes(bytes)
            } catch {
                throw .damaged(purpose, path: path)
            }
        }

        /// Some certificates say that they are valid until the year 9999, which is later than a time can be here.
        private static func time(_ seconds: Int?) -> Timestamp {
            let limit: Int64 = 9_000_000_000
            return Timestamp(seconds: max(-limit, min(limit, Int64(seconds ?? 0))))
        }
    }

    extension NIOSSLCertificate {
        /// The common name of its subject.
        var commonName: String? { subjectName.last { $0.type == .commonName }?.value }
    }
#else
    /// There is none in a program that was built without TLS.
    struct LoadedCertificate: Sendable {
        static let isBuiltIn = false

        let facts: CertificateFacts

        init(_ contents: TLSContents, _ files: TLSFiles) throws(TLSFault) {
            throw .notBuiltIn
        }
    }
#endif
