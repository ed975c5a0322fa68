namespace CxlFabricSim.Simulation.Tests;

/// <summary>The folder that this test was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Folder(string name) => Path.Combine(Root, name);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CxlFabricSim.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"no solution above {AppContext.BaseDirectory}");
        return folder;
    }
}
