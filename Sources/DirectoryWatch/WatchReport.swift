/// What a watcher has to tell.
package enum WatchReport: Sendable, Hashable {
    /// This folder changed, appeared or vanished, and has come to rest.
    case settled(JobFolder)
    /// Anything may have changed: compare everything.
    case everything
    /// One of the single files that are watched was written, replaced or removed.
    case file(String)
    /// Not all folders can be watched; they are looked at every few seconds instead. The sentence says what to do.
    case watchLimitReached(String)
    /// All folders are watched again.
    case watchingAgain
}
