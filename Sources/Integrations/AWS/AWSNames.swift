/// The names of AWS's services, actions and members in Step Functions' SDK integrations: those of the AWS SDK for Java 2.x.
enum AWSNames {
    /// A member in PascalCase: `DBInstanceIdentifier` is `DbInstanceIdentifier`, `taskDefinition` is `TaskDefinition`.
    static func member(_ name: String) -> String { capitalized(uncapitalized(name)) }

    /// Whether a parameter names the member: DynamoDB's `NULL` is taken as `Null` and, as Java's SDK has it, as `Nul`.
    static func isMember(_ name: String, parameter: String) -> Bool {
        member(name) == parameter || name == "NULL" && parameter == "Nul"
    }

    /// An operation in camelCase: `CreateDBSnapshot` is `createDBSnapshot`.
    static func action(_ name: String) -> String { uncapitalized(name) }

    /// The service of an error's name and of its cause: service id `DynamoDB` is `DynamoDb`, `CloudWatch Logs` is
    /// `CloudWatchLogs`.
    static func errorPrefix(serviceID: String) -> String { pascal(withoutMarks(serviceID)) }

    /// A modelled error: `NoSuchKey` is `NoSuchKeyException`, `DBInstanceNotFoundFault` is `DbInstanceNotFoundException`.
    static func error(shape: String) -> String {
        if shape.hasSuffix("Fault") { return pascal(String(shape.dropLast(5))) + "Exception" }
        return shape.hasSuffix("Exception") ? pascal(shape) : pascal(shape) + "Exception"
    }

    /// The name of a service in an ARN: lower case without marks, by its service id.
    static func service(serviceID: String) -> String {
        withoutMarks(serviceID).filter { $0.isLetter || $0.isNumber }.lowercased()
    }

    /// Java's client names leave out a leading `AWS` or `Amazon` and a trailing `Service`.
    private static func withoutMarks(_ serviceID: String) -> String {
        var name = Substring(serviceID)
        for mark in ["Amazon", "AWS"] where name.hasPrefix(mark) { name = name.dropFirst(mark.count) }
        if name.hasSuffix("Service") { name = name.dropLast(7) }
        while name.last == " " { name.removeLast() }
        while name.first == " " { name.removeFirst() }
        return String(name)
    }

    /// Lowers the capitals that a name begins with, but for one that begins a word: `VPCId` is `vpcId`.
    static func uncapitalized(_ name: String) -> String {
        let letters = Array(name)
        var result = ""
        var place = 0
        repeat {
            guard place < letters.count else { break }
            result += letters[place].lowercased()
            place += 1
        } while place < letters.count && letters[place].isUppercase
            && !(place < letters.count - 1 && letters[place + 1].isLowercase)
        return result + String(letters[min(place, letters.count)...])
    }

    static func capitalized(_ name: String) -> String {
        name.first.map { $0.uppercased() + name.dropFirst() } ?? name
    }

    static func pascal(_ name: String) -> String {
        words(name).map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined()
    }

    /// The words of a name: at marks, at a capital after a small letter, at the last of several capitals, after digits.
    static func words(_ name: String) -> [String] {
        let letters = Array(name)
        var words: [String] = []
        var word = ""
        for place in letters.indices {
            let letter = letters[place]
            guard letter.isLetter || letter.isNumber else {
                words.append(word)
                word = ""
                continue
            }
            if place > 0, !word.isEmpty {
                let before = letters[place - 1]
                let after = place + 1 < letters.count ? letters[place + 1] : " "
                let isCapitalAfterSmall =
                    before.isLowercase && letter.isUppercase && (after.isLetter || after.isNumber)
                let isLastCapital = before.isUppercase && letter.isUppercase && after.isLowercase
                let isAfterDigit = before.isNumber && letter.isLetter
                let isVersion =
                    (letter == "v" && after.isNumber && before.isUppercase)
                    || (letter == "V" && after.isNumber && before.isLowercase)
                if isCapitalAfterSmall || isLastCapital || isAfterDigit || isVersion {
                    words.append(word)
                    word = ""
                }
            }
            word.append(letter)
        }
        words.append(word)
        return words.filter { !$0.isEmpty }
    }
}
