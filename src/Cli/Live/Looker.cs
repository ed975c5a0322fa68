namespace CxlFabricSim.Cli.Live;

/// <summary>
/// Looks at something from time to time and draws what it sees on a terminal, until disposed. On a thread of its own, because workers may
/// take every thread of the pool's processors.
/// </summary>
internal sealed class Looker : IDisposable
{
    private readonly TimeSpan _between;
    private readonly Action _look;
    private readonly Action _clear;
    private readonly ManualResetEventSlim _isOver = new();
    private readonly Thread _thread;

    /// <param name="between">The time between two looks, and before the first.</param>
    /// <param name="look">Draws.</param>
    /// <param name="clear">Takes away what was drawn, at the end.</param>
    public Looker(TimeSpan between, Action look, Action clear)
    {
        _between = between;
        _look = look;
        _clear = clear;
        _thread = new Thread(LookWhileThereIsATerminal) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _isOver.Dispose();
    }

    private void LookWhileThereIsATerminal()
    {
        try
        {
            while (!_isOver.Wait(_between)) _look();
            _clear();
        }
        catch (IOException)
        {
            // The terminal went away: what runs does not need it.
        }
    }
}
