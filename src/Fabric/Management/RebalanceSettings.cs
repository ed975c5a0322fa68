using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>What a <see cref="RebalancePolicy"/> moves between whom, and when.</summary>
public sealed record RebalanceSettings
{
    /// <summary>From one look at demand to the next.</summary>
    public required SimTime Every { get; init; }

    /// <summary>No look after this time.</summary>
    public SimTime Until { get; init; } = SimTime.Never;

    /// <summary>How long a host may take to accept or to give back.</summary>
    public required SimTime Timeout { get; init; }

    /// <summary>What moves at once, on each device.</summary>
    public required ulong UnitBytes { get; init; }

    /// <summary>Units of the region on each device.</summary>
    public required int Units { get; init; }

    /// <summary>A unit is the same place on each of them.</summary>
    public required IReadOnlyList<RebalanceDevice> Devices { get; init; }

    public required IReadOnlyList<RebalanceHost> Hosts { get; init; }
}

/// <summary>A device whose capacity a policy moves.</summary>
/// <param name="Port">The manager's port to it.</param>
/// <param name="Name">For messages.</param>
/// <param name="Region">The dynamic capacity region.</param>
/// <param name="Start">Where that begins.</param>
public sealed record RebalanceDevice(int Port, string Name, byte Region, Dpa Start);

/// <summary>A host that takes part in a policy.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Ids">The host as each device knows it, in the order of the devices.</param>
public sealed record RebalanceHost(string Name, IReadOnlyList<ushort> Ids);
