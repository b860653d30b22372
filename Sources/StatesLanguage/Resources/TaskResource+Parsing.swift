extension TaskResource {
    /// Why a `Resource` is none that a Task can call.
    enum Problem: Error, Equatable {
        case notAnARN
        case unknown

        func message(for arn: String) -> String {
            switch self {
            case .notAnARN: "Value is not a valid resource ARN"
            case .unknown:
                "The resource provided \(arn) is not recognized. The value is not a valid resource ARN, or the "
                    + "resource is not available in this region."
            }
        }

        func cure(for arn: String) -> String? {
            guard self == .unknown, let place = arn.range(ofStates: ":states:::") else { return nil }
            let known = IntegrationCatalog.resources
            return NearestName.of(String(arn[place...]), among: known).map { "did you mean '\($0)'?" }
        }
    }

    /// Reads a `Resource` (Developer guide, "Task workflow state").
    static func parse(_ arn: String) -> Result<TaskResource, Problem> {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return .failure(.notAnARN)
        }
        switch parts[2] {
        case "lambda" where parts[5].hasPrefix("function:") && parts[5].utf8.count > 9:
            return .success(TaskResource(arn: arn, target: .function))
        case "states" where parts[5].hasPrefix("activity:") && parts[5].utf8.count > 9 && !parts[3].isEmpty:
            return .success(TaskResource(arn: arn, target: .activity))
        case "states" where parts[3].isEmpty && parts[4].isEmpty:
            guard let integration = Integration(text: String(parts[5])) else { return .failure(.unknown) }
            return .success(TaskResource(arn: arn, target: .integration(integration)))
        default:
            return .failure(.unknown)
        }
    }
}

extension TaskResource.Integration {
    /// `lambda:invoke.waitForTaskToken`, `aws-sdk:dynamodb:query`; nil where AWS offers no such integration.
    init?(text: String) {
        guard let colon = text.lastServiceColon else { return nil }
        let service = String(text[..<colon])
        let call = text[text.index(after: colon)...]
        let dot = call.firstIndex(of: ".") ?? call.endIndex
        guard let pattern = TaskResource.Pattern(rawValue: String(call[dot...])) else { return nil }
        let action = String(call[..<dot])
        guard IntegrationCatalog.offers(action, pattern, of: service) else { return nil }
        self.init(service: service, action: action, pattern: pattern)
    }
}

extension String {
    /// The colon before the action: the second one of an AWS SDK integration, else the first.
    fileprivate var lastServiceColon: Index? {
        guard let first = firstIndex(of: ":") else { return nil }
        guard self[..<first] == "aws-sdk" else { return first }
        return self[index(after: first)...].firstIndex(of: ":")
    }

    fileprivate func range(ofStates marker: String) -> Index? {
        var place = startIndex
        while place < endIndex {
            if self[place...].hasPrefix(marker) { return index(place, offsetBy: marker.count) }
            place = index(after: place)
        }
        return nil
    }
}
