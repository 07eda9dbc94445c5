package import JobModel
import LinuxSystem
import Logging

/// Deciding who is told of what.
extension Notifier {
    func take(_ event: HostEvent, _ policy: NotificationPolicy) {
        tellHooks(event, policy)
        ping(event, policy)
        // The next attempt may still go well.
        if event.kind == .failed, event.willRetry { return }
        let own = event.job == nil ? nil : event.notify.targets
        for target in own ?? policy.targets { tell(target, event, policy) }
    }

    private func tell(_ target: NotifyTarget, _ event: HostEvent, _ policy: NotificationPolicy) {
        let isWanted = target.events.contains(event.kind)
        switch AlarmClass.role(of: event.kind) {
        case .plain:
            if isWanted { send(event, to: target, policy, nil) }
            // After a start of the host, staying up is all there is to see of a recovery.
            if event.kind == .up, target.events.contains(.recovered) {
                relieve(.failures, target, event, policy)
            }
        case .alarm(let alarm):
            if isWanted { alert(alarm, target, event, policy) }
        case .relief(let alarm):
            guard isWanted else { return }
            let hearsOfTrouble = HostEventKind.allCases.contains {
                AlarmClass.role(of: $0) == .alarm(alarm) && target.events.contains($0)
            }
            if hearsOfTrouble {
                relieve(alarm, target, event, policy)
            } else {
                send(event, to: target, policy, nil)
            }
        }
    }

    private func alert(
        _ alarm: AlarmClass,
        _ target: NotifyTarget,
        _ event: HostEvent,
        _ policy: NotificationPolicy
    ) {
        let to = deliveryTarget(target, event)
        let key = ThrottleBook.key(alarm, subject(event), to)
        var entry = book[key]
        // A problem that an earlier host told of and that is still there is no news.
        if event.isStanding, entry.throttle.isAlarming { return }
        switch entry.throttle.alarm(now: parts.clock.wallTime(), interval: policy.interval) {
        case .tell(let held):
            entry.latest = nil
            send(event, to: target, policy, held)
        case .hold:
            let content = JSONValue.object(body(policy).object(event, nil))
            entry.latest = (to, event.job?.description, content)
        case .pass:
            break
        }
        book[key] = entry
        writeBook()
    }

    private func relieve(
        _ alarm: AlarmClass,
        _ target: NotifyTarget,
        _ event: HostEvent,
        _ policy: NotificationPolicy
    ) {
        let key = ThrottleBook.key(alarm, subject(event), deliveryTarget(target, event))
        var entry = book[key]
        switch entry.throttle.relief() {
        case .tell(let held):
            entry.latest = nil
            let kind = event.kind == .up ? HostEventKind.recovered : event.kind
            send(event, as: kind, to: target, policy, held)
        case .hold:
            break
        case .pass:
            return
        }
        book[key] = entry
        writeBook()
    }

    /// Tells of what was held back for long enough.
    func releaseHeld(_ policy: NotificationPolicy, now: Timestamp) {
        var hasChanged = false
        for (key, var entry) in book.entries {
            guard let due = entry.throttle.due(interval: policy.interval), due <= now, let latest = entry.latest,
                let held = entry.throttle.release(now: now)
            else { continue }
            var content = latest.content.object ?? [:]
            content["digest"] = EventBody.digest(held)
            keep(latest.target, content["event"]?.string ?? "", latest.job, .object(content))
            entry.latest = nil
            book[key] = entry
            hasChanged = true
        }
        guard hasChanged else { return }
        book.prune(now: now, interval: policy.interval)
        writeBook()
    }

    private func send(
        _ event: HostEvent,
        as kind: HostEventKind? = nil,
        to target: NotifyTarget,
        _ policy: NotificationPolicy,
        _ held: Throttle.Held?
    ) {
        let content = JSONValue.object(body(policy).object(event, as: kind, held))
        keep(deliveryTarget(target, event), (kind ?? event.kind).rawValue, event.job?.description, content)
    }

    // MARK: hooks and pings

    private func tellHooks(_ event: HostEvent, _ policy: NotificationPolicy) {
        let hooks = hooks.all
        guard !hooks.isEmpty else { return }
        let original = OriginalBody(base: base(policy), layout: parts.layout, hostName: parts.hostName).event(event)
        for hook in hooks {
            if let original, hook.event == original.name {
                keep(.hook(hook.id), original.name, event.job?.description, original.body)
            } else if hook.event == event.kind.rawValue {
                let content = JSONValue.object(body(policy).object(event, nil))
                keep(.hook(hook.id), hook.event, event.job?.description, content)
            }
        }
    }

    /// Sends what somebody publishes to the hooks that want to hear of it; how many there are.
    package func publish(_ name: String, _ content: JSONValue) -> Int {
        let hooks = hooks.all.filter { $0.event == name }
        for hook in hooks { keep(.hook(hook.id), name, nil, content) }
        dispatch()
        return hooks.count
    }

    private func ping(_ event: HostEvent, _ policy: NotificationPolicy) {
        guard let base = event.notify.pingURL, let url = PingAddress.url(base, event, parts.instance) else { return }
        let log = event.kind == .started ? [] : body(policy).object(event, nil)["log"]?.array ?? []
        keep(.ping(url), "ping", event.job?.description, .object(["log": .array(log)]))
    }

    // MARK: parts of a message

    private func body(_ policy: NotificationPolicy) -> EventBody {
        EventBody(
            layout: parts.layout,
            instance: parts.instance,
            hostName: parts.hostName,
            base: base(policy),
            lines: policy.lines
        )
    }

    /// What the trouble is about.
    private func subject(_ event: HostEvent) -> String {
        let job = event.job?.description ?? ""
        return event.problem.map { "\(job) \($0)" } ?? job
    }

    private func deliveryTarget(_ target: NotifyTarget, _ event: HostEvent) -> DeliveryTarget {
        let isOwn = event.notify.targets?.contains(target) == true
        let folder = event.job.flatMap { isOwn ? parts.layout.folder(of: $0) : nil } ?? parts.layout.home
        return DeliveryTarget(target.means, folder: folder)
    }

    private func writeBook() {
        if book.entries.count > ThrottleBook.capacity {
            book.prune(now: parts.clock.wallTime(), interval: parts.policy().interval)
        }
        do {
            try book.write()
        } catch {
            parts.logger.error("what was told cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    /// Puts a message into its file.
    private func keep(_ target: DeliveryTarget, _ event: String, _ job: String?, _ content: JSONValue) {
        let now = parts.clock.wallTime()
        let delivery = Delivery(
            id: queue.nextID(now),
            target: target,
            event: event,
            job: job,
            created: now,
            content: content
        )
        do {
            for dropped in try queue.add(delivery) {
                let detail = "more than \(DeliveryQueue.capacity) messages wait; this was the oldest"
                record(DeliveryEntry(.dropped, dropped, at: now, detail: detail))
            }
        } catch {
            record(DeliveryEntry(.dropped, delivery, at: now, detail: "it cannot be kept: \(error)"))
        }
    }
}
