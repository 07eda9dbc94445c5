// __NAME__: run it with: nyala run __NAME__ -- some arguments
// To run it by itself, add to settings.job: "schedule": "0 0 * * * *" (second minute hour day month weekday).
import Glibc

func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
}

print("run \(variable("WEBJOBS_RUN_ID")) of __NAME__")
for argument in CommandLine.arguments.dropFirst() {
    print("argument: \(argument)")
}

// What the job keeps belongs into WEBJOBS_DATA_PATH; it survives runs and deployments.
if let file = fopen("\(variable("WEBJOBS_DATA_PATH"))/last-run", "w") {
    fputs(variable("WEBJOBS_RUN_ID"), file)
    fclose(file)
}
