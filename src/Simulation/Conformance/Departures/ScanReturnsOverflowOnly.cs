using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Scan Media Results when the poison list has not overflowed.</summary>
internal sealed class ScanReturnsOverflowOnly() : MailboxDeparture(
    new DepartureText(
        "scan-returns-overflow-only", "a scan returns only the poison that found no room in the list",
        "all that it finds in its range, listed or not",
        "CXL 3.x, Scan Media; Get Scan Media Results"),
    (int)Opcode.GetScanMediaResults)
{
    private const int BackgroundCommandStarted = 1;
    private const int CountOffset = 0x12;
    private const byte Injected = 3;
    private const int EntryBytes = 16;

    private readonly SortedSet<ulong> _poisoned = [];
    private (ulong Start, ulong Lines) _range;
    private bool _isScanning;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess || recorded.Output[CountOffset] != 0) return recorded;
        _isScanning = false;
        var found = _poisoned.Where(line => line - _range.Start < _range.Lines * Sizes.Line).ToList();
        var results = recorded.With(output => output[CountOffset] = (byte)found.Count);
        return results with { Output = [.. results.Output, .. found.SelectMany(Entry)] };
    }

    /// <summary>Poison that is injected and cleared; during a scan the recorded device does neither.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step is { Opcode: (int)Opcode.ScanMedia, Recorded: BackgroundCommandStarted })
        {
            _range = (BitConverter.ToUInt64(step.Input), BitConverter.ToUInt64(step.Input, sizeof(ulong)));
            _isScanning = true;
        }

        if (_isScanning || step.Recorded != Success) return;
        if (step.Opcode == (int)Opcode.InjectPoison) _poisoned.Add(BitConverter.ToUInt64(step.Input));
        if (step.Opcode == (int)Opcode.ClearPoison) _poisoned.Remove(BitConverter.ToUInt64(step.Input));
    }

    private static byte[] Entry(ulong line)
    {
        var entry = new byte[EntryBytes];
        BitConverter.TryWriteBytes(entry, line | Injected);
        entry[sizeof(ulong)] = 1;
        return entry;
    }
}
