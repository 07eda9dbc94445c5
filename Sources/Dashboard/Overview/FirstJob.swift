import JobModel

/// What somebody sees who has no jobs yet: three ways to get the first one, ready to be pasted.
enum FirstJob {
    static func html(_ model: OverviewModel) -> HTML {
        guard model.viewer.mayDeploy else { return waiting }
        return ways(model)
    }

    /// For who could do nothing of it.
    private static var waiting: HTML {
        """
        <section id="jobs" data-live class="first"><h2>No jobs yet</h2>
        <p>This page shows the first one as soon as somebody who may deploy has added it.</p></section>
        """
    }

    private static func ways(_ model: OverviewModel) -> HTML {
        """
        <section id="jobs" data-live class="first"><h2>No jobs yet</h2>
        <p>A job is a folder with a script in it. Any of these makes the first one; this page shows it as soon as it is there.</p>
        <ol class="ways">
        <li><h3>Push a git repository</h3><p>Jobs are the folders below <code>App_Data/jobs/continuous</code> and \
        <code>App_Data/jobs/triggered</code>.</p><pre tabindex="0">\(push(model))</pre></li>
        <li><h3>Make a folder on the server</h3><p>It starts when it has come to rest; edit it, and it starts with the \
        change.</p><pre tabindex="0">\(folder(model))</pre></li>
        <li><h3>Upload a script</h3><p>A script, or a zip with everything the job needs.</p>\
        <pre tabindex="0">\(upload(model))</pre></li>
        </ol></section>
        """
    }

    private static func push(_ model: OverviewModel) -> String {
        """
        mkdir -p site/App_Data/jobs/triggered/hello && cd site
        echo 'echo "hello from $(hostname)"' > App_Data/jobs/triggered/hello/run.sh
        git init -b main && git add -A && git commit -m "The first job"
        git push \(model.pushAddress) main
        """
    }

    private static func folder(_ model: OverviewModel) -> String {
        """
        nyala new hello --type triggered --template bash --site \(model.home)/site/wwwroot
        nyala run hello --wait
        """
    }

    private static func upload(_ model: OverviewModel) -> String {
        """
        echo 'while sleep 1; do date; done' > run.sh
        curl -u \(model.viewer.name) -T run.sh -H 'Content-Disposition: attachment; filename=run.sh' \\
          \(model.base)/api/continuouswebjobs/clock
        """
    }
}
