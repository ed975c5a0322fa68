using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Inject Poison at addresses that are no line of the device, and the list with such entries.</summary>
internal sealed class InjectPoisonRangeNotChecked() : MailboxDeparture(
    new DepartureText(
        "inject-poison-range-not-checked", "Inject Poison takes any address and lists it",
        "Invalid Physical Address beyond the device, Invalid Input inside a line; neither is listed", "CXL 3.x, Inject Poison"),
    (int)Opcode.InjectPoison, (int)Opcode.GetPoisonList)
{
    private const int HeaderBytes = 32;
    private const int EntryBytes = 16;
    private const int CountOffset = 10;
    private const ulong Injected = 3;

    private readonly List<ulong> _refused = [];

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        if (step.Opcode == (int)Opcode.GetPoisonList) return WithoutRefused(recorded);
        var address = BitConverter.ToUInt64(step.Input);
        if (PoisonedLines.IsLine(address, scene)) return recorded;
        _refused.Add(address);
        return Answer.Of(address % Sizes.Line != 0 ? InvalidInput : InvalidPhysicalAddress);
    }

    /// <summary>Without an entry for each address that is refused; its low bits say how the poison came to be.</summary>
    private Answer WithoutRefused(Answer recorded)
    {
        if (_refused.Count == 0) return recorded;
        var kept = recorded.Output[HeaderBytes..].Chunk(EntryBytes).ToList();
        foreach (var address in _refused)
        {
            var entry = kept.FindIndex(listed => BitConverter.ToUInt64(listed) == (address | Injected));
            if (entry >= 0) kept.RemoveAt(entry);
        }

        var list = recorded with { Output = [.. recorded.Output[..HeaderBytes], .. kept.SelectMany(entry => entry)] };
        return list.With(output => BitConverter.TryWriteBytes(output.AsSpan(CountOffset), (ushort)kept.Count));
    }
}
