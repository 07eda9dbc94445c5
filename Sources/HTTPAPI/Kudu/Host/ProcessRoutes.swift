import Glibc
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// The original's routes for the processes of the host and its jobs: list them, look at one, kill one with all it
/// started.
struct ProcessRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/processes", "processes"] {
            router.get("\(path)") { request, _ in try await list(request) }
            router.get("\(path)/:id") { request, context in try await show(request, context) }
            router.delete("\(path)/:id") { _, context in try await kill(context) }
            router.post("\(path)/:id/stop") { _, context in try await kill(context) }
        }
    }

    private func processes() async throws -> HostProcesses {
        let roots = await services.host.hostedProcesses()
        let mark = services.host.processMark
        return try await services.blocking.perform { HostProcesses(roots: roots, mark: mark) }
    }

    private func list(_ request: Request) async throws -> Response {
        let processes = try await processes()
        let shapes = try await services.blocking.perform {
            processes.members.values.sorted { $0.processID < $1.processID }.compactMap { member in
                ProcessStatus(member.processID).map { ProcessShape(base: request.baseURL, $0, member.job).short }
            }
        }
        return JSONAnswer.response(.array(shapes.map(JSONValue.object)))
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let (member, processes) = try await find(context)
        let status = try await services.blocking.perform { ProcessStatus(member.processID) }
        guard let status else { throw Self.unknown(context) }
        let shape = ProcessShape(base: request.baseURL, status, member.job)
        let isParentShown = processes.members[status.parent] != nil
        let children = processes.children(of: member.processID)
        return JSONAnswer.response(.object(shape.full(children: children, isParentShown: isParentShown)))
    }

    private func find(_ context: APIContext) async throws -> (HostProcesses.Member, HostProcesses) {
        let processes = try await processes()
        // The original's name for the process that answers.
        let id = context.parameters.get("id").flatMap { Int32($0) }.map { $0 == 0 ? getpid() : $0 }
        guard let member = id.flatMap({ processes.members[$0] }) else { throw Self.unknown(context) }
        return (member, processes)
    }

    private func kill(_ context: APIContext) async throws -> Response {
        let (member, _) = try await find(context)
        guard member.processID != getpid() else {
            throw ProblemAnswer(.forbidden, "this is the host itself; stop its service instead")
        }
        // Held first and looked at once more, so that it is still the same.
        guard let handle = try ProcessHandle(member.processID) else { throw Self.unknown(context) }
        let (_, processes) = try await find(context)
        await services.host.expectKill(of: member.processID)
        let others = processes.tree(of: member.processID).dropFirst()
        guard try handle.send(SIGKILL) else { throw Self.unknown(context) }
        for process in others where processes.members[process] != nil {
            // Ended with the first one.
            guard let handle = try ProcessHandle(process) else { continue }
            _ = try handle.send(SIGKILL)
        }
        return Response(status: .noContent)
    }

    private static func unknown(_ context: APIContext) -> ProblemAnswer {
        ProblemAnswer(.notFound, "this host and its jobs have no process \"\(context.parameters.get("id") ?? "")\"")
    }
}
