using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

public sealed class SweepPlannerTests : IDisposable
{
    private const string Count = "hosts:h0:streams:s0:count";
    private const string Latency = "linkTypes:fast:latency";

    private readonly SweepCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public void Every_combination_is_a_row_and_the_last_key_turns_fastest()
    {
        var plan = SweepCase.Plan(_case.Request($"{Count}=1,2", $"{Latency}=5ns,7ns,9ns"));

        Assert.Equal(["1 5ns", "1 7ns", "1 9ns", "2 5ns", "2 7ns", "2 9ns"], plan.Rows.Select(row => string.Join(' ', row)));
        Assert.Equal([$"{Count}=2", $"{Latency}=5ns"], plan.Points[3].Overrides);
        Assert.Equal(6, plan.Points.Select(point => point.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("3", "7 8 9")]
    [InlineData("1", "7")]
    [InlineData("2,11", "2 11")]
    [InlineData("4..6", "4 5 6")]
    public void Seeds_are_counted_from_the_scenarios_or_listed(string repeat, string seeds)
    {
        var plan = SweepCase.Plan(_case.Request($"{Count}=1,2") with { Overrides = ["seed=7"], Repeat = repeat });

        Assert.Equal(seeds, string.Join(' ', plan.Points.Where(point => point.Row == 1).Select(point => point.Seed)));
        Assert.Equal(plan.Points.Count, plan.Points.Select(point => point.Key).Distinct().Count());
    }

    [Fact]
    public void A_key_names_what_the_scenario_says_and_not_where_it_says_it()
    {
        var varied = SweepCase.Plan(_case.Request($"{Count}=5"));
        var set = SweepCase.Plan(_case.Request() with { Overrides = [$"{Count}=9", $"{Count}=5"] });
        var variable = SweepCase.Plan(_case.Request() with { Environment = new Dictionary<string, string> { ["CXLSIM_" + Count.Replace(":", "__", StringComparison.Ordinal)] = "5" } });

        Assert.Equal(varied.Points[0].Key, set.Points[0].Key);
        Assert.Equal(varied.Points[0].Key, variable.Points[0].Key);
    }

    [Theory]
    [InlineData("devices:m0:curve", "1,100\n2,200\n", "1,100\n2,201\n")]
    [InlineData("hosts:h0:streams:s0:trace", "h0 R 0x100000000 64\n", "h0 W 0x100000000 64\n")]
    public void A_key_changes_with_what_a_file_holds_that_runs_read(string key, string before, string after)
    {
        using var folder = new TemporaryFolder();
        var request = _case.Request($"{key}={folder.Write("input", before)}");
        var first = SweepCase.Plan(request).Points[0].Key;

        folder.Write("input", after);
        var second = SweepCase.Plan(request).Points[0].Key;
        folder.Write("input", before);

        Assert.NotEqual(first, second);
        Assert.Equal(first, SweepCase.Plan(request).Points[0].Key);
    }

    [Fact]
    public void A_key_does_not_change_with_the_memory_that_runs_leave_in_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("m0.mem", "");
        var request = _case.Request("devices:m0:persistent:size=256MiB") with { Overrides = [$"devices:m0:persistent:path={file}"] };
        var first = SweepCase.Plan(request).Points[0].Key;

        using (var memory = System.IO.File.OpenWrite(file)) memory.SetLength(256L << 20);

        Assert.Equal(first, SweepCase.Plan(request).Points[0].Key);
    }

    [Fact]
    public void A_key_changes_with_scenario_seed_and_version()
    {
        var request = _case.Request($"{Count}=5");
        var keys = new[]
        {
            request,
            request with { Vary = [$"{Count}=6"] },
            request with { Repeat = "2,3" },
            request with { Version = "2" },
        }.Select(one => SweepCase.Plan(one).Points[0].Key);

        Assert.Equal(4, keys.Distinct().Count());
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_each_once()
    {
        var plan = SweepPlanner.Plan(
            _case.Request($"{Count}=0,1", "colour=red,blue", "nothing", $"{Latency}=soon,5ns", $"{Latency}=1ns") with { Repeat = "0", Metrics = ["no.such.metric"] },
            out var errors);

        // Which metrics there are nobody knows while no point's scenario is right.
        Assert.Null(plan);
        Assert.Equal(
            [
                "--repeat 0",
                "--vary colour=red",
                $"--vary {Count}=0",
                $"--vary {Latency}=1ns",
                $"--vary {Latency}=soon",
                "--vary nothing",
            ],
            errors.Select(error => error.Position.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_metric_that_no_point_has_is_a_mistake_with_the_nearest_name()
    {
        SweepPlanner.Plan(_case.Request($"{Count}=1,2") with { Metrics = ["hosts.h0.raeds", "events"] }, out var errors);

        Assert.Equal("--metric hosts.h0.raeds: there is no metric hosts.h0.raeds; did you mean hosts.h0.reads?", Assert.Single(errors).ToString());
    }

    [Theory]
    [InlineData("hosts.*.reads", "hosts.h0.reads hosts.h0.streams.s0.reads")]
    [InlineData("events", "events")]
    [InlineData("*.utilisation", "links.l0.down.utilisation links.l0.up.utilisation")]
    public void A_star_in_a_metrics_name_stands_for_any_letters(string name, string metrics)
    {
        var plan = SweepCase.Plan(_case.Request($"{Count}=1") with { Metrics = [name, name] });

        Assert.Equal(metrics, string.Join(' ', plan.Metrics.Select(metric => metric.Name)));
    }

    [Fact]
    public void More_runs_than_a_hundred_thousand_are_refused_before_any_is_looked_at()
    {
        SweepPlanner.Plan(_case.Request($"{Count}=1..1001") with { Repeat = "100" }, out var errors);

        Assert.Equal("sweep: 1001 points with 100 seeds each; at most 100000 runs: fewer values", Assert.Single(errors).ToString());
    }

    [Fact]
    public void A_seed_is_varied_by_one_option_only()
    {
        SweepPlanner.Plan(_case.Request("seed=1,2") with { Repeat = "2" }, out var errors);

        Assert.Contains("--repeat varies it too", Assert.Single(errors).Found, StringComparison.Ordinal);
    }
}
