extension RestorationProgress.State {
    /// It is still to be brought back, without waiting for somebody to repair it.
    var isUnderway: Bool {
        switch self {
        case .waiting, .installing, .verifying, .retrying: true
        case .done, .parked, .unrestorable, .dropped: false
        }
    }
}

/// One target of a rollback.
///
///     waiting → installing → verifying → done;  installing | verifying → retrying (slot yielded) → installing …
///     → parked (tried three times) → installing (reachable again) | dropped (something else is wanted there)
public enum RestorationMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: RestorationProgress.State, _ to: RestorationProgress.State) -> Bool {
        switch (from, to) {
        case (.waiting, .installing), (.waiting, .dropped): true
        case (.waiting, .waiting), (.waiting, .verifying), (.waiting, .retrying), (.waiting, .done), (.waiting, .parked),
            (.waiting, .unrestorable):
            false
        case (.installing, .verifying), (.installing, .retrying), (.installing, .done), (.installing, .parked), (.installing, .dropped):
            true
        case (.installing, .waiting), (.installing, .installing), (.installing, .unrestorable): false
        case (.verifying, .retrying), (.verifying, .done), (.verifying, .parked), (.verifying, .dropped): true
        case (.verifying, .waiting), (.verifying, .installing), (.verifying, .verifying), (.verifying, .unrestorable): false
        case (.retrying, .installing), (.retrying, .dropped): true
        case (.retrying, .waiting), (.retrying, .verifying), (.retrying, .retrying), (.retrying, .done), (.retrying, .parked),
            (.retrying, .unrestorable):
            false
        case (.done, .waiting), (.done, .installing), (.done, .verifying), (.done, .retrying), (.done, .done), (.done, .parked),
            (.done, .unrestorable), (.done, .dropped):
            false
        case (.parked, .installing), (.parked, .dropped): true
        case (.parked, .waiting), (.parked, .verifying), (.parked, .retrying), (.parked, .done), (.parked, .parked),
            (.parked, .unrestorable):
            false
        case (.unrestorable, .waiting), (.unrestorable, .installing), (.unrestorable, .verifying), (.unrestorable, .retrying),
            (.unrestorable, .done), (.unrestorable, .parked), (.unrestorable, .unrestorable), (.unrestorable, .dropped):
            false
        case (.dropped, .waiting), (.dropped, .installing), (.dropped, .verifying), (.dropped, .retrying), (.dropped, .done),
            (.dropped, .parked), (.dropped, .unrestorable), (.dropped, .dropped):
            false
        }
    }
}
