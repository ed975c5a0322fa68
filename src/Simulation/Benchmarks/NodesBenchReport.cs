namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>What several nodes did beside one process.</summary>
/// <param name="Nodes">How many.</param>
/// <param name="Transport">The way between them, and what a meeting takes at best.</param>
/// <param name="Cases">One for every fabric.</param>
public sealed record NodesBenchReport(int Nodes, string Transport, IReadOnlyList<NodesBenchCase> Cases);

/// <summary>One measured fabric; every figure is a median over its runs.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="Speed">How many times as fast as one process, which took turns with the nodes.</param>
/// <param name="SpeedByProcessorTime">The same by the processor time of one process over that of the busiest node: what a busy machine would do if it were free.</param>
/// <param name="OneProcessSeconds">Wall time of one process.</param>
/// <param name="OneProcessProcessor">Processor time of it over its wall time: below 1 somebody else used its processor.</param>
/// <param name="Seconds">Wall time of all nodes together.</param>
/// <param name="MeetEveryNanoseconds">Virtual time between two meetings, where anything happens.</param>
/// <param name="Windows">How often the nodes met.</param>
/// <param name="WindowsPerSecond">Meetings per second of wall time.</param>
/// <param name="EventsPerWindow">Messages taken and timers fired between two meetings, over all nodes.</param>
/// <param name="EventsPerSecond">The same per second of wall time.</param>
/// <param name="MegabytesPerSecond">Sent by all nodes.</param>
/// <param name="BytesPerWindow">Sent by all nodes for one meeting.</param>
/// <param name="Shares">Of each node.</param>
public sealed record NodesBenchCase(
    string Name, double Speed, double SpeedByProcessorTime, double OneProcessSeconds, double OneProcessProcessor, double Seconds, double MeetEveryNanoseconds, long Windows, double WindowsPerSecond, double EventsPerWindow,
    double EventsPerSecond, double MegabytesPerSecond, double BytesPerWindow, IReadOnlyList<NodeShare> Shares);

/// <summary>One node's part of a measurement.</summary>
/// <param name="Events">Its share of all events.</param>
/// <param name="Waiting">The share of wall time that it stood in meetings.</param>
/// <param name="Processor">Processor time over wall time.</param>
public sealed record NodeShare(double Events, double Waiting, double Processor);
