import Glibc
import JobModel
import LinuxSystem
import Logging

/// Getting messages to where they belong.
extension Notifier {
    /// A target that failed is left alone for no longer than this, whatever its messages wait for.
    private static let longestRest: Duration = .seconds(60)
    /// A call that says that a run began or ended means something else when it comes late.
    private static let maximumPingAge: Duration = .seconds(900)

    /// Sends what is due and sees to it that it is called again for what is not.
    func dispatch() {
        guard !isStopping else { return }
        let policy = parts.policy()
        let now = parts.clock.wallTime()
        releaseHeld(policy, now: now)
        var next: Timestamp?
        for delivery in queue.pending where flights[delivery.target.key] == nil {
            let due = max(delivery.due, resting[delivery.target.key] ?? delivery.due)
            if due <= now {
                guard flights.count < Self.maximumFlights else { continue }
                begin(delivery, policy)
            } else {
                next = min(next ?? due, due)
            }
        }
        if let held = book.nextDue(interval: policy.interval) { next = min(next ?? held, held) }
        if let timer { loop.cancel(timer) }
        timer = next.map { next in
            loop.schedule(at: parts.clock.monotonicTime() + max(.zero, next - now)) { [unowned self] in
                // Timers fire on the loop, which is this actor's executor.
                assumeIsolated { $0.dispatch() }
            }
        }
    }

    private func begin(_ delivery: Delivery, _ policy: NotificationPolicy) {
        var delivery = delivery
        delivery.attempts += 1
        // `stop` cancels it and waits for it.
        flights[delivery.target.key] = Task { [delivery] in
            let result = await attempt(delivery, policy)
            end(delivery, result, policy)
        }
    }

    private func end(_ delivery: Delivery, _ result: DeliveryResult, _ policy: NotificationPolicy) {
        flights[delivery.target.key] = nil
        if result.verdict != .interrupted {
            do {
                try take(result, of: delivery, policy)
            } catch {
                parts.logger.error("what became of a message cannot be kept", metadata: ["error": "\(error)"])
            }
            noteHook(result, of: delivery)
        }
        dispatch()
    }

    private func take(_ result: DeliveryResult, of delivery: Delivery, _ policy: NotificationPolicy) throws {
        let now = parts.clock.wallTime()
        switch result.verdict {
        case .delivered:
            resting[delivery.target.key] = nil
            try finish(delivery, .delivered, result.detail, now)
        case .refused:
            try finish(delivery, .abandoned, result.detail, now)
        case .gone:
            try finish(delivery, .dropped, result.detail, now)
        case .interrupted:
            break
        case .failed:
            guard let wait = wait(delivery, policy, now) else {
                return try finish(delivery, .abandoned, "\(result.detail); it is given up", now)
            }
            var delivery = delivery
            delivery.due = now + wait
            delivery.failure = result.detail
            resting[delivery.target.key] = min(delivery.due, now + Self.longestRest)
            try queue.update(delivery)
            record(DeliveryEntry(.failed, delivery, at: now, detail: result.detail))
        }
    }

    private func finish(
        _ delivery: Delivery,
        _ status: DeliveryEntry.Status,
        _ detail: String,
        _ now: Timestamp
    ) throws(SystemError) {
        // First the record: a crash in between tells twice of one message, and never of none.
        record(DeliveryEntry(status, delivery, at: now, detail: detail))
        try queue.remove(delivery.id)
    }

    private func wait(_ delivery: Delivery, _ policy: NotificationPolicy, _ now: Timestamp) -> Duration? {
        let age = now - delivery.created
        if case .ping = delivery.target, age >= Self.maximumPingAge { return nil }
        return DeliveryBackoff(delay: policy.retryDelay)
            .wait(afterAttempts: delivery.attempts, age: age, jitter: Double.random(in: 0...1))
    }

    /// A hook shows what came of it, and one that wants no more is removed.
    private func noteHook(_ result: DeliveryResult, of delivery: Delivery) {
        guard case .hook(let id) = delivery.target else { return }
        let context = String(decoding: delivery.content.serialized().prefix(HookStore.maximumContext), as: UTF8.self)
        let attempt = Hook.Attempt(
            status: result.answer?.status ?? "Failure",
            reason: result.answer?.reason ?? result.detail,
            time: parts.clock.wallTime(),
            context: context
        )
        do throws(HookFault) {
            if result.verdict == .gone { try hooks.remove(id) } else { try hooks.note(attempt, of: id) }
        } catch {
            parts.logger.error("a hook cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    // MARK: one attempt

    private func attempt(_ delivery: Delivery, _ policy: NotificationPolicy) async -> DeliveryResult {
        switch delivery.target {
        case .url(let url):
            return await send(to: url, envelope(delivery), delivery, policy)
        case .hook(let id):
            guard let hook = hooks[id] else { return DeliveryResult(.gone, "the hook was removed") }
            return await send(
                to: hook.url,
                delivery.content.serialized(),
                delivery,
                policy,
                trustsAnyCertificate: hook.isInsecure
            )
        case .ping(let url):
            let lines = (delivery.content["log"]?.array ?? []).compactMap(\.string)
            let sender = WebSender(
                policy: policy,
                url: url,
                headers: [("Content-Type", "text/plain; charset=utf-8")],
                body: Array(lines.joined(separator: "\n").utf8)
            )
            return await perform(sender)
        case .exec(let command, let timeout, let folder):
            return await exec(command, in: folder, timeout: timeout, envelope(delivery), delivery)
        case .email(let addresses):
            return await mail(to: addresses, delivery, policy)
        }
    }

    private func send(
        to url: String,
        _ body: [UInt8],
        _ delivery: Delivery,
        _ policy: NotificationPolicy,
        trustsAnyCertificate: Bool = false
    ) async -> DeliveryResult {
        let now = parts.clock.wallTime()
        var headers = [
            (name: "Content-Type", value: "application/json"), ("User-Agent", "Nyala"),
            ("Nyala-Event", delivery.event), ("Nyala-Delivery", delivery.id.text),
            ("Nyala-Attempt", "\(delivery.attempts)"), (Signature.timeHeader, "\(now.seconds)"),
        ]
        if let secret = policy.secret {
            headers.append((Signature.header, Signature.text(of: body, at: now, secret: secret)))
        }
        let sender = WebSender(
            policy: policy,
            url: url,
            headers: headers,
            body: body,
            trustsAnyCertificate: trustsAnyCertificate
        )
        return await perform(sender)
    }

    private func perform(_ sender: WebSender) async -> DeliveryResult {
        do {
            return try await sending.perform { sender.send() }
        } catch {
            return DeliveryResult(.interrupted, "the host ends")
        }
    }

    private func exec(
        _ command: [String],
        in folder: String,
        timeout: Duration,
        _ input: [UInt8],
        _ delivery: Delivery
    ) async -> DeliveryResult {
        var environment = parts.environment()
        environment["NYALA_EVENT"] = delivery.event
        environment["NYALA_JOB"] = delivery.job ?? ""
        return await ToolSender(
            runner: parts.runner,
            command: command,
            // The job may be gone by now.
            folder: Folder.exists(folder) ? folder : parts.layout.home,
            environment: environment,
            input: input,
            timeout: timeout,
            scratch: "\(inputFolder)/\(delivery.id)"
        )
        .send()
    }

    private func mail(
        to addresses: [String],
        _ delivery: Delivery,
        _ policy: NotificationPolicy
    ) async -> DeliveryResult {
        let environment = parts.environment()
        guard let program = Self.mailProgram(environment["PATH"] ?? "") else {
            return DeliveryResult(.failed, "there is no sendmail on this machine; install \(MailProgram.package)")
        }
        let mail = EventMail(
            recipients: addresses,
            sender: policy.sender,
            content: delivery.content,
            time: delivery.created,
            id: delivery.id
        )
        let sender = policy.sender.map { ["-f", $0] } ?? []
        return await exec(
            [program, "-i"] + sender + ["--"] + addresses,
            in: parts.layout.home,
            timeout: NotifyTarget.defaultTimeout,
            Array(mail.text.utf8),
            delivery
        )
    }

    private static func mailProgram(_ searchPath: String) -> String? {
        let folders = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
        let places = MailProgram.places.flatMap { place in
            place.hasPrefix("/") ? [place] : folders.map { "\($0)/\(place)" }
        }
        return places.first { access($0, X_OK) == 0 }
    }

    /// What is told, with what is known only now.
    private func envelope(_ delivery: Delivery) -> [UInt8] {
        var object = delivery.content.object ?? [:]
        object["delivery"] = .string(delivery.id.text)
        object["attempt"] = .integer(delivery.attempts)
        return JSONValue.object(object).serialized()
    }
}
