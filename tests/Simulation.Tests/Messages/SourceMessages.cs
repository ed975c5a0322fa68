using System.Text.RegularExpressions;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>Reads out of the sources every place that makes a message about a scenario, so that none can be added behind the table's back.</summary>
internal static partial class SourceMessages
{
    private static readonly string[] Folders = ["src/Simulation/Scenarios", "src/Simulation/Results", "src/Simulation/Building", "src/Devices/Memory"];

    // What hands on a message that was made elsewhere.
    private static readonly string[] HandedOn = ["found", "mistake", "mistake.Found", "problem.Message", "problems", "string"];

    /// <summary>All shapes, in order of file and place; throws on a message that is neither written out nor handed on.</summary>
    public static IReadOnlyList<MessageShape> All()
    {
        var files = Folders.SelectMany(folder => Directory.GetFiles(Repository.Folder(folder), "*.cs", SearchOption.AllDirectories));
        return files.Order(StringComparer.Ordinal).SelectMany(ShapesOf).Where(shape => shape.Found.Length > 0).DistinctBy(shape => (shape.Topic, shape.Found, shape.WouldDo)).ToList();
    }

    private static IEnumerable<MessageShape> ShapesOf(string file)
    {
        var text = File.ReadAllText(file);
        var topic = TopicOf(Path.GetRelativePath(Repository.Root, file));
        foreach (Match call in Sink().Matches(text))
        {
            var place = PlaceOfFound(call.Groups["sink"].Value);
            var arguments = SourceText.Arguments(text, call.Index + call.Length);
            if (arguments.Count == 0) continue;
            var found = arguments[place < 0 ? arguments.Count - 1 : Math.Min(place, arguments.Count - 1)];
            if (SourceText.ShapeOf(found) is { } shape)
                yield return new MessageShape(topic, shape, place >= 0 ? WouldDoOf(arguments, place + 1) : MessageShape.Hole);
            else if (!HandedOn.Any(word => found == word || found.StartsWith(word + " ", StringComparison.Ordinal)) && !DeclaresParameters(arguments))
                throw new InvalidOperationException($"{file}: the message {found} is not written out where it is made: the table of messages cannot know it");
        }
    }

    private static string WouldDoOf(IReadOnlyList<string> arguments, int place) =>
        place < arguments.Count && SourceText.ShapeOf(arguments[place]) is { } shape ? shape : MessageShape.Hole;

    private static bool DeclaresParameters(IReadOnlyList<string> arguments) => Parameter().IsMatch(arguments[0]);

    private static int PlaceOfFound(string sink) => sink switch
    {
        "indings.Add" or "Refuse" or "Report" => 1,
        "new ScenarioError" => 2,
        "new YamlException" => -1,
        _ => 0,
    };

    private static string TopicOf(string file) => Path.GetFileNameWithoutExtension(file) switch
    {
        "ScenarioFileReader" => "Files",
        "YamlReader" => "YAML and JSON",
        "ScenarioLayers" => "Options and variables",
        "ScenarioBinder" => "Keys",
        "ScalarParser" => "Values",
        "Expectation" or "ExpectationEvaluator" => "Expectations",
        "RuleContext" => "Everywhere",
        "FabricRules" => "Routes and trees",
        "InterleaveRules" => "Interleaving",
        "TopologyRules" => "Topology templates",
        "ManagerRules" or "RebalanceRules" => "Fabric manager",
        "TrafficRules" or "TraceRules" => "Streams",
        "ManagementRules" => "Listeners of a served fabric",
        "ScenarioValidator" => "Devices",
        "BackingFile" => "Files behind devices",
        "Presets" => "Presets",
        "TimingRules" or "CurveFile" => "Timing",
        _ when file.StartsWith("src/Devices", StringComparison.Ordinal) || file.Contains("Building", StringComparison.Ordinal) => "Memory behind devices",
        var name => name.Replace("Rules", "", StringComparison.Ordinal) + (name.StartsWith("Switch", StringComparison.Ordinal) ? "es" : "s"),
    };

    [GeneratedRegex(@"(?<![A-Za-z])(?:f|F)?(?<sink>indings\.Add|Refuse|Report|new ScenarioError|new Mistake|new YamlException|new BackingException|new ScenarioException)\(|(?<sink>mistake) = (?="")|(?<sink>mistake) = (?=\$"")")]
    private static partial Regex Sink();

    [GeneratedRegex(@"^[A-Za-z.<>?]+ [a-zA-Z]+$")]
    private static partial Regex Parameter();
}
