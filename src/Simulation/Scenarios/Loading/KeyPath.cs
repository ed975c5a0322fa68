namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Key paths as <c>--set</c> takes them: names and list positions joined by colons.</summary>
internal static class KeyPath
{
    public const char Separator = ':';

    public static string Join(string parent, string key) => parent.Length == 0 ? key : $"{parent}{Separator}{key}";

    public static string Of(params ReadOnlySpan<object> segments) =>
        string.Join(Separator, segments.ToArray().Where(segment => segment is not ""));

    public static string ParentOf(string path)
    {
        var end = path.LastIndexOf(Separator);
        return end < 0 ? "" : path[..end];
    }

    /// <summary>Whether a path is the other or stands below it.</summary>
    public static bool IsAtOrBelow(string path, string ancestor) =>
        ancestor.Length == 0
        || (path.StartsWith(ancestor, StringComparison.OrdinalIgnoreCase)
            && (path.Length == ancestor.Length || path[ancestor.Length] == Separator));
}
