using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Injecting and clearing poison while the media are scanned.</summary>
internal sealed class ScanFreezesList() : Departure(
    new DepartureText(
        "scan-freezes-list", "while a scan runs Inject Poison and Clear Poison succeed and change nothing", "they do what they say",
        "CXL 3.x, Inject Poison; Clear Poison"))
{
    private const int BackgroundCommandStarted = 1;
    private const ulong Done = 100;

    private bool _isScanning;

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) =>
        _isScanning && step is { Opcode: (int)Opcode.InjectPoison or (int)Opcode.ClearPoison, Recorded: 0 };

    /// <summary>The copy lists the line that was injected, and not the one that was cleared.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        var list = copy.Execute((int)Opcode.GetPoisonList, [.. step.Input[..sizeof(ulong)], 1, 0, 0, 0, 0, 0, 0, 0]);
        const int CountOffset = 10;
        var isListed = list.Output[CountOffset] == 1;
        var isInjected = step.Opcode == (int)Opcode.InjectPoison;
        return isListed == isInjected ? null : $"the line is {(isListed ? "" : "not ")}listed afterwards";
    }

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step is { Opcode: (int)Opcode.ScanMedia, Recorded: BackgroundCommandStarted }) _isScanning = true;
        if (step.Opcode == (int)Opcode.RequestAbortBackgroundOperation) _isScanning = false;
        if (step.Register == "background_status" && (step.Json.Hex("value") >> 16 & 0x7F) == Done) _isScanning = false;
    }
}
