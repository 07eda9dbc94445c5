import JobDiscovery

/// A folder that answers every question with an error.
struct UnreadableFolder: FolderReading {
    struct Refusal: Error, CustomStringConvertible {
        let description = "no"
    }

    func entries(of path: String) throws -> [FolderEntry] {
        throw Refusal()
    }

    func beginning(of path: String, limit: Int) throws -> [UInt8]? {
        throw Refusal()
    }
}
