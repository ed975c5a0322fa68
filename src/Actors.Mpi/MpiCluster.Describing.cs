using System.Globalization;

namespace CxlFabricSim.Actors.Mpi;

/// <content>Which way the messages go: shared memory is some hundred times faster than what MPI falls back to.</content>
public sealed unsafe partial class MpiCluster
{
    // Open MPI maps a peer's segment when it first speaks to it that way; the file's name ends with the peer's number (btl_vader_component.c).
    private const string SharedSegment = "/vader_segment.";

    // MPICH by UCX or by its own shared memory: whom a mapping is for cannot be told from its name.
    private static readonly string[] SharedOfMpich = ["/dev/shm/ucx_shm", "/dev/shm/mpich", "/SYSV", "/dev/shm/psm"];

    private string Describe(double meetingMicroseconds)
    {
        var shared = SharedWith();
        var others = Enumerable.Range(0, Nodes).Where(node => node != Node).ToList();
        var byMemory = others.Where(shared.Contains).ToList();
        var way = !MpiJob.IsOpenMpi ? WayOfMpich()
            : byMemory.Count == others.Count ? "shared memory (vader)"
            : byMemory.Count == 0 ? "network (tcp or a fabric's own)"
            : $"shared memory (vader) to {string.Join(", ", byMemory.Select(node => $"node-{node}"))}, network to the others";
        if (others.Count == 0) way = "alone";
        return string.Create(CultureInfo.InvariantCulture, $"{Nodes} nodes over {_mpi.Version}: {way}, a meeting takes {meetingMicroseconds:0.0} us");
    }

    private string WayOfMpich()
    {
        var isOneMachine = _processes.All(process => process.Machine == Environment.MachineName);
        var isMapped = File.ReadLines("/proc/self/maps").Any(line => SharedOfMpich.Any(name => line.Contains(name, StringComparison.Ordinal)));
        return isOneMachine && isMapped ? "shared memory" : isMapped ? "shared memory on a machine, network to others" : "network, or shared memory that cannot be told";
    }

    private static HashSet<int> SharedWith()
    {
        var shared = new HashSet<int>();
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (line.IndexOf(SharedSegment, StringComparison.Ordinal) < 0) continue;
            var name = line[(line.LastIndexOf('/') + 1)..].Split(' ')[0];
            if (int.TryParse(name[(name.LastIndexOf('.') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var node)) shared.Add(node);
        }

        return shared;
    }
}
