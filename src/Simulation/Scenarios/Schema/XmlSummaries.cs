using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CxlFabricSim.Simulation.Scenarios.Schema;

/// <summary>Summaries of types and properties, out of the documentation file that the compiler writes beside the program.</summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<string, string> _byMember = new(StringComparer.Ordinal);

    private XmlSummaries()
    {
    }

    /// <summary>No summaries where the file is missing: the program works without its documentation.</summary>
    public static XmlSummaries OfThisAssembly()
    {
        var summaries = new XmlSummaries();
        var file = Path.Combine(AppContext.BaseDirectory, $"{typeof(XmlSummaries).Assembly.GetName().Name}.xml");
        if (!File.Exists(file)) return summaries;
        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            if (member.Element("summary") is { } summary) summaries._byMember[member.Attribute("name")!.Value] = TextOf(summary);
        }

        return summaries;
    }

    public string? Of(Type type) => _byMember.GetValueOrDefault($"T:{type.FullName}");

    public string? Of(PropertyInfo property) => _byMember.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    // A reference to a member reads as its last name.
    private static string TextOf(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.', ':')[^1] ?? "",
            XElement element => element.Value,
            _ => node.ToString(),
        }));
        return WhiteSpace().Replace(text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
