using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>One thing that a sweep varies.</summary>
/// <param name="Path">The key, as <c>--set</c> takes it.</param>
/// <param name="Values">What it is set to, each as <c>--set</c> takes it, in the order given.</param>
public sealed record SweepAxis(string Path, IReadOnlyList<string> Values)
{
    private const string Form = "write key:path=values, for example hosts:host0:outstandingLines=1..64*2";

    /// <summary>Reads <c>path=a,b,c</c>; null and the mistake when it is wrong.</summary>
    internal static SweepAxis? Parse(string text, out Mistake? mistake)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0) return ValueList.Parse(text[(equals + 1)..], out mistake) is { } values ? new SweepAxis(text[..equals], values) : null;
        mistake = new Mistake("has no key and values", Form);
        return null;
    }
}
