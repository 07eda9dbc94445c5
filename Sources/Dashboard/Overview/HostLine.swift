import JobModel

/// One line about the host itself.
enum HostLine {
    static func html(_ model: OverviewModel) -> HTML {
        guard let started = model.hostStarted else { return HTML() }
        return """
            <p id="host" data-live class="muted">Nyala \(ProgramVersion.text), up since \(
            model.moments.clock(started)), home <code>\(model.home)</code></p>
            """
    }
}
