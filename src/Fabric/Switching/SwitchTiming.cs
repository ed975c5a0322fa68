namespace CxlFabricSim.Fabric.Switching;

/// <summary>How a switch shares its outputs among its inputs; its latency and service time belong to the channels that begin at it.</summary>
public sealed record SwitchTiming
{
    /// <summary>Round robin, and a queue for each output at every input.</summary>
    public static SwitchTiming Default { get; } = new();

    public Arbitration Arbitration { get; init; } = Arbitration.RoundRobin;

    /// <summary>For <see cref="Arbitration.Weighted"/>: messages in a row of each input, by its number; one where none is given.</summary>
    public IReadOnlyList<int> Weights { get; init; } = [];

    /// <summary>
    /// Each input has one queue a message class, and what stands at its head holds up all behind it. Otherwise each has a queue for
    /// every output as well, and nobody waits for another output than his own.
    /// </summary>
    public bool IsFifoShared { get; init; }
}
