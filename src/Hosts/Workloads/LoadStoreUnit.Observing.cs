namespace CxlFabricSim.Hosts.Workloads;

/// <content>What an observer reads.</content>
public sealed partial class LoadStoreUnit
{
    /// <summary>Lines of one stream in flight now. Looks at every slot: for samples, not for the way of each line.</summary>
    public int LinesInFlightOf(TrafficSource stream)
    {
        var lines = 0;
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.IsBusy && StreamOf(slot) == stream) lines++;
        }

        return lines;
    }
}
