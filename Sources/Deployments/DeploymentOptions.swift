/// What whoever deploys may ask for.
package struct DeploymentOptions: Sendable, Hashable {
    /// What nobody deployed goes: files beside the deployed ones, jobs made by hand.
    package var isClean: Bool
    /// Everything is checked and told, nothing is changed.
    package var isDryRun: Bool

    package init(isClean: Bool = false, isDryRun: Bool = false) {
        self.isClean = isClean
        self.isDryRun = isDryRun
    }

    /// Of `git push -o`; `nil` and the unknown one where there is one.
    package init(pushOptions: [String]) throws(DeploymentError) {
        self.init()
        for option in pushOptions {
            switch option {
            case "clean": isClean = true
            case "dry-run": isDryRun = true
            default: throw .failed("there is no push option \"\(option)\"; there are: clean, dry-run")
            }
        }
    }
}
