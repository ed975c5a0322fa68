using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

public sealed class SweepRunnerTests : IDisposable
{
    private const string Outstanding = "hosts:h0:streams:s0:outstanding";

    private readonly SweepCase _case = new();
    private int _runs;

    public void Dispose() => _case.Dispose();

    [Fact]
    public void Results_are_the_same_however_many_run_at_once()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1..8*2", "linkTypes:fast:latency=10ns,20ns") with { Repeat = "2" });

        var alone = new SweepRunner(plan, null, Simulator.Run).Run(1);
        var together = new SweepRunner(plan, null, Simulator.Run).Run(5);

        Assert.Equal(SweepCase.Json(plan, alone), SweepCase.Json(plan, together));
        Assert.Equal(16, alone.Select(result => result!.Digest).Distinct().Count());
    }

    [Fact]
    public void A_point_is_the_run_that_its_overrides_and_seed_describe()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=3") with { Repeat = "9,10" });
        var scenario = ScenarioLoader.Load([_case.File], [$"{Outstanding}=3", "seed=10"], new Dictionary<string, string>()).Scenario!;

        var results = new SweepRunner(plan, null, Simulator.Run).Run(1);

        Assert.Equal(Simulator.Run(scenario, new RunOptions()).Digest, results[1]!.Digest);
    }

    [Fact]
    public void A_sweep_makes_only_what_its_folder_does_not_have()
    {
        var first = SweepCase.Plan(_case.Request($"{Outstanding}=1,2"));
        new SweepRunner(first, _case.Store, Counted).Run(2);

        var more = SweepCase.Plan(_case.Request($"{Outstanding}=1..3"));
        var resumed = new SweepRunner(more, _case.Store, Counted).Run(2);

        Assert.Equal(3, _runs);
        Assert.Equal(SweepCase.Csv(more, new SweepRunner(more, null, Simulator.Run).Run(1)), SweepCase.Csv(more, resumed));
    }

    [Fact]
    public void A_file_that_is_half_written_or_of_another_point_counts_as_none()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1,2"));
        new SweepRunner(plan, _case.Store, Counted).Run(1);
        var (one, other) = (Path.Combine(_case.Out, plan.Points[0].Key + ".json"), Path.Combine(_case.Out, plan.Points[1].Key + ".json"));
        File.Copy(one, other, overwrite: true);
        File.WriteAllText(one, File.ReadAllText(one)[..200]);

        new SweepRunner(plan, _case.Store, Counted).Run(1);

        Assert.Equal(4, _runs);
        Assert.Equal(2, Directory.GetFiles(_case.Out).Length);
    }

    [Fact]
    public void A_run_that_throws_is_a_row_with_its_error_and_is_tried_again_next_time()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1..3"));
        RunResults FailAtTwo(Scenario scenario, RunOptions options) =>
            scenario.Hosts["h0"].Streams["s0"].Outstanding == 2 ? throw new ScenarioException("the disk is gone\nfor good") : Simulator.Run(scenario, options);

        var results = new SweepRunner(plan, _case.Store, FailAtTwo).Run(2);
        var rows = SweepTable.Of(plan, results).Rows;
        new SweepRunner(plan, _case.Store, Counted).Run(1);

        Assert.Equal(["", "the disk is gone; for good", ""], rows.Select(row => row.Error));
        Assert.Null(rows[1].Cells[0]);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public void A_bug_of_the_simulator_ends_one_run_and_says_that_it_is_one()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1,2"));

        var results = new SweepRunner(plan, null, (Scenario _, RunOptions _) => throw new InvalidOperationException("oops")).Run(1);

        Assert.All(results, result => Assert.Equal("internal error, a bug of the simulator: oops", result!.Error));
    }

    [Fact]
    public void An_unmet_expectation_is_a_failure_with_numbers_and_stays_in_the_folder()
    {
        var request = _case.Request($"{Outstanding}=1,2") with { Overrides = ["expectations=[hosts.h0.reads == 1]"] };
        var plan = SweepCase.Plan(request);
        new SweepRunner(plan, _case.Store, Simulator.Run).Run(1);

        var runner = new SweepRunner(plan, _case.Store, Counted);
        var table = SweepTable.Of(plan, runner.Run(1));

        Assert.Equal((0, 2, 2), (_runs, table.Failed, runner.Progress.Failed));
        Assert.Contains("expected hosts.h0.reads == 1, found", table.Rows[0].Error, StringComparison.Ordinal);
        Assert.NotNull(table.Rows[0].Cells[0]);
    }

    [Fact]
    public void An_interrupted_sweep_keeps_what_is_done_and_goes_on_from_there()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1..6"));
        SweepRunner? runner = null;
        RunResults InterruptAtThree(Scenario scenario, RunOptions options)
        {
            if (scenario.Hosts["h0"].Streams["s0"].Outstanding == 3) runner!.Interrupt();
            return Counted(scenario, options);
        }

        runner = new SweepRunner(plan, _case.Store, InterruptAtThree);
        var interrupted = runner.Run(1);
        var resumed = new SweepRunner(plan, _case.Store, Counted).Run(1);

        Assert.Equal([true, true, false, false, false, false], interrupted.Select(result => result is not null));
        Assert.Equal(4, SweepTable.Of(plan, interrupted).Missing);
        Assert.Equal(3 + 4, _runs);
        Assert.Equal(SweepCase.Json(plan, new SweepRunner(plan, null, Simulator.Run).Run(2)), SweepCase.Json(plan, resumed));
    }

    [Fact]
    public void A_scenario_that_changes_while_the_sweep_runs_gives_an_error_and_no_wrong_result()
    {
        var plan = SweepCase.Plan(_case.Request($"{Outstanding}=1"));
        File.WriteAllText(_case.File, File.ReadAllText(_case.File).Replace("count: 200", "count: 201", StringComparison.Ordinal));

        var result = Assert.Single(new SweepRunner(plan, _case.Store, Counted).Run(1));

        Assert.Equal((0, "the scenario, or a file that it reads, has changed since the sweep began"), (_runs, result!.Error));
    }

    private RunResults Counted(Scenario scenario, RunOptions options)
    {
        Interlocked.Increment(ref _runs);
        return Simulator.Run(scenario, options);
    }
}
