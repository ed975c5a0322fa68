using System.Diagnostics;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;

namespace CxlFabricSim.Cli.Live;

/// <summary>One line on a terminal that tells how far a run is; gone when disposed, and never there for a run of less than a second.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int LooksPerSecond = 5;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1.0 / LooksPerSecond);

    private readonly RunWatch _watch;
    private readonly TextWriter _terminal;
    private readonly string _name;
    private readonly SimTime? _duration;
    private readonly Queue<(double Seconds, WatchedProgress Progress)> _looks = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Looker _looker;
    private int _shown;

    /// <param name="watch">The run.</param>
    /// <param name="terminal">Where the line stands.</param>
    /// <param name="name">The scenario's.</param>
    /// <param name="duration">When the run will end at the latest; null when nobody knows.</param>
    public ProgressLine(RunWatch watch, TextWriter terminal, string name, SimTime? duration)
    {
        _watch = watch;
        _terminal = terminal;
        _name = name;
        _duration = duration;
        _looker = new Looker(BetweenLooks, Look, Clear);
    }

    public void Dispose() => _looker.Dispose();

    private void Look()
    {
        if (_watch.Progress is not { } progress) return;
        var now = (Seconds: _clock.Elapsed.TotalSeconds, Progress: progress);
        _looks.Enqueue(now);
        // Rates are those of the last second: steady enough to read, quick enough to show a change.
        if (_looks.Count <= LooksPerSecond) return;
        var earlier = _looks.Dequeue();
        var text = ProgressText.Of(_name, earlier.Progress, now.Progress, now.Seconds - earlier.Seconds, _duration);
        // Blanks cover what a longer line left: this works on every terminal.
        _terminal.Write($"\r{text.PadRight(_shown)}");
        _shown = text.Length;
    }

    private void Clear()
    {
        if (_shown > 0) _terminal.Write($"\r{new string(' ', _shown)}\r");
    }
}
