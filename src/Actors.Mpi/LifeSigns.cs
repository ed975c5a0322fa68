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
    private const char Separator = '-';

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
            var name = Encoding.UTF8.GetString(events.AsSpan(at + HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(events.AsSpan(at + LengthAt)))).TrimEnd('\0');
            if (!File.Exists(Path.Combine(Folder, name))) continue;
            var numbers = name.Split(Separator);
            var process = new NodeProcess(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture), Environment.MachineName);
            return new NodeLostException([process.Node], $"{process} {NodeProcess.Ended}");
        }

        return null;
    }

    /// <summary>What a node has handed over last; null for nothing.</summary>
    public byte[]? HandedBy(int node) => File.Exists(ResultsOf(Folder, node)) ? File.ReadAllBytes(ResultsOf(Folder, node)) : null;

    /// <summary>The file of a node that is a process with this number.</summary>
    public static string PathOf(string folder, int node, int process) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{node}{Separator}{process}"));

    public static string ResultsOf(string folder, int node) => Path.Combine(folder, Results, node.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        NativeProcess.Close(_events);
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A node that outlives Hydra by a moment, as when that is killed, has just left something: no reason to end otherwise.
        }
    }
}
