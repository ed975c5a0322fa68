namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A folder with a results file for each run that is done, so that a sweep goes on where it was.</summary>
public sealed class PointStore
{
    private readonly string _folder;

    /// <param name="folder">Made when it is not there.</param>
    public PointStore(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    /// <summary>The result of an earlier sweep; null when there is none that can be used. A run that gave no numbers is tried again.</summary>
    public PointResult? Find(SweepPoint point)
    {
        var path = PathOf(point.Key);
        if (!File.Exists(path)) return null;
        return PointResultJson.Read(File.ReadAllBytes(path)) is { Error: null } result && result.Key == point.Key ? result : null;
    }

    /// <summary>Keeps a result. The file is there whole or not at all, whatever ends the process.</summary>
    public void Keep(PointResult result, SweepPoint point)
    {
        var path = PathOf(result.Key);
        var unfinished = $"{path}.{Environment.ProcessId}.part";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write)) PointResultJson.Write(result, point, file);
        File.Move(unfinished, path, overwrite: true);
    }

    private string PathOf(string key) => Path.Combine(_folder, $"{key}.json");
}
