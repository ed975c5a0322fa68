using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Commands that need the media while a sanitisation has them disabled.</summary>
internal sealed class MediaDisabledNotEnforced() : MailboxDeparture(
    new DepartureText(
        "media-disabled-not-enforced", "only the status register shows that the media are disabled",
        "Media Disabled for commands that touch media, labels, logs and poison", "CXL 3.x, Sanitize"),
    (int)Opcode.GetEventRecords, (int)Opcode.GetLog, (int)Opcode.GetPartitionInfo, (int)Opcode.GetLabelStorageArea,
    (int)Opcode.SetLabelStorageArea, (int)Opcode.GetPoisonList, (int)Opcode.InjectPoison, (int)Opcode.ClearPoison)
{
    private const int BackgroundCommandStarted = 1;
    private const ulong MediaStatusMask = 0xC;

    private bool _isDisabled;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        _isDisabled && recorded.Code is Success or InvalidInput ? Answer.Of(MediaDisabled) : recorded;

    /// <summary>The recorded register tells when the media came back.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step.Opcode == (int)Opcode.Sanitize && step.Recorded == BackgroundCommandStarted) _isDisabled = true;
        if (step.Register == "memdev_status") _isDisabled = (step.Json.Hex("value") & MediaStatusMask) == MediaStatusMask;
    }
}
