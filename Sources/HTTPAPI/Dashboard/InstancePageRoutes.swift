import Dashboard
import Glibc
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// `/ui/instances`: the host of the site, how it is and what it uses.
struct InstancePageRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/instances") { request, context in
            let reports = await services.host.reports()
            var instance = try await services.blocking.perform { self.measured() }
            instance.jobs = reports.count
            instance.running = reports.count { $0.processID != nil || $0.activeRunCount > 0 }
            var model = InstancesModel(viewer: try context.viewer(), moments: services.moments, instance: instance)
            model.problems = await HostHealth(services, context.eventLoop).hostReasons
            return PageAnswer.page(InstancesPage.page(model), for: request)
        }
    }

    private func measured() -> InstancesModel.Instance {
        var instance = InstancesModel.Instance(
            id: services.host.instance.text,
            hostName: MachineName.text,
            started: services.startTime,
            processID: Int(getpid()),
            home: services.layout.home
        )
        // What the kernel does not tell is not shown.
        if let bytes = try? FileContents.read("/proc/self/statm", limit: 4096) {
            let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first
            instance.memory = pages.flatMap { Int($0) }.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
        }
        instance.openFiles = (try? Folder.names(in: "/proc/self/fd"))?.count
        instance.openFilesLimit = OpenFileLimit.current
        instance.freeDisk = (try? DiskSpace(at: services.layout.home))?.freeBytes
        return instance
    }
}
