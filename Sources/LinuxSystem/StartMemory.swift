import CLinux

/// Memory that only the start of the program needs: what the loader looks things up in, code that runs once, and what was
/// allocated while everything was looked at for the first time.
///
/// Three fifths of what an idle host would hold; where a page is wanted after all, the kernel maps it again.
package enum StartMemory {
    /// By then jobs are looked at and started.
    private static let delay: Duration = .seconds(10)

    /// Gives it back once, after a while; at once when the task is cancelled.
    package static func giveBackLater() async {
        // Cancelled only at the end of the process.
        try? await Task.sleep(for: delay)
        nyala_forget_start()
    }
}
