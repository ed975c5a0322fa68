using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Channels;

/// <content>What an observer reads.</content>
public sealed partial class OutputPort
{
    /// <summary>When all that has left so far has taken the line.</summary>
    public SimTime LineFree => new(_line.Free);

    /// <summary>
    /// For how long the line was taken before a time that all done so far lies before. What is promised beyond it is taken off as if it
    /// stood without gaps; a medium slower than its line leaves some, and then some nanoseconds count in the interval behind.
    /// </summary>
    public long BusyPicosecondsBefore(SimTime time) => BusyPicoseconds - Math.Clamp(_line.Free - time.Picoseconds, 0, BusyPicoseconds);
}
