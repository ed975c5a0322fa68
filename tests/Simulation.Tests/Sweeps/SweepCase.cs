using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

/// <summary>A small scenario in a folder of its own, and sweeps over it.</summary>
internal sealed class SweepCase : IDisposable
{
    private const string Scenario =
        """
        name: small
        linkTypes: {fast: {latency: 20ns}}
        links: {l0: {type: fast, from: h0.rp0, to: m0}}
        devices: {m0: {volatile: 256MiB}}
        hosts:
          h0:
            bridges: {hb0: [rp0]}
            windows: {w0: {targets: [hb0], size: 256MiB}}
            regions: {r0: {window: w0, devices: [m0]}}
            streams: {s0: {region: r0, count: 200, reads: 50%}}
        """;

    private readonly TemporaryFolder _folder = new();

    public SweepCase(string scenario = Scenario) => File = _folder.Write("scenario.yaml", scenario);

    public string File { get; }

    public string Out => Path.Combine(_folder.Path, "out");

    public PointStore Store => new(Out);

    public SweepRequest Request(params string[] vary) => new()
    {
        Files = [File],
        Environment = new Dictionary<string, string>(),
        Vary = vary,
        Version = "1",
    };

    public static SweepPlan Plan(SweepRequest request)
    {
        var plan = SweepPlanner.Plan(request, out var errors);
        Assert.Empty(errors);
        return plan!;
    }

    public static string Json(SweepPlan plan, IReadOnlyList<PointResult?> results) => Text(stream => SweepJson.Write(SweepTable.Of(plan, results), stream));

    public static string Csv(SweepPlan plan, IReadOnlyList<PointResult?> results) => Text(stream => SweepCsv.Write(SweepTable.Of(plan, results), stream));

    public void Dispose() => _folder.Dispose();

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
