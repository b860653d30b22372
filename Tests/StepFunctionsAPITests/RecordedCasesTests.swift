import Testing

/// The API's answers against those of AWS.
@Suite(.enabled(if: RecordedCase.isHere, "the recorded cases are not at hand"))
struct RecordedCasesTests {
    /// Recorded in an account that held two more state machines.
    static let elsewhere: Set<String> = ["test_sfn_api::TestSnfApi::test_list_sms_pagination"]

    static let cases = RecordedCase.all { $0 == "api" || $0 == "express" || $0.hasPrefix("api_") }
        .filter { !elsewhere.contains($0.id) && !$0.id.contains("map_run") }

    @Test(arguments: cases)
    func answersAsAWS(_ recorded: RecordedCase) async throws {
        var player = try await CasePlayer()
        let difference = try await player.play(recorded)
        await player.close()
        #expect(difference == nil)
    }
}
