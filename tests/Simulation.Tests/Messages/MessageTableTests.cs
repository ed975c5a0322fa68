using System.Text;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>The table of messages in docs/errors.md: every message of the sources stands there, and every one is made by a case.</summary>
/// <remarks>To write the table anew, run these tests with UPDATE_DOCS=1 in the environment.</remarks>
public sealed class MessageTableTests
{
    private const string Marker = "<!-- What follows is written by MessageTableTests. -->\n";

    private static readonly string Page = Repository.Folder("docs/errors.md");

    [Fact]
    public void Every_message_in_the_sources_is_made_by_a_case_and_every_message_made_is_in_the_sources()
    {
        var shapes = SourceMessages.All();
        var examples = Examples(shapes, out var strangers);

        Assert.True(shapes.Count > 100, $"only {shapes.Count} messages were found in the sources");
        Assert.True(strangers.Count == 0, $"no place in the sources makes: {string.Join('\n', strangers)}");
        var missing = shapes.Where(shape => !examples.ContainsKey(shape));
        Assert.True(!missing.Any(), $"add a case to MessageCases for: {string.Join('\n', missing)}");
    }

    [Fact]
    public void The_table_in_the_documents_is_up_to_date()
    {
        var shapes = SourceMessages.All();
        var table = TableOf(shapes, Examples(shapes, out _));
        var page = File.ReadAllText(Page);
        var head = page[..(page.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(Page, head + table);

        Assert.True(File.ReadAllText(Page) == head + table, "docs/errors.md is not what the sources say: run this test with UPDATE_DOCS=1 and look at what changed");
    }

    // The first message of each shape; what fits no shape goes to the strangers.
    private static Dictionary<MessageShape, ScenarioError> Examples(IReadOnlyList<MessageShape> shapes, out List<string> strangers)
    {
        strangers = [];
        var examples = new Dictionary<MessageShape, ScenarioError>();
        foreach (var error in MessageCases.Errors())
        {
            var shape = shapes.Where(shape => shape.Fits(error.Found, error.WouldDo)).MaxBy(shape => shape.Words);
            if (shape is not null) examples.TryAdd(shape, error);
            else strangers.Add(error.ToString());
        }

        return examples;
    }

    private static string TableOf(IReadOnlyList<MessageShape> shapes, Dictionary<MessageShape, ScenarioError> examples)
    {
        var table = new StringBuilder();
        foreach (var topic in shapes.GroupBy(shape => shape.Topic).OrderBy(topic => topic.Key, StringComparer.Ordinal))
        {
            table.Append($"\n## {topic.Key}\n\n| message | what would do | example |\n| --- | --- | --- |\n");
            foreach (var shape in topic)
            {
                var example = examples.TryGetValue(shape, out var error) ? $"`{Code(error.ToString())}`" : "not made by a test";
                table.Append($"| {Cell(shape.Found)} | {Cell(shape.WouldDo)} | {example} |\n");
            }
        }

        return table.ToString();
    }

    private static string Cell(string text) => Code(text).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Code(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
