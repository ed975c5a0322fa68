using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A region as a host uses it: where it stands, what of it is mapped, what was written there.</summary>
public sealed class HostRegion(string name, Hpa start, ulong length)
{
    public string Name { get; } = name;

    public Hpa Start { get; } = start;

    public ulong Length { get; } = length;

    /// <summary>All of a static region; of a dynamic one what the driver has mapped.</summary>
    public MappedSpace Space { get; } = new();

    /// <summary>Kept when a stream verifies what it reads here.</summary>
    public LineLedger? Ledger { get; private set; }

    public LineLedger KeepLedger(ulong salt) => Ledger ??= new LineLedger(salt, Length);
}
