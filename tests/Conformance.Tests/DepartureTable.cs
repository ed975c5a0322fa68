using CxlFabricSim.Simulation.Conformance.Departures;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>The page about departures, held against the list in the code.</summary>
public sealed class DepartureTable
{
    [Fact]
    public void The_page_has_a_row_for_each_departure_and_no_other()
    {
        var rows = File.ReadAllLines(Path.Combine(RepositoryRoot(), "docs", "departures.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2);

        Assert.Equal(DepartureList.Texts.Select(text => text.ToString()), rows);
    }

    [Fact]
    public void Every_departure_has_a_name_of_its_own_and_says_what_whose_and_where()
    {
        Assert.Equal(DepartureList.Texts.Count, DepartureList.Texts.Select(text => text.Name).Distinct().Count());
        Assert.All(DepartureList.Texts, text => Assert.DoesNotContain("", new[] { text.Name, text.Qemu, text.Specification, text.Source }));
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CxlFabricSim.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"no solution above {AppContext.BaseDirectory}");
        return folder;
    }
}
