package import JobModel

/// What the page of the site's hosts shows.
package struct InstancesModel: Sendable {
    /// One host of the site.
    package struct Instance: Sendable, Hashable {
        package let id: String
        package let hostName: String
        package let started: Timestamp
        package let processID: Int
        package let home: String
        /// Bytes that are in memory.
        package var memory: Int?
        package var openFiles: Int?
        package var openFilesLimit = 0
        /// Bytes that are free on the disk of its home.
        package var freeDisk: Int?
        package var running = 0
        package var jobs = 0

        package init(id: String, hostName: String, started: Timestamp, processID: Int, home: String) {
            self.id = id
            self.hostName = hostName
            self.started = started
            self.processID = processID
            self.home = home
        }
    }

    package let viewer: Viewer
    package let moments: Moments
    package let instance: Instance
    /// What is wrong with it.
    package var problems: [String] = []

    package init(viewer: Viewer, moments: Moments, instance: Instance) {
        self.viewer = viewer
        self.moments = moments
        self.instance = instance
    }
}
