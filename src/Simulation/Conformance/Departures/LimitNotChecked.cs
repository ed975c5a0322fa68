using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Offers beyond the extents that can be tracked.</summary>
internal sealed class LimitNotChecked() : Departure(
    new DepartureText(
        "limit-not-checked", "offers are not held to the 512 extents; the number of available ones wraps",
        "Resources Exhausted; what is refused is neither tracked nor logged", "CXL 3.x, Initiate Dynamic Capacity Add"))
{
    private const int Limit = 512;
    private const string Refusal = "the device cannot track that many extents, or has no such capacity left";
    private const int OverflowOffset = 2;
    private const int AvailableFromEnd = 12;
    private const byte DynamicCapacityLog = 4;

    private uint _refused;
    private int _tracked;

    public override void Prepare(ReplayedStep step, ReplayScene scene)
    {
        if (step.IsAdd) _tracked = scene.LogicalDevice.Extents.TrackedCount;
    }

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (step.IsAdd && !step.HasError)
        {
            var asked = (uint)step.Arguments.Items("extents").Count();
            if (_tracked + asked <= Limit) return recorded;
            _refused += asked;
            return Refusal;
        }

        if (_refused == 0 || step.Recorded != 0) return recorded;
        return step.Opcode switch
        {
            (int)Opcode.GetDynamicCapacityConfiguration => Adjusted(recorded, answer => answer.Output.Length - AvailableFromEnd, _refused),
            (int)Opcode.GetEventRecords when step.Input[0] == DynamicCapacityLog => Lost(recorded),
            _ => recorded,
        };
    }

    private static string Adjusted(string recorded, Func<Answer, int> place, uint more)
    {
        var answer = Answer.Parse(recorded);
        var offset = place(answer);
        var value = BitConverter.ToUInt32(answer.Output, offset) + more;
        return answer.With(output => BitConverter.TryWriteBytes(output.AsSpan(offset), value)).ToString();
    }

    /// <summary>The records of refused offers were not lost: there were none.</summary>
    private string Lost(string recorded)
    {
        var answer = Answer.Parse(recorded);
        var lost = BitConverter.ToUInt16(answer.Output, OverflowOffset);
        return answer.With(output => BitConverter.TryWriteBytes(output.AsSpan(OverflowOffset), (ushort)(lost - _refused))).ToString();
    }
}
