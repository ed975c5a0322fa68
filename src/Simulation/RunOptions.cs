using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Simulation;

/// <summary>How to run a scenario; nothing here changes what comes out of a run that reaches its end.</summary>
/// <param name="Threads">Worker threads at most.</param>
/// <param name="ThreadsExact">Use that many even where fewer would be faster: for tests.</param>
/// <param name="Watch">Through which another thread follows the run, and may end it early; results then are those so far.</param>
/// <param name="TraceEvery">Follow the requests in one of so many of each host's slots; none when zero.</param>
/// <param name="Replay">What came from outside when the fabric was served: it comes again, at the same times.</param>
/// <param name="Driver">Who runs the actors instead of threads; null for those.</param>
public sealed record RunOptions(
    int Threads = 1, bool ThreadsExact = false, RunWatch? Watch = null, Recording? Replay = null, int TraceEvery = 0, IDriver? Driver = null);
