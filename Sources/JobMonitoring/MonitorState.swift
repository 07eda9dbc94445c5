/// What the monitor shows and which job is chosen; keys change it, frames are made of it.
package struct MonitorState: Sendable {
    /// What a key asks for.
    package enum Action: Sendable, Hashable {
        case quit
        case suspend
        case redraw
        case start(MonitoredJob)
        case stop(MonitoredJob)
        case run(MonitoredJob)
        /// The log of the job is wanted from now on.
        case follow(MonitoredJob)
    }

    package enum Mode: Sendable, Hashable {
        case list
        /// Somebody types what jobs to show.
        case filtering
        /// The log of one job.
        case log(MonitoredJob)
    }

    package private(set) var jobs: [MonitoredJob] = []
    package private(set) var mode = Mode.list
    package private(set) var filter = ""
    /// The end of the log that is followed.
    package var log: [String] = []
    /// What became of the last key.
    package var notice = ""
    /// Why there is nothing new; empty while the host answers.
    package var trouble = ""
    /// What stands in the first line beside the tally.
    package var title = ""
    private var chosen: String?
    private var top = 0

    package init() {}

    /// The jobs as they are now; the chosen one stays chosen.
    package mutating func take(_ jobs: [MonitoredJob]) {
        self.jobs = jobs.filter(\.isBad) + jobs.filter { !$0.isBad }
    }

    /// Those that the filter leaves.
    package var found: [MonitoredJob] {
        let words = filter.lowercased()
        return words.isEmpty ? jobs : jobs.filter { $0.label.lowercased().contains(words) }
    }

    private var index: Int {
        found.firstIndex { $0.label == chosen } ?? 0
    }

    package var selected: MonitoredJob? {
        let found = found
        return found.isEmpty ? nil : found[min(index, found.count - 1)]
    }

    // MARK: keys

    /// `page`: rows of the list that can be seen.
    package mutating func press(_ key: MonitorKey, page: Int) -> Action? {
        switch key {
        case .interrupt: return .quit
        case .suspend: return .suspend
        case .redraw: return .redraw
        default: break
        }
        notice = ""
        switch mode {
        case .filtering: return type(key)
        case .log:
            if key == .escape || key == .enter || key == .character("q") { mode = .list }
            return nil
        case .list: return choose(key, page: max(1, page))
        }
    }

    private mutating func type(_ key: MonitorKey) -> Action? {
        switch key {
        case .character(let one): filter.append(one)
        case .erase: if !filter.isEmpty { filter.removeLast() }
        case .escape: (filter, mode) = ("", .list)
        case .enter: mode = .list
        default: break
        }
        return nil
    }

    private mutating func choose(_ key: MonitorKey, page: Int) -> Action? {
        switch key {
        case .up, .character("k"): move(-1)
        case .down, .character("j"): move(1)
        case .pageUp: move(-page)
        case .pageDown: move(page)
        case .home: move(-found.count)
        case .end: move(found.count)
        case .escape: filter = ""
        case .character("/"): mode = .filtering
        case .character("q"): return .quit
        case .character("s"): return selected.map { .stop($0) }
        case .character("a"): return selected.map { .start($0) }
        case .character("r"): return run()
        case .enter, .character("l"):
            guard let selected else { return nil }
            (mode, log) = (.log(selected), [])
            return .follow(selected)
        default: break
        }
        return nil
    }

    private mutating func run() -> Action? {
        guard let selected else { return nil }
        guard selected.type == "triggered" else {
            notice = "\(selected.name) runs all the time: it is started and stopped"
            return nil
        }
        return .run(selected)
    }

    private mutating func move(_ count: Int) {
        let found = found
        guard !found.isEmpty else { return }
        chosen = found[min(max(0, index + count), found.count - 1)].label
    }

    // MARK: frames

    /// Rows of a list on a screen of this height.
    package static func page(height: Int) -> Int { max(1, height - 4) }

    package mutating func frame(width: Int, height: Int) -> [ScreenLine] {
        guard width > 0, height > 0 else { return [] }
        var lines = [ScreenLine(headline, .strong, width: width)]
        if case .log(let job) = mode {
            lines.append(ScreenLine("Log of \(job.label)", .faint, width: width))
            lines += log.suffix(max(0, height - 3)).map { ScreenLine($0, width: width) }
        } else {
            lines.append(ScreenLine("", width: width))
            lines += list(width, Self.page(height: height))
        }
        lines = Array(lines.prefix(max(0, height - 1)))
        while lines.count < height - 1 { lines.append(ScreenLine("", width: width)) }
        lines.append(foot(width))
        return lines
    }

    private var headline: String {
        let running = jobs.count { $0.status == "Running" }
        let bad = jobs.count(where: \.isBad)
        let words = bad == 0 ? "all is well" : bad == 1 ? "1 needs you" : "\(bad) need you"
        return "Nyala  \(jobs.count) \(jobs.count == 1 ? "job" : "jobs"), \(running) running, \(words)  \(title)"
    }

    private mutating func list(_ width: Int, _ rows: Int) -> [ScreenLine] {
        let found = found
        let name = min(40, max(12, found.map { ScreenLine.cells($0.label) }.max() ?? 12))
        func row(_ cells: [String]) -> String {
            let widths = [name, 14, 7, 9]
            return zip(cells, widths).map { ScreenLine.column($0, $1) }.joined(separator: " ") + " "
                + (cells.last ?? "")
        }
        var lines = [ScreenLine(row(["JOB", "STATUS", "CPU", "MEMORY", "LAST"]), .faint, width: width)]
        guard !found.isEmpty else {
            let words = jobs.isEmpty ? "no jobs yet; make one with: nyala new NAME" : "no job is like that"
            return lines + [ScreenLine(words, width: width)]
        }
        let index = min(index, found.count - 1)
        top = min(max(top, index - rows + 1, 0), index, max(0, found.count - rows))
        for (offset, job) in found[top..<min(found.count, top + rows)].enumerated() {
            let text = row([job.label, job.status, job.processorText, job.memoryText, ScreenLine.shown(job.last)])
            let isChosen = top + offset == index
            lines.append(ScreenLine(text, isChosen ? .turned : job.isBad ? .bad : .plain, width: width))
        }
        return lines
    }

    private func foot(_ width: Int) -> ScreenLine {
        if !trouble.isEmpty { return ScreenLine(trouble, .turned, width: width) }
        if mode == .filtering { return ScreenLine("filter: \(filter)_", .turned, width: width) }
        if !notice.isEmpty { return ScreenLine(notice, .strong, width: width) }
        if case .log = mode { return ScreenLine("Esc back  Ctrl-C quit", .faint, width: width) }
        let shown = filter.isEmpty ? "" : "  (filter: \(filter), Esc ends it)"
        return ScreenLine("r run  a start  s stop  l log  / filter  q quit\(shown)", .faint, width: width)
    }
}
