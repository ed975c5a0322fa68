namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>A finished run: what each actor saw, when the run ended, and how many messages were taken and timers fired.</summary>
internal sealed record Outcome(IReadOnlyList<IReadOnlyList<LogEntry>> Logs, long End, long Events)
{
    /// <summary>The kernel's digest; the reference simulator has none.</summary>
    public string? Digest { get; init; }

    /// <summary>When an actor took which message, in order.</summary>
    public IEnumerable<(long Time, ulong Id)> Received(int actor) =>
        Logs[actor].Where(entry => entry.Kind == LogKind.Receive).Select(entry => (entry.Time, entry.Id));

    /// <summary>The ids of the messages that an actor took, in order.</summary>
    public IEnumerable<ulong> ReceivedIds(int actor) => Received(actor).Select(entry => entry.Id);

    /// <summary>When an actor took its messages.</summary>
    public IEnumerable<long> ReceivedTimes(int actor) => Received(actor).Select(entry => entry.Time);

    /// <summary>What an actor noted.</summary>
    public IEnumerable<ulong> Notes(int actor) => Logs[actor].Where(entry => entry.Kind == LogKind.Note).Select(entry => entry.Id);
}
