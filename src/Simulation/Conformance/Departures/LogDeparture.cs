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

    /// <summary>Reads from beyond the end of the recorded log.</summary>
    public static LogDeparture Bounds() => new(Kind.Bounds, new DepartureText(
        "log-bounds-not-reported-size", "Get Log reads zeros beyond the reported size", "Invalid Input; ours may be longer",
        "CXL 3.x, Get Log"));

    /// <summary>Reads from the middle of a log.</summary>
    public static LogDeparture Offset() => new(Kind.Offset, new DepartureText(
        "log-offset-counts-entries", "Get Log takes its offset for a number of entries of the Command Effects Log", "bytes",
        "CXL 3.x, Get Log"));

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
        if (!recorded.IsSuccess || recorded.Output.Length != length || KindOf(offset, scene) != _kind) return recorded;
        if (_kind == Kind.Bounds && recorded.Output.Any(value => value != 0)) return recorded;
        if (_kind != Kind.Bounds && !SpecifiedEffects.Holds(recorded.Output, scene)) return recorded;
        return isWithin ? new Answer(Success, log[(int)offset..(int)(offset + length)]) : Answer.Of(InvalidInput);
    }

    /// <summary>The recorded device takes an offset for a number of entries.</summary>
    private static Kind KindOf(uint offset, ReplayScene scene)
    {
        if (offset == 0) return Kind.Effects;
        return offset >= SpecifiedEffects.RecordedEntries(scene) ? Kind.Bounds : Kind.Offset;
    }
}
