using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Channels;

/// <summary>One direction between two ports: how long it takes, how fast it is, how much its receiver can hold.</summary>
public sealed record ChannelOptions
{
    /// <summary>From the last byte on the line to its arrival; above zero.</summary>
    public required SimTime Latency { get; init; }

    /// <summary>A constant delay of the sending port (a pipeline, a controller) before the line: adds to latency and lookahead.</summary>
    public SimTime PortDelay { get; init; }

    /// <summary>Raw bandwidth; zero means that a message takes no time on the line.</summary>
    public ulong BytesPerSecond { get; init; }

    /// <summary>What a message of each class takes on the line, indexed by class, in bytes and parts of bytes; for classes without a size of their own see <see cref="OutputPort.Send(in Message,int,int,bool,long)"/>.</summary>
    public IReadOnlyList<double> ClassBytes { get; init; } = [];

    /// <summary>
    /// Messages of one class travel in what a message of another class takes anyway, so many with each that has just left: the
    /// headers of several kinds share a slot. Nothing when left out.
    /// </summary>
    public Riders? Riders { get; init; }

    /// <summary>The sending port takes no message of a class faster than this, however fast the line is.</summary>
    public SimTime ServiceTime { get; init; }

    /// <summary>
    /// The line carries flits of so many bytes, one after the other from time zero on: a message arrives with the end of the flit that its
    /// last byte is in. Zero for a line without flits.
    /// </summary>
    public int FlitBytes { get; init; }

    /// <summary>What goes wrong on the line, and what that costs; nothing when left out.</summary>
    public LineErrors? Errors { get; init; }

    /// <summary>Messages of each class that the receiver can hold, indexed by class; zero for a class that never travels here.</summary>
    public required IReadOnlyList<int> Credits { get; init; }

    /// <summary>True when the sending actor arbitrates each time line and credit are free; false when messages depart in send order.</summary>
    public bool Pulled { get; init; }

    internal long TotalLatency => Latency.Picoseconds + PortDelay.Picoseconds;
}
