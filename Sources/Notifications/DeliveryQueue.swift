package import JobModel
package import LinuxSystem

/// The messages that are still to be delivered, each in a file of its own that outlives the host.
package struct DeliveryQueue {
    /// Messages that may wait; of more, the oldest is dropped.
    package static let capacity = 1000
    /// Bytes of a message's file that are read.
    private static let maximumSize = 1024 * 1024

    private let folder: String
    private let capacity: Int
    /// By id, so oldest first.
    package private(set) var pending: [Delivery] = []
    private var last: RunID?

    package init(folder: String, capacity: Int = DeliveryQueue.capacity) {
        precondition(capacity > 0)
        self.folder = folder
        self.capacity = capacity
    }

    /// Takes up what an earlier host left; the names of files that are no messages.
    package mutating func load() throws(SystemError) -> [String] {
        // They hold addresses that are as good as passwords.
        try Folder.create(folder, mode: 0o700)
        var damaged: [String] = []
        for name in try Folder.names(in: folder) {
            let path = "\(folder)/\(name)"
            let bytes = try FileContents.read(path, limit: Self.maximumSize) ?? []
            if name.hasSuffix(".json"), let value = try? JSONValue.parse(bytes), let delivery = Delivery(value) {
                pending.append(delivery)
            } else {
                damaged.append(name)
                try Folder.removeTree(path)
            }
        }
        pending.sort { $0.id < $1.id }
        last = pending.last?.id
        return damaged
    }

    /// An id for the next message.
    package mutating func nextID(_ now: Timestamp) -> RunID {
        let id = RunID(start: now, after: last)
        last = id
        return id
    }

    /// Keeps a message; what had to be dropped for it.
    package mutating func add(_ delivery: Delivery) throws(SystemError) -> [Delivery] {
        try write(delivery)
        pending.append(delivery)
        var dropped: [Delivery] = []
        while pending.count > capacity {
            let oldest = pending.removeFirst()
            try Folder.removeTree(path(oldest.id))
            dropped.append(oldest)
        }
        return dropped
    }

    /// Notes an attempt that failed.
    package mutating func update(_ delivery: Delivery) throws(SystemError) {
        guard let index = index(of: delivery.id) else { return }
        pending[index] = delivery
        try write(delivery)
    }

    package mutating func remove(_ id: RunID) throws(SystemError) {
        guard let index = index(of: id) else { return }
        pending.remove(at: index)
        try Folder.removeTree(path(id))
    }

    package subscript(id: RunID) -> Delivery? {
        index(of: id).map { pending[$0] }
    }

    private func index(of id: RunID) -> Int? {
        pending.firstIndex { $0.id == id }
    }

    private func write(_ delivery: Delivery) throws(SystemError) {
        try AtomicFile.write(delivery.json.serialized(), to: path(delivery.id), mode: 0o600)
    }

    private func path(_ id: RunID) -> String { "\(folder)/\(id).json" }
}
