using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Tells builds of the simulator apart: two of one version may give different results.</summary>
public static class BuildIdentity
{
    private const string OurNames = "CxlFabricSim.";
    private const int HexDigits = 12;

    /// <summary>Of the assemblies that results come from.</summary>
    public static string OfThisProgram { get; } = Of(Modules());

    /// <summary>The assemblies that results come from, with the ids that the compiler gave them.</summary>
    internal static IReadOnlyDictionary<string, Guid> Modules()
    {
        var found = new SortedDictionary<string, Guid>(StringComparer.Ordinal);
        Add(typeof(BuildIdentity).Assembly, found);
        return found;
    }

    internal static string Of(IReadOnlyDictionary<string, Guid> modules)
    {
        var text = string.Join('\n', modules.OrderBy(module => module.Key, StringComparer.Ordinal).Select(module => $"{module.Key} {module.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HexDigits];
    }

    private static void Add(Assembly assembly, SortedDictionary<string, Guid> found)
    {
        if (!found.TryAdd(assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId)) return;
        foreach (var name in assembly.GetReferencedAssemblies())
        {
            if (name.Name!.StartsWith(OurNames, StringComparison.Ordinal)) Add(Assembly.Load(name), found);
        }
    }
}
