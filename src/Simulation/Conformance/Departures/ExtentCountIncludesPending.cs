using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Dynamic Capacity Extent List with entries for what is only offered.</summary>
internal sealed class ExtentCountIncludesPending() : MailboxDeparture(
    new DepartureText(
        "extent-count-includes-pending", "Get Dynamic Capacity Extent List returns empty entries for offered extents", "only accepted ones",
        "CXL 3.x, Get Dynamic Capacity Extent List"),
    (int)Opcode.GetDynamicCapacityExtentList)
{
    private const int HeaderBytes = 16;
    private const int EntryBytes = 40;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        var start = BitConverter.ToUInt32(step.Input, sizeof(uint));
        var returned = BitConverter.ToUInt32(recorded.Output);
        var accepted = BitConverter.ToUInt32(recorded.Output, sizeof(uint));
        if (returned <= accepted - start) return recorded;
        var end = (int)(HeaderBytes + (accepted - start) * EntryBytes);
        if (recorded.Output[end..].Any(value => value != 0)) return recorded;
        var list = recorded with { Output = recorded.Output[..end] };
        return list.With(output => BitConverter.TryWriteBytes(output, accepted - start));
    }
}
