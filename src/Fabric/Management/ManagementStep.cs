using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>One request of the fabric manager, to one device or to all devices of an interleave set.</summary>
/// <param name="NotBefore">The step waits for this time and for the step before it.</param>
/// <param name="IsRelease">Take capacity away instead of giving it.</param>
/// <param name="Tag">Goes with the extents.</param>
/// <param name="Timeout">How long the host may take to answer.</param>
/// <param name="Parts">What is asked of each device.</param>
/// <param name="Host">The host's name, for messages.</param>
public sealed record ManagementStep(
    SimTime NotBefore, bool IsRelease, UInt128 Tag, SimTime Timeout, IReadOnlyList<ManagementPart> Parts, string Host);

/// <summary>A step's part at one device.</summary>
/// <param name="Device">The manager's port to the device.</param>
/// <param name="Name">The device's name, for messages.</param>
/// <param name="HostId">The host as the device knows it: on a multi-logical device its LD-ID.</param>
/// <param name="Region">Dynamic capacity region.</param>
/// <param name="Extents">By absolute DPA.</param>
public sealed record ManagementPart(int Device, string Name, ushort HostId, byte Region, IReadOnlyList<DcExtent> Extents);

/// <summary>A step that went wrong.</summary>
public sealed record ManagementFailure(SimTime Time, string Expected, string Found);
