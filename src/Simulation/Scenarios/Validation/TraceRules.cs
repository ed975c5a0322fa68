using CxlFabricSim.Hosts.Workloads.Traces;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>A stream that replays a trace: nothing else chooses its accesses, and the trace can be read.</summary>
internal static class TraceRules
{
    // As much as takes some seconds to read; what is wrong further on ends the run.
    private const long LookedAt = 256 * (long)Sizes.MiB;

    public static void Check(RuleContext context, string path, string host, StreamOptions stream)
    {
        if (stream.Trace.Length == 0) return;
        if (stream.Phases.Count > 0) Exclude(context, path, "phases");
        if (stream.Mix is not null) Exclude(context, path, "mix");
        if (stream.Pattern == AccessPattern.Ycsb) Exclude(context, path, "pattern");
        if (context.LooksAtFiles) LookAt(context, KeyPath.Join(path, "trace"), host, stream.Trace);
    }

    private static void Exclude(RuleContext context, string path, string key) =>
        context.Findings.Add(KeyPath.Join(path, key), "stands beside a trace", "leave one of the two out: the trace says what is accessed");

    private static void LookAt(RuleContext context, string path, string host, string file)
    {
        try
        {
            using var trace = TraceFile.Open(file);
            var hosts = new SortedSet<string>(StringComparer.Ordinal);
            var isAtEnd = false;
            while (trace.BytesRead < LookedAt && !(isAtEnd = !trace.TryRead(out var record))) hosts.Add(record.Host);
            if (isAtEnd && !hosts.Contains(host))
                context.Findings.Add(
                    path, $"{file} has no access of {host}",
                    hosts.Count == 0 ? "it has none at all" : $"its hosts: {string.Join(", ", hosts.Take(8))}");
        }
        catch (TraceException problem)
        {
            foreach (var each in problem.Problems) context.Findings.Add(path, $"the trace is wrong at {each.Place}: {each.Found}", each.WouldDo);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Findings.Add(path, $"{file} cannot be read: {problem.Message}", "the path of a trace");
        }
    }
}
