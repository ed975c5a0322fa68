using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What a stream can do: whole lines, inside its region, and an end.</summary>
internal static class StreamRules
{
    private const int MostOutstanding = 1 << 16;

    public static void Check(RuleContext context, string hostName, HostOptions host, string name, StreamOptions stream)
    {
        var path = KeyPath.Of("hosts", hostName, "streams", name);
        CheckAccess(context, path, stream);
        CheckEnd(context, path, stream);
        TrafficRules.Check(context, path, stream);
        TraceRules.Check(context, path, hostName, stream);
        var regions = KeyPath.Of("hosts", hostName, "regions");
        if (!context.Known(KeyPath.Join(path, "region"), "region", stream.Region, host.Regions.Keys, regions)) return;
        CheckSpace(context, path, stream, host.Regions[stream.Region], KeyPath.Join(regions, stream.Region));
        CheckPhases(context, path, host, stream, regions);
    }

    // What a phase inherits is told once, at the stream.
    private static void CheckPhases(RuleContext context, string path, HostOptions host, StreamOptions stream, string regions)
    {
        var phases = KeyPath.Join(path, "phases");
        context.Distinct(phases, [.. stream.Phases.Select(phase => phase.Name)]);
        if (context.Findings.IsWrong(path)) return;
        for (var i = 0; i < stream.Phases.Count; i++)
        {
            var (at, phase) = (KeyPath.Of(phases, i), stream.Phases[i]);
            var whole = stream.In(phase);
            CheckName(context, KeyPath.Join(at, "name"), phase.Name);
            if (phase.Duration is { } duration) context.Positive(KeyPath.Join(at, "duration"), duration);
            if (whole.Count is null && phase.Duration is null && (i < stream.Phases.Count - 1 || !HasEnd(context, stream)))
                context.Findings.Add(at, "the phase never ends", "give it a count or a duration");
            CheckAccess(context, at, whole);
            TrafficRules.Check(context, at, whole);
            if (phase.Count is < 1) context.Findings.Add(KeyPath.Join(at, "count"), $"is {phase.Count}", "at least 1");
            CheckSpace(context, at, whole with { Capacity = default }, host.Regions[stream.Region], KeyPath.Join(regions, stream.Region));
        }
    }

    private static void CheckName(RuleContext context, string path, string name)
    {
        if (name.Length > 0 && !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            context.Findings.Add(path, $"\"{name}\" cannot be part of a metric's name", "letters, digits, - and _");
    }

    private static bool HasEnd(RuleContext context, StreamOptions stream) => stream.Stop is not null || context.Scenario.Duration is not null;


    private static void CheckAccess(RuleContext context, string path, StreamOptions stream)
    {
        var size = KeyPath.Join(path, "size");
        if (stream.Size.Bytes is 0 or > Limits.LongestAccess)
            context.Findings.Add(size, $"is {stream.Size}", "64B to 1MiB, a multiple of 64B");
        else context.Multiple(size, stream.Size, Sizes.Line, "a line");
        context.InRange(KeyPath.Join(path, "outstanding"), stream.Outstanding, 1, MostOutstanding);
        if (stream.Pattern is AccessPattern.Zipf or AccessPattern.Ycsb && stream.Skew is not (> 0 and < 5))
            context.Findings.Add(
                KeyPath.Join(path, "skew"), FormattableString.Invariant($"is {stream.Skew}"), "above 0 and below 5, for example 0.99");
        if (stream.Pattern != AccessPattern.Strided) return;
        CheckStride(context, KeyPath.Join(path, "stride"), stream, size);
    }

    // A stride counts whole accesses: what is left over would silently go.
    private static void CheckStride(RuleContext context, string path, StreamOptions stream, string size)
    {
        if (stream.Stride.Bytes == 0) context.Findings.Add(path, "is zero", $"a multiple of {stream.Size}, the size of an access", size);
        else if (stream.Size.Bytes > 0 && stream.Size.Bytes % Sizes.Line == 0)
            context.Multiple(path, stream.Stride, stream.Size.Bytes, "the size of an access", size);
    }

    private static void CheckEnd(RuleContext context, string path, StreamOptions stream)
    {
        if (stream.Count is < 1) context.Findings.Add(KeyPath.Join(path, "count"), $"is {stream.Count}", "at least 1");
        if (stream.Stop is { } stop && stop <= stream.Start)
            context.Findings.Add(KeyPath.Join(path, "stop"), $"is {stop}, not after the start at {stream.Start}", "a later time");
        if (stream.Count is null && stream.Phases.Count == 0 && stream.Trace.Length == 0 && !HasEnd(context, stream))
            context.Findings.Add(path, "the stream never ends", "give it a count or a stop, or the scenario a duration", "duration");
    }

    private static void CheckSpace(RuleContext context, string path, StreamOptions stream, RegionOptions region, string regionPath)
    {
        var capacity = KeyPath.Join(path, "capacity");
        if (stream.Capacity.Bytes > 0 && !RuleContext.IsDynamic(region.Memory))
            context.Findings.Add(
                capacity, $"{stream.Region} shows {region.Memory.ToString().ToLowerInvariant()} memory, which is there from the beginning",
                "leave it out", regionPath);
        context.Multiple(capacity, stream.Capacity, Limits.ExtentBlock, "extents count in 2MiB");
        context.Multiple(KeyPath.Join(path, "offset"), stream.Offset, Sizes.Line, "a line");
        context.Multiple(KeyPath.Join(path, "length"), stream.Length, Sizes.Line, "a line");

        var bytes = RegionRules.Bytes(context, region);
        if (bytes == 0) return;
        var devicePath = KeyPath.Of("devices", region.Devices[0]);
        var regionSize = new ByteSize((ulong)UInt128.Min(bytes, ulong.MaxValue));
        if (stream.Capacity.Bytes > bytes)
            context.Findings.Add(
                capacity, $"{stream.Capacity} will never be mapped: {stream.Region} has {regionSize}", $"at most {regionSize}", regionPath,
                devicePath);
        if (stream.Offset.Bytes >= bytes)
            context.Findings.Add(
                KeyPath.Join(path, "offset"), $"{stream.Offset} is outside {stream.Region}, which has {regionSize}", $"below {regionSize}",
                regionPath, devicePath);
        else if ((UInt128)stream.Offset.Bytes + stream.Length.Bytes > bytes)
            context.Findings.Add(
                KeyPath.Join(path, "length"), $"{stream.Length} from {stream.Offset} leaves {stream.Region}, which has {regionSize}",
                $"at most {new ByteSize(regionSize.Bytes - stream.Offset.Bytes)}", regionPath, devicePath);
        if (stream.Length.Bytes > 0 && stream.Length.Bytes < stream.UnitSize.Bytes)
            context.Findings.Add(
                KeyPath.Join(path, "length"), $"{stream.Length} does not hold one access of {stream.UnitSize}", $"at least {stream.UnitSize}",
                KeyPath.Join(path, "size"), KeyPath.Join(path, "recordSize"));
    }
}
