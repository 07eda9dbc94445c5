/// Why a job that was asked for something gave no answer.
enum PassthroughError: Error, Hashable, CustomStringConvertible {
    case refused(port: Int)
    case brokeOff(String)
    case noAnswer(after: Int)

    var description: String {
        switch self {
        case .refused(let port): "the job runs but takes no connection at port \(port), which is its WEBJOBS_PORT"
        case .brokeOff(let reason): "the job broke off before it answered: \(reason)"
        case .noAnswer(let seconds): "the job did not answer within \(seconds) s (SCM_HTTPCLIENT_TIMEOUT)"
        }
    }
}
