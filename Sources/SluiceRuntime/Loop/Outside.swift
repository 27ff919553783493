public import SluiceProvider

/// Everything outside that a runtime uses.
public struct Outside: Sendable {
    public var effects: [any EffectProvider]
    public var signals: [any SignalProvider]
    public var clock: any RuntimeClock
    /// The room where the state is kept; `nil` when it cannot be told.
    public var storage: @Sendable () -> StorageRoom?

    public init(
        effects: [any EffectProvider], signals: [any SignalProvider], clock: any RuntimeClock,
        storage: @escaping @Sendable () -> StorageRoom? = { nil }
    ) {
        self.effects = effects
        self.signals = signals
        self.clock = clock
        self.storage = storage
    }
}
