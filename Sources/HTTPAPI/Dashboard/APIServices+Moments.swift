import Dashboard
import JobHosting
import LinuxSystem

extension APIServices {
    /// Now, on the clocks of the site.
    var moments: Moments { Moments(now: clock.wallTime(), zone: host.siteZone) }
}
