/// The field of a Wait (ASL spec, "Wait State").
public enum WaitState: Sendable {
    case seconds(Evaluable<Int64>)
    case timestamp(Evaluable<String>)
}
