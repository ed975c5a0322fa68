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

/// <summary>What the model says of so many nodes, each with a rack of so many hosts.</summary>
/// <param name="Hosts">Of a rack.</param>
/// <param name="Nodes">As many as there are racks.</param>
/// <param name="Speed">How many times as fast as one process with all racks.</param>
/// <param name="Vote">The share of a window that the vote takes.</param>
/// <param name="Bytes">The share that batches take.</param>
/// <param name="Imbalance">The share in which a node waits for the one with most to do.</param>
public sealed record ScalingPoint(int Hosts, int Nodes, double Speed, double Vote, double Bytes, double Imbalance);

/// <summary>The model and what it went by.</summary>
/// <param name="Transport">The way between the nodes that were measured.</param>
/// <param name="Inputs">What was measured.</param>
/// <param name="Points">By size of a rack, and then by nodes.</param>
/// <param name="Ends">For each size of a rack the number of nodes from which twice as many are less than 1.2 times as fast; null where that does not come.</param>
public sealed record ScalingReport(string Transport, ScalingInputs Inputs, IReadOnlyList<ScalingPoint> Points, IReadOnlyDictionary<int, int?> Ends);
