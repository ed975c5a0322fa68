namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>What the scaling model goes by, as measured.</summary>
/// <param name="HopMicroseconds">A small message from node to node with the vote in it, both ways at once: a tenth of many take less.</param>
/// <param name="MicrosecondsPerMessage">What one more message in a window costs.</param>
/// <param name="MicrosecondsPerKilobyte">What a kilobyte more in a batch costs both ends.</param>
/// <param name="NanosecondsPerEvent">Processor time of one process.</param>
/// <param name="HostsOfRack">Hosts of the rack that was measured.</param>
/// <param name="EventsPerWindow">Of that rack.</param>
/// <param name="BytesPerWindow">Sent by that rack.</param>
/// <param name="Spread">By how much racks differ in a window: standard deviation of a rack's events around the mean of all in that window, over the mean.</param>
public sealed record ScalingInputs(
    double HopMicroseconds, double MicrosecondsPerMessage, double MicrosecondsPerKilobyte, double NanosecondsPerEvent, int HostsOfRack, double EventsPerWindow,
    double BytesPerWindow, double Spread);

/// <summary>What the model says of so many nodes.</summary>
/// <param name="Nodes">How many.</param>
/// <param name="Hosts">Of each.</param>
/// <param name="Speed">How many times as fast as one process with all hosts.</param>
/// <param name="Vote">The share of a window that the vote takes.</param>
/// <param name="Bytes">The share that batches take.</param>
/// <param name="Imbalance">The share in which a node waits for the one with most to do.</param>
public sealed record ScalingPoint(int Nodes, double Hosts, double Speed, double Vote, double Bytes, double Imbalance);

/// <summary>More and more nodes.</summary>
/// <param name="Name">Whether the fabric grows with them: "50 hosts a node", or "1,000 hosts in all".</param>
/// <param name="Points">By nodes.</param>
/// <param name="End">From how many nodes on more do not pay; null where that does not come.</param>
/// <param name="Because">What that means here.</param>
public sealed record ScalingSeries(string Name, IReadOnlyList<ScalingPoint> Points, int? End, string Because);

/// <summary>The model and what it went by.</summary>
/// <param name="Transport">The way between the nodes that were measured.</param>
/// <param name="Inputs">What was measured.</param>
/// <param name="Series">What follows.</param>
public sealed record ScalingReport(string Transport, ScalingInputs Inputs, IReadOnlyList<ScalingSeries> Series);
