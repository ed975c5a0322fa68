using System.Diagnostics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Ties virtual time to the wall clock, from the moment of making it.</summary>
/// <param name="factor">Seconds of virtual time for each second of the clock; above zero.</param>
internal sealed class Pace(double factor)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The virtual time that the model may have come to.</summary>
    public SimTime Now => new((long)(_clock.Elapsed.TotalSeconds * factor * SimTime.PicosecondsPerSecond));

    /// <summary>How long the clock takes to a virtual time, in whole milliseconds and at least one.</summary>
    public TimeSpan Until(SimTime time)
    {
        var milliseconds = (time - Now).Seconds / factor * 1000;
        return TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(milliseconds), 1, int.MaxValue - 1));
    }
}
