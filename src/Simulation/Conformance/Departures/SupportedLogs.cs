using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The list of logs: the longer Command Effects Log, and a log more.</summary>
internal sealed class SupportedLogs() : MailboxDeparture(
    new DepartureText(
        "supported-logs", "the Command Effects Log alone, as long as QEMU's list of commands",
        "as long as ours, and the Component State Dump Log, empty until it is populated", "CXL 3.x, Get Supported Logs"),
    (int)Opcode.GetSupportedLogs)
{
    private const int SizeOffset = 24;

    // Component State Dump Log, of no bytes.
    private static readonly byte[] StateDump = Convert.FromHexString("b3fab4cf01b64332943e5e9962f2356700000000");

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        var list = recorded.With(output =>
        {
            output[0]++;
            BitConverter.TryWriteBytes(output.AsSpan(SizeOffset), SpecifiedEffects.Log(scene).Length);
        });
        return list with { Output = [.. list.Output, .. StateDump] };
    }
}
