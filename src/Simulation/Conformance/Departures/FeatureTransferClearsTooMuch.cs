using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The end of a feature transfer that clears the beginning of another feature's value.</summary>
internal sealed class FeatureTransferClearsTooMuch() : MailboxDeparture(
    new DepartureText(
        "feature-transfer-clears-too-much", "the end of a transfer clears as many bytes as were sent, the next feature's first among them",
        "other features keep their values", "CXL 3.x, Set Feature"),
    (int)Opcode.GetFeature)
{
    private const int UuidBytes = 16;
    private const byte Maintenance = 5;

    /// <summary>What a sparing feature begins with cannot be set, and so is always what it was.</summary>
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess || recorded.Output.Length == 0) return recorded;
        if (!KnownFeatures.IsLateSparing(step.Input.AsSpan(0, UuidBytes))) return recorded;
        var isFromStart = step.Input[UuidBytes] == 0 && step.Input[UuidBytes + 1] == 0;
        return isFromStart ? recorded.With(output => output[0] = Maintenance) : recorded;
    }
}
