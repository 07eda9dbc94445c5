import JobModel

/// The address that is called when a run begins, succeeds or fails, in the way of services that notice when it is not.
enum PingAddress {
    /// `URL/start`, `URL` or `URL/fail`, with the run's id in `rid`; `nil` where nobody is called.
    static func url(_ base: String, _ event: HostEvent, _ instance: InstanceID) -> String? {
        guard let run = event.run else { return nil }
        let step: String
        switch event.kind {
        case .started: step = "/start"
        case .succeeded: step = ""
        case .failed where !event.willRetry: step = "/fail"
        default: return nil
        }
        let parts = base.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].hasSuffix("/") ? parts[0].dropLast() : parts[0]
        let query = parts.count > 1 && !parts[1].isEmpty ? "\(parts[1])&" : ""
        return "\(path)\(step)?\(query)rid=\(identity(of: run, instance))"
    }

    /// A UUID that begins with the digits of the run's id: services take no other form.
    static func identity(of run: RunRecord, _ instance: InstanceID) -> String {
        let sum = run.job.text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let hash = String(sum, radix: 16)
        let digits = Array("\(run.id)\(instance)\(String(repeating: "0", count: 8 - hash.utf8.count))\(hash)")
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { String(digits[$0..<$1]) }.joined(separator: "-")
    }
}
