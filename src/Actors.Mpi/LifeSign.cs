namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// A node's file in the folder of <see cref="LifeSigns"/>, open for as long as the node lives. The system closes it when the process is
/// killed; a node that ends by itself takes it away before.
/// </summary>
public sealed class LifeSign : IDisposable
{
    private readonly string _path;
    private readonly string _results;
    private readonly FileStream _file;

    private LifeSign(string folder, int node)
    {
        _path = LifeSigns.PathOf(folder, node, Environment.ProcessId);
        _results = LifeSigns.ResultsOf(folder, node);
        _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>The sign of this process; null when it is no node, or whoever started it wants none.</summary>
    public static LifeSign? Give(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue(LifeSigns.Variable, out var folder) && MpiJob.RankOf(environment) is { } node ? new LifeSign(folder, node) : null;

    /// <summary>Leaves something that is there as a whole, or as it was before, whenever the node is killed.</summary>
    public void HandOver(byte[] results)
    {
        var next = _results + ".next";
        try
        {
            File.WriteAllBytes(next, results);
            File.Move(next, _results, overwrite: true);
        }
        catch (IOException)
        {
            // For want of room, for example: the run goes on, and older results are there if it is lost.
        }
    }

    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }
}
