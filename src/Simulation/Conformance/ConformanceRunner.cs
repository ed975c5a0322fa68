using System.Text.Json;
using CxlFabricSim.Devices;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>Replays recorded vectors of format cxl-vectors-1 against this simulator's own decoders and devices.</summary>
public static class ConformanceRunner
{
    private const string Format = "cxl-vectors-1";
    private const string ManagerArea = "switch mailbox CCI and tunnelled FM commands";
    private const string ManagerReason = "the fabric manager's recordings: compared under profile qemu-11 alone";

    /// <summary>Replays files, and all .json files of folders.</summary>
    public static ConformanceReport Run(IEnumerable<string> paths, DeviceProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var report = new ConformanceReport();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                ReplayFile(path, profile ?? DeviceProfile.Qemu11, report);
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                ReplayFile(file, profile ?? DeviceProfile.Qemu11, report);
        }

        return report;
    }

    private static void ReplayFile(string path, DeviceProfile profile, ConformanceReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.TextOr("format", "") != Format)
            {
                report.AddError($"{path}: not a file of format {Format}");
                return;
            }

            // The fabric manager's long sequences have no departures described yet: compared step by step they would only differ.
            if (profile.Name == DeviceProfile.Cxl.Name && document.RootElement.TextOr("area", "") == ManagerArea)
            {
                report.AddSkip(ManagerReason, document.RootElement.Items("vectors").Sum(vector => vector.Items("steps").Count()));
                return;
            }

            foreach (var vector in document.RootElement.Items("vectors")) ReplayVector(vector, profile, report);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or VectorFormatException)
        {
            report.AddError($"{path}: {problem.Message}");
        }
    }

    private static void ReplayVector(JsonElement vector, DeviceProfile profile, ConformanceReport report)
    {
        var name = "(vector without a name)";
        try
        {
            name = vector.Text("name");
            new VectorReplay(vector, name, profile, report).Run();
        }
#pragma warning disable CA1031 // A vector that cannot be replayed, by its fault or by ours, must not keep the others from being replayed.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            report.AddFailure(new ConformanceFailure(name, "replay", "a vector that can be replayed", problem.Message));
        }
    }
}
