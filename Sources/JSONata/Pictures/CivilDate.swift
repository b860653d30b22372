/// A date of the proleptic Gregorian calendar, and days since 1970-01-01.
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int) {
        // Years begin in March, so that the day that may be missing is their last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Months and days beyond their range carry over.
    var daysSince1970: Int {
        let months = year * 12 + (month - 1)
        let year = months >= 0 ? months / 12 : (months - 11) / 12
        let month = months - year * 12 + 1
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468 + day - 1
    }

    /// 1 is Monday, 7 Sunday.
    static func weekday(_ days: Int) -> Int {
        let rest = (days + 3) % 7
        return (rest < 0 ? rest + 7 : rest) + 1
    }

    /// The Monday of the week that has the month's first Thursday, as days since 1970.
    static func firstWeek(year: Int, month: Int) -> Int {
        let first = CivilDate(year: year, month: month, day: 1).daysSince1970
        let weekday = weekday(first)
        return weekday > 4 ? first + 8 - weekday : first - (weekday - 1)
    }
}

/// A moment, taken apart.
struct DateTimeParts {
    let date: CivilDate
    let days: Int
    let hour: Int
    let minute: Int
    let second: Int
    let millisecond: Int

    init(millis: Int) {
        let perDay = 86_400_000
        days = millis >= 0 ? millis / perDay : (millis - perDay + 1) / perDay
        date = CivilDate(daysSince1970: days)
        let rest = millis - days * perDay
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
    }

    /// The number of a component; nil for those that have none.
    func number(_ component: UInt8) -> Int? {
        switch component {
        case UInt8(ascii: "Y"): date.year
        case UInt8(ascii: "M"): date.month
        case UInt8(ascii: "D"): date.day
        case UInt8(ascii: "d"): days - CivilDate(year: date.year, month: 1, day: 1).daysSince1970 + 1
        case UInt8(ascii: "F"): CivilDate.weekday(days)
        case UInt8(ascii: "W"): weekOfYear
        case UInt8(ascii: "w"): weekOfMonth
        case UInt8(ascii: "X"): weekYear
        case UInt8(ascii: "x"): weekMonth
        case UInt8(ascii: "H"): hour
        case UInt8(ascii: "h"): hour % 12 == 0 ? 12 : hour % 12
        case UInt8(ascii: "P"): hour < 12 ? 0 : 1
        case UInt8(ascii: "m"): minute
        case UInt8(ascii: "s"): second
        case UInt8(ascii: "f"): millisecond
        default: nil
        }
    }

    private var weekYear: Int {
        if days < CivilDate.firstWeek(year: date.year, month: 1) { return date.year - 1 }
        return days >= CivilDate.firstWeek(year: date.year + 1, month: 1) ? date.year + 1 : date.year
    }

    private var weekOfYear: Int { (days - CivilDate.firstWeek(year: weekYear, month: 1)) / 7 + 1 }

    private func firstWeek(monthsLater: Int) -> Int {
        let months = date.year * 12 + date.month - 1 + monthsLater
        let year = months >= 0 ? months / 12 : (months - 11) / 12
        return CivilDate.firstWeek(year: year, month: months - year * 12 + 1)
    }

    private var weekMonthOffset: Int {
        if days < firstWeek(monthsLater: 0) { return -1 }
        return days >= firstWeek(monthsLater: 1) ? 1 : 0
    }

    private var weekMonth: Int { (date.month - 1 + weekMonthOffset + 12) % 12 + 1 }

    private var weekOfMonth: Int { (days - firstWeek(monthsLater: weekMonthOffset)) / 7 + 1 }
}
