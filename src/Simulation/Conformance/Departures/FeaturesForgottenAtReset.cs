using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>What Get Supported Features says of how deep a reset a value outlives.</summary>
internal sealed class FeaturesForgottenAtReset() : MailboxDeparture(
    new DepartureText(
        "features-forgotten-at-reset", "no feature is said to outlive a reset",
        "values outlive all but a cold reset (3 in bits 3:1 of the attribute flags)",
        "CXL 3.x, Get Supported Features"),
    (int)Opcode.GetSupportedFeatures)
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 48;
    private const int FlagsOffset = 22;
    private const byte AllButCold = 3 << 1;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) => recorded.With(output =>
    {
        for (var entry = HeaderBytes; entry < output.Length; entry += EntryBytes) output[entry + FlagsOffset] |= AllButCold;
    });
}
