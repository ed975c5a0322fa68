using System.Diagnostics;
using System.Globalization;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Cli.Live;

/// <summary>One line on a terminal that tells how far a sweep is; gone when disposed.</summary>
internal sealed class SweepLine : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    private readonly SweepRunner _runner;
    private readonly TextWriter _terminal;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Looker _looker;
    private int _shown;

    public SweepLine(SweepRunner runner, TextWriter terminal)
    {
        _runner = runner;
        _terminal = terminal;
        _looker = new Looker(BetweenLooks, Look, Clear);
    }

    public void Dispose() => _looker.Dispose();

    /// <summary>What the line says; the time left is that of runs as long as those done.</summary>
    internal static string TextOf(SweepProgress progress, TimeSpan elapsed)
    {
        var (done, left) = (progress.Found + progress.Done, progress.Runs - progress.Found - progress.Done);
        var failed = progress.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {progress.Failed} failed") : "";
        var time = progress.Done > 0 && left > 0 ? $", about {Words(elapsed * ((double)left / progress.Done))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"sweep: {done} of {progress.Runs} runs done{failed}, {progress.Running} running{time}");
    }

    private static string Words(TimeSpan time) => time.TotalSeconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):0} s"),
        < 6000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
    };

    private void Look()
    {
        var text = TextOf(_runner.Progress, _clock.Elapsed);
        _terminal.Write($"\r{text.PadRight(_shown)}");
        _shown = text.Length;
    }

    private void Clear()
    {
        if (_shown > 0) _terminal.Write($"\r{new string(' ', _shown)}\r");
    }
}
