import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import NIOCore

/// `/azurejobs/`, where the original's page about jobs is and where `extra_info_url` leads: a plain page of all jobs, with
/// what can be read about each.
struct JobPageRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["azurejobs", "azurejobs/**"] {
            router.get("\(path)") { request, _ in
                let reports = await services.host.reports()
                var response = Response(
                    status: .ok,
                    headers: [.contentType: "text/html; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: JobPage.html(reports, base: request.baseURL)))
                )
                // Nothing but text and links: no scripts, no styles, no frames around it.
                response.headers[.contentSecurityPolicy] =
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                response.headers[.xContentTypeOptions] = "nosniff"
                return response
            }
        }
    }
}
