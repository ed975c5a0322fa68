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
    private readonly ManualResetEventSlim _isOver = new();
    private readonly Thread _thread;

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
        // A thread of its own, because workers may take every thread of the pool's processors.
        _thread = new Thread(ShowWhileThereIsATerminal) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _isOver.Dispose();
    }

    private void ShowWhileThereIsATerminal()
    {
        try
        {
            Show();
        }
        catch (IOException)
        {
            // The terminal went away: the run does not need it.
        }
    }

    private void Show()
    {
        var shown = 0;
        while (!_isOver.Wait(BetweenLooks))
        {
            if (_watch.Progress is not { } progress) continue;
            var now = (Seconds: _clock.Elapsed.TotalSeconds, Progress: progress);
            _looks.Enqueue(now);
            // Rates are those of the last second: steady enough to read, quick enough to show a change.
            if (_looks.Count <= LooksPerSecond) continue;
            var earlier = _looks.Dequeue();
            shown = Redraw(ProgressText.Of(_name, earlier.Progress, now.Progress, now.Seconds - earlier.Seconds, _duration), shown);
        }

        if (shown > 0) _terminal.Write($"\r{new string(' ', shown)}\r");
    }

    /// <summary>Blanks cover what a longer line left: this works on every terminal.</summary>
    private int Redraw(string text, int shown)
    {
        _terminal.Write($"\r{text.PadRight(shown)}");
        return text.Length;
    }
}
