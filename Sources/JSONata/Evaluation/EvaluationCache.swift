/// What functions prepare from texts that they are given again and again: pictures, and programs for `$eval`.
final class EvaluationCache {
    var programs: [String: Program] = [:]
    var numberPictures: [String: NumberPicture] = [:]
    var datePictures: [String: DatePicture] = [:]
    var dateReaders: [String: DateReader] = [:]
    private var matchData: [(pattern: Pattern, data: MatchData)] = []
    private var template: (text: String, template: ReplacementTemplate)?

    /// Room for the places of matches: one for each pattern, as no two of its matches are needed at once.
    func matchData(for pattern: Pattern) -> MatchData {
        for entry in matchData where entry.pattern === pattern { return entry.data }
        let data = pattern.makeMatchData()
        if matchData.count < 64 { matchData.append((pattern, data)) }
        return data
    }

    /// A replacement, read; that of the last call is nearly always that of the next.
    func template(_ text: String) -> ReplacementTemplate {
        if let template, sameText(template.text, text) { return template.template }
        let made = ReplacementTemplate(text)
        template = (text, made)
        return made
    }
}
