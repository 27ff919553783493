public import SluiceProvider

/// Everything outside that a runtime uses.
public struct Outside: Sendable {
    public var effects: [any EffectProvider]
    public var signals: [any SignalProvider]
    public var clock: any RuntimeClock

    public init(effects: [any EffectProvider], signals: [any SignalProvider], clock: any RuntimeClock) {
        self.effects = effects
        self.signals = signals
        self.clock = clock
    }
}
