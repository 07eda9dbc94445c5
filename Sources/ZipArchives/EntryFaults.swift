/// The faults of an archive: the first ones in full, of the others the number.
struct EntryFaults {
    private let limit: Int
    private var first: [EntryFault] = []
    private var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ fault: EntryFault) {
        count += 1
        if first.count < limit { first.append(fault) }
    }

    /// Throws them all, if there are any.
    func check() throws(ZipError) {
        guard count == 0 else { throw .refused(first, count: count) }
    }
}
