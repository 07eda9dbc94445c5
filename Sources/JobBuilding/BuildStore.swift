package import JobModel
package import LinuxSystem

/// What was built for the jobs of a site: `data/builds/KEY` for each product, and a list of keys with each job's data.
package struct BuildStore: Sendable {
    /// A product that no job uses is removed after so many days.
    package static let keptDays = 14
    /// Products a job remembers: enough for a return to an earlier deployment.
    static let rememberedProducts = 12

    let layout: HomeLayout

    package init(layout: HomeLayout) {
        self.layout = layout
    }

    func folder(_ key: String) -> String { "\(layout.builds)/\(key)" }

    /// `nil` for one that was never built or was cut off.
    func product(_ key: String) -> BuildProduct? {
        BuildProduct(readFrom: folder(key))
    }

    // MARK: which job uses what

    private func listPath(_ job: JobID) -> String { "\(layout.data(of: job))/.builds" }

    /// Newest first.
    func keys(of job: JobID) -> [String] {
        let text = (try? PlainFile.text(listPath(job))) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.utf8.allSatisfy(Self.isHexadecimal) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The job's next start uses these, where its files are what they were made from.
    package func remember(_ keys: [String], for job: JobID) throws(SystemError) {
        let known = self.keys(of: job)
        let all = keys + known.filter { !keys.contains($0) }
        guard all != known else { return }
        try Folder.create(layout.data(of: job))
        let text = all.prefix(Self.rememberedProducts).joined(separator: "\n") + "\n"
        try AtomicFile.write(Array(text.utf8), to: listPath(job))
    }

    // MARK: tidying

    /// Removes builds that were cut off; call it before any build begins.
    package func removeUnfinished() throws(SystemError) {
        for key in try Folder.names(in: layout.builds) where BuildProduct.lastUse(folder(key)) == nil {
            try Folder.removeTree(folder(key))
        }
    }

    /// Removes products that none of these jobs used last and that nobody used for ``keptDays``.
    package func prune(_ jobs: [JobID], now: Timestamp) throws(SystemError) {
        let oldest = now.seconds - Int64(Self.keptDays) * 86_400
        var used: Set<String> = []
        for job in jobs {
            // The newest of each kind.
            var kinds: Set<BuildKind> = []
            for key in keys(of: job) {
                if let product = product(key), kinds.insert(product.kind).inserted { used.insert(key) }
            }
        }
        for key in try Folder.names(in: layout.builds) where !used.contains(key) {
            guard let time = BuildProduct.lastUse(folder(key)), Int64(time) < oldest else { continue }
            try Folder.removeTree(folder(key))
        }
    }
}
