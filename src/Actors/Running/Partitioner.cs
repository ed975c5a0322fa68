namespace CxlFabricSim.Actors.Running;

/// <summary>Divides actors over workers: neighbours in the order of the model stay together, so that every worker gets a like share of ports.</summary>
internal static class Partitioner
{
    /// <summary>The partition of each actor, by its id; every partition gets at least one actor.</summary>
    public static int[] Divide(IReadOnlyList<Actor> actors, int count)
    {
        var weights = actors.Select(actor => (long)(1 + actor.Inputs.Length + actor.Outputs.Length)).ToArray();
        var total = weights.Sum();
        var partitions = new int[actors.Count];
        var partition = 0;
        var done = 0L;
        var members = 0;
        for (var actor = 0; actor < actors.Count; actor++)
        {
            var isFull = done * count >= total * (partition + 1);
            var isNeeded = actors.Count - actor <= count - partition - 1;
            if (partition < count - 1 && members > 0 && (isFull || isNeeded))
            {
                partition++;
                members = 0;
            }

            partitions[actor] = partition;
            done += weights[actor];
            members++;
        }

        return partitions;
    }
}
