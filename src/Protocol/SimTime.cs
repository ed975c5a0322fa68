namespace CxlFabricSim.Protocol;

/// <summary>A moment of virtual time, or a span of it, in whole picoseconds.</summary>
public readonly record struct SimTime(long Picoseconds) : IComparable<SimTime>
{
    public const long PicosecondsPerNanosecond = 1_000;
    public const long PicosecondsPerMicrosecond = 1_000_000;
    public const long PicosecondsPerSecond = 1_000_000_000_000;

    public static SimTime Zero => default;

    /// <summary>Later than anything that happens: "not scheduled".</summary>
    public static SimTime Never => new(long.MaxValue);

    public static SimTime FromNanoseconds(long nanoseconds) => new(checked(nanoseconds * PicosecondsPerNanosecond));

    public static SimTime FromMicroseconds(long microseconds) => new(checked(microseconds * PicosecondsPerMicrosecond));

    public double Nanoseconds => Picoseconds / (double)PicosecondsPerNanosecond;

    public double Seconds => Picoseconds / (double)PicosecondsPerSecond;

    public static SimTime operator +(SimTime left, SimTime right) => new(checked(left.Picoseconds + right.Picoseconds));

    public static SimTime operator -(SimTime left, SimTime right) => new(checked(left.Picoseconds - right.Picoseconds));

    public static bool operator <(SimTime left, SimTime right) => left.Picoseconds < right.Picoseconds;

    public static bool operator >(SimTime left, SimTime right) => left.Picoseconds > right.Picoseconds;

    public static bool operator <=(SimTime left, SimTime right) => left.Picoseconds <= right.Picoseconds;

    public static bool operator >=(SimTime left, SimTime right) => left.Picoseconds >= right.Picoseconds;

    public int CompareTo(SimTime other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>The largest unit that keeps the number readable: "12.5 ns", "3.2 us".</summary>
    public override string ToString()
    {
        if (this == Never) return "never";
        var magnitude = Math.Abs((double)Picoseconds);
        return magnitude switch
        {
            < PicosecondsPerNanosecond => Invariant($"{Picoseconds} ps"),
            < PicosecondsPerMicrosecond => Invariant($"{Picoseconds / 1e3:0.###} ns"),
            < PicosecondsPerMicrosecond * 1000 => Invariant($"{Picoseconds / 1e6:0.######} us"),
            < PicosecondsPerSecond => Invariant($"{Picoseconds / 1e9:0.######} ms"),
            _ => Invariant($"{Picoseconds / 1e12:0.######} s"),
        };
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
