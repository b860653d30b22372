/// What functions prepare from texts that they are given again and again: pictures, and programs for `$eval`.
final class EvaluationCache {
    var programs: [String: Program] = [:]
    var numberPictures: [String: NumberPicture] = [:]
    var datePictures: [String: DatePicture] = [:]
    var dateReaders: [String: DateReader] = [:]
}
