/// What is built for a job, and by which tool.
package enum BuildKind: String, Sendable, Hashable, CaseIterable {
    /// `build.sh`, or the command that `.deployment` names.
    case script
    /// `requirements.txt`: a virtual environment, filled by pip.
    case python
    /// `package-lock.json`: `npm ci`.
    case node
    /// `composer.lock`: `composer install`.
    case php
    /// `Gemfile.lock`: `bundle install`.
    case ruby
    /// `Package.swift`: `swift build`.
    case swift
}
