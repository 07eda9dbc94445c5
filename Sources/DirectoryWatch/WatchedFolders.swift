/// The folders that are watched and where each lies; pure bookkeeping.
struct WatchedFolders {
    /// What a watch stands for.
    enum Place: Hashable {
        /// A folder above the jobs, watched for the name that leads down to them, and one that holds a watched file.
        case ancestor(path: String, child: String)
        /// `continuous` or `triggered`.
        case type(TypeFolder)
        /// A job's folder (empty path) or one below it.
        case job(JobFolder, path: String)
    }

    typealias TypeFolder = String

    private var places: [Int32: Place] = [:]
    private var watches: [JobFolder: [String: Int32]] = [:]

    var all: [Int32] { Array(places.keys) }

    /// Whether any folder of the job is watched.
    func contains(_ folder: JobFolder) -> Bool { watches[folder] != nil }

    subscript(watch: Int32) -> Place? { places[watch] }

    mutating func add(_ watch: Int32, _ place: Place) {
        // The kernel gives an inode one watch: a folder that moved keeps its number under its new place.
        if case .job(let folder, let path)? = places[watch], watches[folder]?[path] == watch {
            watches[folder]?[path] = nil
        }
        places[watch] = place
        if case .job(let folder, let path) = place { watches[folder, default: [:]][path] = watch }
    }

    /// Forgets one watch, which the kernel has ended.
    mutating func remove(_ watch: Int32) {
        guard let place = places.removeValue(forKey: watch) else { return }
        guard case .job(let folder, let path) = place, watches[folder]?[path] == watch else { return }
        watches[folder]?[path] = nil
        if watches[folder]?.isEmpty == true { watches[folder] = nil }
    }

    /// Forgets a folder of a job with all below it, and returns the watches to end.
    mutating func removeTree(_ folder: JobFolder, _ path: String = "") -> [Int32] {
        guard let inner = watches[folder] else { return [] }
        let ended = inner.filter { path.isEmpty || $0.key == path || $0.key.hasPrefix("\(path)/") }
        for (path, watch) in ended {
            places[watch] = nil
            watches[folder]?[path] = nil
        }
        if watches[folder]?.isEmpty == true { watches[folder] = nil }
        return Array(ended.values)
    }

    mutating func removeAll() -> [Int32] {
        defer {
            places.removeAll()
            watches.removeAll()
        }
        return all
    }
}
