using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// The folder in which the nodes of a job leave what whoever started them needs when none of them is left: Hydra kills all when one is
/// killed. The system notes in which order their files (<see cref="LifeSign"/>) are closed, so the first that is still there is of the node
/// that the others were ended for.
/// </summary>
/// <remarks>
/// A process that is killed closes what it opened last before what it was started with: its sign before the pipe by which Hydra
/// hears of its end.
/// </remarks>
internal sealed class LifeSigns : IDisposable
{
    /// <summary>Names the folder to the nodes.</summary>
    public const string Variable = "CXL_NODES_ALIVE";

    private const string Results = "results";

    // inotify(7): what stands before the name that an event is about.
    private const int HeadBytes = 16;
    private const int LengthAt = 12;
    private const int MostBytes = 64 * 1024;

    private readonly int _events;

    public LifeSigns()
    {
        Folder = Directory.CreateTempSubdirectory("cxlsim-").FullName;
        // In a folder of their own, the system notes nothing of them.
        Directory.CreateDirectory(Path.Combine(Folder, Results));
        _events = NativeProcess.WatchForClosing(Folder);
    }

    public string Folder { get; }

    /// <summary>Once the job is over: the node that ended first and not by itself; null when there is none, or nobody was there to see it.</summary>
    public NodeLostException? FirstLost()
    {
        var events = new byte[MostBytes];
        var length = NativeProcess.Read(_events, events);
        for (var at = 0; at < length; at += HeadBytes + BinaryPrimitives.ReadInt32LittleEndian(events.AsSpan(at + LengthAt)))
        {
            var name = events.AsSpan(at + HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(events.AsSpan(at + LengthAt)));
            var path = Path.Combine(Folder, Encoding.UTF8.GetString(name).TrimEnd('\0'));
            if (!File.Exists(path)) continue;
            var node = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            var process = int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
            return new NodeLostException([node], $"{new NodeProcess(node, process, Environment.MachineName)} {NodeProcess.Ended}");
        }

        return null;
    }

    /// <summary>What a node has handed over last; null for nothing.</summary>
    public byte[]? HandedBy(int node) => File.Exists(ResultsOf(Folder, node)) ? File.ReadAllBytes(ResultsOf(Folder, node)) : null;

    public static string ResultsOf(string folder, int node) => Path.Combine(folder, Results, node.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        NativeProcess.Close(_events);
        Directory.Delete(Folder, recursive: true);
    }
}
