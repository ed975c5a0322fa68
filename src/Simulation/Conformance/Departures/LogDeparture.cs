using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Log of the Command Effects Log.</summary>
internal sealed class LogDeparture : MailboxDeparture
{
    private const int UuidBytes = 16;
    private const int PayloadBytes = 2048;

    private readonly Kind _kind;

    private LogDeparture(Kind kind, DepartureText text)
        : base(text, (int)Opcode.GetLog) => _kind = kind;

    private enum Kind
    {
        Bounds,
        Offset,
        Effects,
    }

    /// <summary>Reads beyond the end of a log, which come first.</summary>
    public static LogDeparture Bounds() => new(Kind.Bounds, new DepartureText(
        "log-bounds-not-reported-size", "Get Log reads zeros beyond the reported size", "Invalid Input", "CXL 3.x, Get Log"));

    /// <summary>Reads from the middle of a log.</summary>
    public static LogDeparture Offset() => new(Kind.Offset, new DepartureText(
        "log-offset-counts-entries", "Get Log takes its offset for a number of entries of the Command Effects Log", "bytes", "CXL 3.x, Get Log"));

    /// <summary>Reads from the beginning.</summary>
    public static LogDeparture Effects() => new(Kind.Effects, new DepartureText(
        "effects-bits-displaced", "in the Command Effects Log abort stands in bit 7 and the resets in bits 11 and 12",
        "bits 8, 10 and 11; and the commands that QEMU lacks are listed", "CXL 3.x, Command Effects Log"));

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!SpecifiedEffects.IsAskedFor(step) || recorded.Code is not (Success or InvalidInput)) return recorded;
        var offset = BitConverter.ToUInt32(step.Input, UuidBytes);
        var length = BitConverter.ToUInt32(step.Input, UuidBytes + sizeof(uint));
        var log = SpecifiedEffects.Log(scene);
        var isWithin = length <= PayloadBytes && offset + (ulong)length <= (ulong)log.Length;
        if (_kind == Kind.Bounds) return isWithin ? recorded : Answer.Of(InvalidInput);
        if (!isWithin || !recorded.IsSuccess || _kind == Kind.Effects != (offset == 0)) return recorded;
        if (offset == 0 && !SpecifiedEffects.Holds(recorded.Output, scene)) return recorded;
        return new Answer(Success, log[(int)offset..(int)(offset + length)]);
    }
}
