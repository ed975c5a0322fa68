using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>How many tags Get Dynamic Capacity Configuration says there can be.</summary>
internal sealed class TagsNotCounted() : MailboxDeparture(
    new DepartureText(
        "tags-not-counted", "Get Dynamic Capacity Configuration reports no tags", "one for each block; the recorded device's capacity stays without",
        "CXL 3.x, Get Dynamic Capacity Configuration"),
    (int)Opcode.GetDynamicCapacityConfiguration)
{
    private const int TagFields = 2 * sizeof(uint);

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess || recorded.Output[^TagFields..].Any(value => value != 0)) return recorded;
        var blocks = (uint)(scene.Device.Regions.Count * (long)(scene.Device.Regions.RegionBytes / (2 * Sizes.MiB)));
        return recorded.With(output =>
        {
            BitConverter.TryWriteBytes(output.AsSpan(output.Length - TagFields), blocks);
            BitConverter.TryWriteBytes(output.AsSpan(output.Length - sizeof(uint)), blocks);
        });
    }
}
