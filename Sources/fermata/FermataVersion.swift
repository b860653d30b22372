/// The version of this build.
enum FermataVersion {
    static let text = "0.1.0"
}
