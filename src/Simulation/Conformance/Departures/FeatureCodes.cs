using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Return codes of their own for a selection and a version that a feature does not have.</summary>
internal sealed class FeatureCodes() : MailboxDeparture(
    new DepartureText(
        "feature-codes", "Unsupported for a selection other than the current value and for a wrong version",
        "Unsupported Feature Selection Value (1Ah), Unsupported Feature Version (19h)", "CXL 3.x, Get Feature; Set Feature"),
    (int)Opcode.GetFeature, (int)Opcode.SetFeature)
{
    private const int UuidBytes = 16;
    private const int SelectionOffset = 20;
    private const int UnsupportedVersion = 0x19;
    private const int UnsupportedSelection = 0x1A;

    /// <summary>A feature that is not there is Unsupported in both.</summary>
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (recorded.Code != Unsupported || !KnownFeatures.Contains(step.Input.AsSpan(0, UuidBytes))) return recorded;
        if (step.Opcode == (int)Opcode.SetFeature) return Answer.Of(UnsupportedVersion);
        return step.Input[SelectionOffset] != 0 ? Answer.Of(UnsupportedSelection) : recorded;
    }
}
