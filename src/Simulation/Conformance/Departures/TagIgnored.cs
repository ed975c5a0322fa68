using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Adding capacity under a tag.</summary>
internal sealed class TagIgnored() : Departure(
    new DepartureText(
        "tag-ignored", "the tag plays no part; tag-dropped-on-accept: the extent list shows zeros",
        "kept with the extent, in its event record and in the list",
        "CXL 3.x, Dynamic Capacity Extent Structure"))
{
    private const int CountOffset = 0x14;
    private const int HeaderBytes = 0x20;
    private const int RecordBytes = 0x80;
    private const int ExtentOffset = 0x38;
    private const int TagOffset = 0x10;
    private const int TagBytes = 16;
    private const byte DynamicCapacityLog = 4;

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => IsTagged(step);

    /// <summary>The newest record of the dynamic capacity log has the tag.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        var tag = step.Arguments.Text("tag").Replace("-", "", StringComparison.Ordinal);
        var records = copy.Execute((int)Opcode.GetEventRecords, DynamicCapacityLog).Output;
        var newest = HeaderBytes + (records[CountOffset] - 1) * RecordBytes;
        if (newest < HeaderBytes) return "the offer has no event record";
        var found = Convert.ToHexStringLower(records.AsSpan(newest + ExtentOffset + TagOffset, TagBytes));
        if (found != tag) return $"the event record has tag {found}, not {tag}";

        // Earlier offers are declined, this one accepted: then the list has the tag too.
        while (copy.LogicalDevice.Extents.Offers.Count() > 1) copy.Execute((int)Opcode.AddDynamicCapacityResponse, new byte[8]);
        byte[] response = [1, 0, 0, 0, 0, 0, 0, 0, .. records.AsSpan(newest + ExtentOffset, TagOffset), .. new byte[8]];
        var answer = copy.Execute((int)Opcode.AddDynamicCapacityResponse, response);
        if (!answer.IsSuccess) return $"the tagged extent cannot be accepted: {answer}";
        var list = Convert.ToHexStringLower(copy.Execute((int)Opcode.GetDynamicCapacityExtentList, [255, 0, 0, 0, 0, 0, 0, 0]).Output);
        return list.Contains(tag, StringComparison.Ordinal) ? null : "the extent list does not have the tag";
    }

    /// <summary>The recorded device keeps the capacity without a tag.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (IsTagged(step)) ManagementRequest.Carry(step.Arguments, step.IsRelease, scene.Topology, scene.Now, isPlain: true);
    }

    private static bool IsTagged(ReplayedStep step) => step.IsAdd && !step.HasError && step.Arguments.Has("tag");
}
