/// How scripts of one type are started.
package struct Runtime: Sendable, Hashable {
    package let name: String
    /// The name in the original's log lines.
    package let hostName: String
    /// In lower case, without the point.
    package let extensions: [String]
    /// The programs that can run it, the first one found wins; empty when the file runs by itself.
    let programs: [String]
    /// Arguments between the program and the script.
    let arguments: [String]
    /// The Debian package that brings the program.
    let package: String
    /// Node.js jobs run in their folder unless they say otherwise (the original's rule).
    package let runsInPlace: Bool

    private init(
        _ name: String,
        host: String,
        _ extensions: [String],
        _ programs: [String],
        _ arguments: [String] = [],
        package: String,
        runsInPlace: Bool = false
    ) {
        self.name = name
        hostName = host
        self.extensions = extensions
        self.programs = programs
        self.arguments = arguments
        self.package = package
        self.runsInPlace = runsInPlace
    }

    /// A program without an extension that the kernel starts by itself.
    static let executable = Runtime("executable", host: "ExecutableScriptHost", [], [], package: "")
    static let bash = Runtime("bash", host: "BashScriptHost", ["sh"], ["bash"], package: "bash")

    /// In the order in which a job's script is looked for; extensions of one type in their own order.
    ///
    /// The original's order (cmd, bat, exe, ps1, sh, py, php, js) with what is at home on Linux first.
    package static let all: [Runtime] = [
        bash,
        executable,
        Runtime("wine", host: "WindowsScriptHost", ["cmd", "bat", "exe"], ["wine"], package: "wine"),
        Runtime(
            "powershell",
            host: "PowerShellScriptHost",
            ["ps1"],
            ["pwsh"],
            ["-NoLogo", "-File"],
            package: "powershell"
        ),
        Runtime("python", host: "PythonScriptHost", ["py"], ["python3", "python"], ["-u"], package: "python3"),
        Runtime("php", host: "PhpScriptHost", ["php"], ["php"], package: "php-cli"),
        Runtime(
            "node",
            host: "NodeScriptHost",
            ["js", "mjs", "cjs", "ts"],
            ["node", "nodejs"],
            package: "nodejs",
            runsInPlace: true
        ),
        Runtime("ruby", host: "RubyScriptHost", ["rb"], ["ruby"], package: "ruby"),
        Runtime("perl", host: "PerlScriptHost", ["pl"], ["perl"], package: "perl"),
        Runtime("java", host: "JavaScriptHost", ["jar"], ["java"], ["-jar"], package: "default-jre-headless"),
        Runtime("dotnet", host: "DotnetScriptHost", ["dll"], ["dotnet"], package: "dotnet-runtime-8.0"),
        Runtime("fsharp", host: "FSharpScriptHost", ["fsx"], ["dotnet"], ["fsi"], package: "dotnet-sdk-8.0"),
        Runtime("swift", host: "SwiftScriptHost", ["swift"], ["swift"], package: "swiftlang"),
        Runtime("lua", host: "LuaScriptHost", ["lua"], ["lua", "lua5.4", "lua5.3"], package: "lua5.4"),
    ]

    /// `.sh .cmd …`, for messages.
    static var allExtensions: String {
        all.flatMap(\.extensions).map { ".\($0)" }.joined(separator: " ")
    }
}
