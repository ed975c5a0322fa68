namespace CxlFabricSim.Actors.Running;

/// <content>Runs whose partitions somebody else runs.</content>
public sealed partial class Engine
{
    // A partition that is alone meets nobody: it stops so often that somebody who wants the run to end is heard at once.
    private const int WindowsAlone = 64;

    /// <summary>How many threads can be at work at once.</summary>
    private int Workers => _settings.Driver is { } driver ? Math.Min(_partitions.Length, driver.Threads) : _partitions.Length;

    private (Partition[] Partitions, long Crossing, NodeMeeting? Nodes) DivideForDriver(IDriver driver)
    {
        var cut = _model.CutForDriver(IsHere, driver.HasPartitionPerActor, _settings.NodeOfActor, out var count);
        var partitions = _model.Divide(cut, count, _cluster?.Nodes ?? 0);
        var crossing = _model.ShortestCrossing(count);
        if (_cluster is null) return (partitions, count == 1 ? crossing * WindowsAlone : crossing, null);
        var nodes = new NodeMeeting(_cluster, _model, partitions, _model.ShortestBetween(_settings.NodeOfActor).Picoseconds, _end);
        return (partitions, count == 1 ? long.MaxValue : crossing, nodes);
    }

    private void RunDriven(IDriver driver)
    {
        var rounds = new DrivenRounds(_model, _partitions, _nodes, _crossing, _end, _settings, () => _isInterruptWanted);
        driver.Drive(rounds);
        (_end, _wasInterrupted) = (rounds.End, rounds.WasInterrupted);
    }
}
