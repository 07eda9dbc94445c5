import HTTPTransfer
import JobHosting
import JobModel
import LinuxSystem
import Logging
import ServiceLifecycle
import SiteSettings

/// Sends what `/metrics` tells to a collector that speaks OpenTelemetry's protocol, from time to time; only where the
/// setting `otlp.endpoint` names one when the host starts.
package struct MetricsExport: Service {
    static let defaultInterval: Duration = .seconds(60)
    static let shortestInterval: Duration = .seconds(1)
    static let connectLimit: Duration = .seconds(5)
    static let totalLimit: Duration = .seconds(10)
    /// Bytes of an answer that are read.
    private static let answerLimit = 64 * 1024

    private let services: APIServices
    private let url: String
    private let interval: Duration
    private let headers: [HTTPField]
    private let account: (user: String, password: String)?

    /// `nil` where nothing is to be sent.
    package init?(_ services: APIServices) {
        let settings = services.settings.current().variables
        guard let text = settings["otlp.endpoint"], !text.isEmpty else { return nil }
        self.services = services
        do throws(WebURL.Fault) {
            let address = try WebURL(text)
            url = "\(Self.withoutSlash(address.text))/v1/metrics"
            account = address.user.map { ($0, address.password ?? "") }
        } catch {
            services.logger.error("no metrics are sent: otlp.endpoint is no address", metadata: ["error": "\(error)"])
            return nil
        }
        let wanted = settings["otlp.interval"].flatMap(DurationText.parse) ?? Self.defaultInterval
        interval = max(Self.shortestInterval, wanted)
        headers = HTTPField.list(settings["otlp.headers"] ?? "")
    }

    package func run() async throws {
        // Cancelled when the host ends: there is nothing else that the loop could throw.
        try? await cancelWhenGracefulShutdown {
            var lastFailure: String?
            while !Task.isCancelled {
                try await Task.sleep(for: interval)
                let failure = await send()
                // Each trouble once, however long it lasts.
                if let failure, failure != lastFailure {
                    services.logger.warning("metrics cannot be sent", metadata: ["error": "\(failure)"])
                } else if failure == nil, lastFailure != nil {
                    services.logger.notice("metrics are sent again")
                }
                lastFailure = failure
            }
        }
    }

    /// What went wrong; `nil` when it was taken.
    private func send() async -> String? {
        let metrics = await MetricsRoutes(services: services).metrics(
            (await services.host.reports(), await services.host.schedulerLag)
        )
        let body = OTLPMetrics(
            families: metrics.families,
            start: services.startTime,
            now: services.clock.wallTime(),
            resource: [
                ("service.name", "nyala"), ("service.version", ProgramVersion.text),
                ("service.instance.id", services.host.instance.text), ("host.name", MachineName.text),
            ]
        )
        var request = TransferRequest("POST", url)
        request.headers = headers + [HTTPField("Content-Type", "application/json")]
        request.body = .bytes(body.json.serialized())
        request.account = account
        let limits = TransferLimits(connect: Self.connectLimit, total: Self.totalLimit, answer: Self.answerLimit)
        do {
            let answer = try await services.git.perform { [request] in
                try request.perform(limits, check: { Task.isCancelled ? .stop : .goOn })
            }
            if Task.isCancelled || (200..<300).contains(answer.status) { return nil }
            return "\(url) answers \(answer.status) \(answer.reason)"
        } catch {
            return "\(error)"
        }
    }

    private static func withoutSlash(_ text: String) -> String {
        text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
