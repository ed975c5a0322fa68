using System.Diagnostics;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Cli.Live;

/// <summary>
/// Lines on a terminal that tell how far each node is; gone when disposed. The terminal is that of the process that started the nodes, which
/// tells the first of them by a variable that there is one.
/// </summary>
internal sealed class NodesView : IDisposable
{
    /// <summary>Set for nodes whose words go to a terminal that understands how to move up.</summary>
    public const string Variable = "CXL_NODES_VIEW";

    private const string ClearBelow = "\u001b[J";
    private const int LooksPerSecond = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1.0 / LooksPerSecond);

    private readonly ICluster _cluster;
    private readonly TextWriter _terminal;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Queue<(double Seconds, IReadOnlyList<NodeProgress> Shown)> _looks = new();
    private readonly Looker _looker;
    private int _lines;

    public NodesView(ICluster cluster, TextWriter terminal)
    {
        _cluster = cluster;
        _terminal = terminal;
        _looker = new Looker(BetweenLooks, Look, Clear);
    }

    /// <summary>Whether the process that starts nodes should ask for lines.</summary>
    public static bool IsWanted(Surroundings surroundings) =>
        surroundings.IsErrorTerminal && surroundings.Environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");

    public void Dispose() => _looker.Dispose();

    private void Look()
    {
        var now = (Seconds: _clock.Elapsed.TotalSeconds, _cluster.Shown);
        if (now.Shown.Count == 0) return;
        _looks.Enqueue(now);
        if (_looks.Count <= LooksPerSecond) return;
        var earlier = _looks.Dequeue();
        var text = NodesText.Of(earlier.Shown, now.Shown, now.Seconds - earlier.Seconds);
        _terminal.Write($"{Up(_lines)}{ClearBelow}{string.Join("\r\n", text)}");
        _lines = text.Count;
    }

    private void Clear()
    {
        if (_lines > 0) _terminal.Write($"{Up(_lines)}{ClearBelow}");
    }

    private static string Up(int lines) => lines > 1 ? $"\r\u001b[{lines - 1}A" : "\r";
}
