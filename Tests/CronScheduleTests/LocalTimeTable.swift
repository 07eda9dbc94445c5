/// When local times happen, computed by Python's zoneinfo.
///
/// Each row: zone, local time, how often, the instants in UTC (of a time that never happens, the moment of the jump).
enum LocalTimeTable {
    static let rows = """
        Europe/Berlin|2024-03-31T01:59:59|once|2024-03-31T00:59:59
        Europe/Berlin|2024-03-31T02:00:00|never|2024-03-31T01:00:00
        Europe/Berlin|2024-03-31T02:59:59|never|2024-03-31T01:00:00
        Europe/Berlin|2024-03-31T03:00:00|once|2024-03-31T01:00:00
        Europe/Berlin|2024-10-27T01:59:59|once|2024-10-26T23:59:59
        Europe/Berlin|2024-10-27T02:00:00|twice|2024-10-27T00:00:00 2024-10-27T01:00:00
        Europe/Berlin|2024-10-27T02:59:59|twice|2024-10-27T00:59:59 2024-10-27T01:59:59
        Europe/Berlin|2024-10-27T03:00:00|once|2024-10-27T02:00:00
        Europe/Berlin|2060-03-28T02:30:00|never|2060-03-28T01:00:00
        Europe/Berlin|2060-10-31T02:30:00|twice|2060-10-31T00:30:00 2060-10-31T01:30:00
        Europe/Berlin|2024-07-01T12:00:00|once|2024-07-01T10:00:00
        Australia/Lord_Howe|2024-10-06T02:00:00|never|2024-10-05T15:30:00
        Australia/Lord_Howe|2024-10-06T02:29:59|never|2024-10-05T15:30:00
        Australia/Lord_Howe|2024-10-06T02:30:00|once|2024-10-05T15:30:00
        Australia/Lord_Howe|2024-04-07T01:29:59|once|2024-04-06T14:29:59
        Australia/Lord_Howe|2024-04-07T01:30:00|twice|2024-04-06T14:30:00 2024-04-06T15:00:00
        Australia/Lord_Howe|2024-04-07T01:59:59|twice|2024-04-06T14:59:59 2024-04-06T15:29:59
        Australia/Lord_Howe|2024-04-07T02:00:00|once|2024-04-06T15:30:00
        Pacific/Apia|2011-12-29T23:59:59|once|2011-12-30T09:59:59
        Pacific/Apia|2011-12-30T00:00:00|never|2011-12-30T10:00:00
        Pacific/Apia|2011-12-30T12:00:00|never|2011-12-30T10:00:00
        Pacific/Apia|2011-12-30T23:59:59|never|2011-12-30T10:00:00
        Pacific/Apia|2011-12-31T00:00:00|once|2011-12-30T10:00:00
        Africa/Cairo|2024-04-26T00:00:00|never|2024-04-25T22:00:00
        Africa/Cairo|2024-04-26T00:59:59|never|2024-04-25T22:00:00
        Africa/Cairo|2024-10-31T23:00:00|twice|2024-10-31T20:00:00 2024-10-31T21:00:00
        Africa/Cairo|2024-10-31T23:59:59|twice|2024-10-31T20:59:59 2024-10-31T21:59:59
        Africa/Cairo|2024-11-01T00:00:00|once|2024-10-31T22:00:00
        America/Santiago|2024-09-08T00:30:00|never|2024-09-08T04:00:00
        America/Santiago|2024-09-08T01:00:00|once|2024-09-08T04:00:00
        America/Santiago|2024-04-06T23:30:00|twice|2024-04-07T02:30:00 2024-04-07T03:30:00
        America/Santiago|2024-04-07T00:00:00|once|2024-04-07T04:00:00
        Asia/Tehran|2022-03-22T00:30:00|never|2022-03-21T20:30:00
        Asia/Tehran|2022-09-21T23:30:00|twice|2022-09-21T19:00:00 2022-09-21T20:00:00
        Asia/Tehran|2023-03-22T00:30:00|once|2023-03-21T21:00:00
        Europe/Dublin|2024-03-31T01:30:00|never|2024-03-31T01:00:00
        Europe/Dublin|2024-10-27T01:30:00|twice|2024-10-27T00:30:00 2024-10-27T01:30:00
        Europe/Dublin|2070-03-30T01:30:00|never|2070-03-30T01:00:00
        Europe/Dublin|2070-10-26T01:30:00|twice|2070-10-26T00:30:00 2070-10-26T01:30:00
        America/New_York|2024-03-10T02:30:00|never|2024-03-10T07:00:00
        America/New_York|2024-11-03T01:30:00|twice|2024-11-03T05:30:00 2024-11-03T06:30:00
        UTC|2024-03-31T02:30:00|once|2024-03-31T02:30:00
        Asia/Kathmandu|2024-03-31T02:30:00|once|2024-03-30T20:45:00
        """
}
