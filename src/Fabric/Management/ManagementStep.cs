using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>One request of the fabric manager, to one device or to all devices of an interleave set.</summary>
/// <param name="NotBefore">The step waits for this time and for the step before it.</param>
/// <param name="IsRelease">Take capacity away instead of giving it.</param>
/// <param name="Policy">A <see cref="SelectionPolicy"/> or <see cref="RemovalPolicy"/>.</param>
/// <param name="Tag">Goes with the extents; where nobody lists extents it tells which the step is about.</param>
/// <param name="Timeout">How long the host may take to answer.</param>
/// <param name="Parts">What is asked of each device.</param>
/// <param name="Host">The host's name, for messages.</param>
public sealed record ManagementStep(
    SimTime NotBefore, bool IsRelease, int Policy, UInt128 Tag, SimTime Timeout, IReadOnlyList<ManagementPart> Parts, string Host)
{
    /// <summary>The capacity goes at once; only in a release.</summary>
    public bool IsForced { get; init; }

    /// <summary>Instead of capacity the step is about something that goes wrong in its only device.</summary>
    public FaultInjection? Fault { get; init; }

    /// <summary>Instead of capacity the step is about the bindings of its only part, a switch.</summary>
    public BindingRequest? Binding { get; init; }

    /// <summary>Instead of capacity the step is about what is in a port of its only part, a switch.</summary>
    public PlugRequest? Plug { get; init; }

    /// <summary>The manager lists extents.</summary>
    public bool IsPrescriptive => Policy == (IsRelease ? (int)RemovalPolicy.Prescriptive : (int)SelectionPolicy.Prescriptive);

    /// <summary>Bytes of what a part is about that the host's extent list shows.</summary>
    internal ulong HeldOf(ManagementPart part, IReadOnlyList<DcExtent> seen) => IsPrescriptive
        ? Total(part.Extents.Select(wanted => CoveredBytes(wanted, seen)))
        : Total(seen.Where(extent => extent.Tag == Tag).Select(extent => extent.Length));

    internal Opcode Opcode => Plug is { } plug ? plug.Opcode : Binding is { } binding ? binding.Opcode
        : Fault.HasValue ? Opcode.InjectFault
        : IsRelease ? Opcode.InitiateDynamicCapacityRelease
        : Opcode.InitiateDynamicCapacityAdd;

    /// <summary>The step is done when the request is, and nothing else is to be waited for.</summary>
    internal bool EndsWithAnswer => Fault.HasValue || Binding is not null || Plug is not null;

    internal string Describe() => Plug is { } plug
        ? plug.Describe(Parts[0].Name)
        : Binding is { } binding
        ? binding.Describe(Parts[0].Name)
        : Fault is { } fault
        ? $"{fault.Kind} in {Parts[0].Name}"
        : $"{Host} {(IsRelease ? "gives back" : "accepts")} {string.Join(", ", Parts.Select(part => $"{Describe(part)} of {part.Name}"))}";

    private string Describe(ManagementPart part) => IsPrescriptive
        ? string.Join(" ", part.Extents.Select(extent => $"{extent.Start}+0x{extent.Length:x}"))
        : $"0x{part.Length:x} bytes under tag {Tag:x32}";

    internal byte[] PayloadFor(ManagementPart part) => Plug is { } plug
        ? plug.Encode()
        : Binding is { } binding
        ? binding.Encode()
        : Fault is { } fault
        ? fault.Encode()
        : new CapacityRequest(part.HostId, Policy, IsRelease ? 0 : part.Region, part.Length, Tag, part.Extents) { IsForced = IsForced }.Encode();

    private static ulong Total(IEnumerable<ulong> lengths) => lengths.Aggregate(0UL, (sum, length) => sum + length);

    private static ulong CoveredBytes(DcExtent wanted, IReadOnlyList<DcExtent> seen)
    {
        var covered = 0UL;
        foreach (var extent in seen)
        {
            var start = Math.Max(extent.Start.Value, wanted.Start.Value);
            var end = Math.Min(extent.End.Value, wanted.End.Value);
            if (start < end) covered += end - start;
        }

        return covered;
    }
}

/// <summary>A step's part at one device.</summary>
/// <param name="Device">The manager's port to the device.</param>
/// <param name="Name">The device's name, for messages.</param>
/// <param name="HostId">The host as the device knows it: on a multi-logical device its LD-ID.</param>
/// <param name="Region">Dynamic capacity region.</param>
/// <param name="Length">Bytes that the step is about: of its extents together, or of what the device chooses.</param>
/// <param name="Extents">By absolute DPA; none where the device chooses.</param>
public sealed record ManagementPart(int Device, string Name, ushort HostId, byte Region, ulong Length, IReadOnlyList<DcExtent> Extents);

/// <summary>A step that went wrong.</summary>
public sealed record ManagementFailure(SimTime Time, string Expected, string Found);
