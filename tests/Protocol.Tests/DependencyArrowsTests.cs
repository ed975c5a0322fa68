using System.Xml.Linq;

namespace CxlFabricSim.Protocol.Tests;

/// <summary>The arrows between projects point one way: Cli -> Simulation -> {Hosts, Fabric, Devices} -> {Components, Actors} -> Protocol.</summary>
public sealed class DependencyArrowsTests
{
    /// <summary>A project may refer to projects of a lower layer, and to no other of its own.</summary>
    private static readonly Dictionary<string, int> Layers = new()
    {
        ["Protocol"] = 0,
        ["Components"] = 1,
        ["Actors"] = 1,
        ["Actors.Akka"] = 2,
        ["Actors.Mpi"] = 2,
        ["Hosts"] = 2,
        ["Fabric"] = 2,
        ["Devices"] = 2,
        ["Simulation"] = 3,
        ["Cli"] = 4,
    };

    public static TheoryData<string> Projects => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_to_layers_below(string project)
    {
        var against = References(project).Where(reference => !Layers.TryGetValue(reference, out var layer) || layer >= Layers[project]);

        Assert.Empty(against);
    }

    [Fact]
    public void Every_project_has_a_layer()
    {
        var found = Directory.GetDirectories(Path.Combine(Root(), "src")).Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0);

        Assert.Equal(Layers.Keys.Order(), found.Select(folder => Path.GetFileName(folder)).Order());
    }

    [Fact]
    public void Arrows_are_really_read() => Assert.Contains("Simulation", References("Cli"));

    [Fact]
    public void Only_the_command_refers_to_the_Akka_engine_and_only_where_it_is_asked_for()
    {
        var referring = Layers.Keys.Where(project => References(project).Contains("Actors.Akka"));
        var file = XDocument.Load(Path.Combine(Root(), "src", "Cli", "Cli.csproj"));
        var reference = file.Descendants("ProjectReference").Single(reference => reference.Attribute("Include")!.Value.Contains("Actors.Akka", StringComparison.Ordinal));

        Assert.Equal(["Cli"], referring);
        Assert.Equal("'$(WithAkka)' == 'true'", reference.Attribute("Condition")!.Value);
    }

    // The signatures stand in the place of packages.
    private static List<string> References(string project)
    {
        var file = XDocument.Load(Path.Combine(Root(), "src", project, $"{project}.csproj"));
        return
        [
            .. file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .Where(reference => reference != "Actors.Akka.Signatures"),
        ];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "CxlFabricSim.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not run below the repository");
    }
}
