import ProcessSupervision

extension JobHost {
    /// Where a job or a run writes its log, and who hears of what is written.
    func outputChannel(to location: LogLocation, of log: WrittenLog) -> OutputChannel {
        OutputChannel(
            location: location,
            instance: instance,
            loop: outputLoop,
            staging: staging,
            volume: logVolume,
            taps: logNews.map { $0.open(log) },
            clock: clock
        )
    }
}
