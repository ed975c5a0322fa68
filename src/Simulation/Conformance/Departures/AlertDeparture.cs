using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Alert Configuration after settings that the recorded device took in its own way.</summary>
internal sealed class AlertDeparture(DepartureText text, bool isAfterRefusal) : MailboxDeparture(text, (int)Opcode.GetAlertConfiguration)
{
    private readonly AlertSettings _specified = new(asRecorded: false);
    private readonly AlertSettings _recorded = new(asRecorded: true);
    private bool _wasRefused;

    /// <summary>Enable bits that play no part.</summary>
    public static AlertDeparture EnableBits() => new(
        new DepartureText(
            "alert-enable-bits-ignored", "a valid alert is always enabled, shown in the byte of those that can be programmed",
            "enable bits apply; the first byte shows them", "CXL 3.x, Set Alert Configuration"),
        isAfterRefusal: false);

    /// <summary>Settings before the one that is refused.</summary>
    public static AlertDeparture PartialUpdate() => new(
        new DepartureText(
            "partial-update-on-error", "Set Alert Configuration takes the thresholds before the one it refuses", "nothing changes",
            "CXL 3.x, Set Alert Configuration"),
        isAfterRefusal: true);

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.IsSuccess && _wasRefused == isAfterRefusal && recorded.Output.AsSpan().SequenceEqual(_recorded.Get())
            ? new Answer(Success, _specified.Get())
            : recorded;

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step.Opcode != (int)Opcode.SetAlertConfiguration || step.Recorded is not (Success or InvalidInput)) return;
        _wasRefused = step.Recorded == InvalidInput;
        _specified.Set(step.Input, _wasRefused);
        _recorded.Set(step.Input, _wasRefused);
    }
}
