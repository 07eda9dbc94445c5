/// The fields in which a schedule is written, with what it means beside them.
///
/// They stand in a form with `data-preview="\(SchedulePreview.path)"`.
package enum ScheduleFields {
    package static func html(schedule: String, zone: String, siteZone: String, preview: HTML) -> HTML {
        """
        <div class="field"><label for="schedule">Schedule</label>
        <input id="schedule" name="schedule" value="\(exact: schedule)" placeholder="0 30 2 * * *" class="code" \
        autocomplete="off" spellcheck="false" aria-describedby="preview"></div>
        <div class="field"><label for="time_zone">Time zone</label>
        <input id="time_zone" name="time_zone" value="\(exact: zone)" placeholder="\(siteZone)" autocomplete="off" spellcheck="false"></div>
        \(preview)
        """
    }
}
