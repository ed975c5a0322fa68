using System.Text.Json;
using System.Text.RegularExpressions;

namespace CxlFabricSim.EndToEnd.Tests.Nodes;

/// <summary>Runs over two and three real processes on this machine.</summary>
public sealed class NodesTests
{
    private const int NodeLost = 69;
    private const int Terminated = 128 + 15;

    // All that a scenario does first, on however busy a machine; longer runs are for the digest on threads.
    private const string Short = "duration=20us";

    // Hours of work: a test that runs it ends it.
    private static readonly string[] Long = ["--set", "hosts:host0:streams:mixed:count=2000000000"];

    public static TheoryData<string> Configs => [.. Directory.GetFiles(Repository.Config(""), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Results_are_the_same_in_1_to_4_processes(string config)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf(config, folder);

        var results = Enumerable.Range(1, 4).Select(nodes => Results(ChildProcess.Cxlsim("run", file, "--set", Short, "--nodes", $"{nodes}", "--json", "-"), nodes)).ToList();

        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Whole_run_is_the_same_with_threads_in_nodes_and_any_placement()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);
        var placement = folder.Write("placement.yaml", "placement: {nodes: {node-1: {roles: [devices, manager], actors: [host0]}, node-0: {roles: [hosts]}}}");

        var alone = Results(ChildProcess.Cxlsim("run", file, "--json", "-"), 1);
        var threaded = Results(ChildProcess.Cxlsim("run", file, "--json", "-", "--nodes", "2", "--threads", "2", "--threads-exact"), 2);
        var placed = ChildProcess.Cxlsim("run", file, placement, "--json", "-");

        Assert.Equal(alone, threaded);
        Assert.Equal(alone, Results(placed, 2));
        Assert.Matches(@"nodes have \d, \d actors and meet every", placed.Error);
    }

    [Fact]
    public void Trace_over_nodes_is_that_of_one_process()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);
        var (alone, spread) = (Path.Combine(folder.Path, "alone.json"), Path.Combine(folder.Path, "spread.json"));

        ChildProcess.Cxlsim("run", file, "--set", Short, "--trace", alone);
        ChildProcess.Cxlsim("run", file, "--set", Short, "--trace", spread, "--nodes", "2");

        Assert.True(new FileInfo(alone).Length > 10_000);
        Assert.Equal(File.ReadAllText(alone), File.ReadAllText(spread));
    }

    [Theory]
    [InlineData("CXL_NODES_DENSE", "1")]
    [InlineData("CXL_MPIRUN", "mpiexec.hydra")]
    public void Votes_by_doubling_and_MPICH_give_the_same(string variable, string value)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("pooling.yaml", folder);
        var environment = new Dictionary<string, string> { [variable] = value };

        var alone = Results(ChildProcess.Cxlsim("run", file, "--set", Short, "--json", "-"), 1);
        var spread = ChildProcess.Run(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), "run", file, "--set", Short, "--json", "-", "--nodes", "3"], folder.Path, environment);

        Assert.Equal(alone, Results(spread, 3));
        Assert.Contains(value == "mpiexec.hydra" ? "nodes over MPICH" : "nodes over Open MPI", spread.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CXL_NODES_DENSE", "1", "KILL", NodeLost)]
    [InlineData("CXL_MPIRUN", "mpiexec.hydra", "TERM", Terminated)]
    public void Lost_node_and_signal_end_those_jobs_as_well(string variable, string value, string signal, int code)
    {
        using var folder = new TemporaryFolder();
        using var job = new NodesJob(
            folder.Path, new Dictionary<string, string> { [variable] = value }, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--nodes", "3", "--node-timeout", "3"]);
        var processes = job.AwaitBegin(3);

        if (signal == "TERM") job.SignalStarter(signal);
        else NodesJob.Signal(processes[1], signal);
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == code, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        if (signal == "KILL") Assert.Matches($@"FAILED .*node-1 \(process {processes[1]} on .*\) has ended", outcome.Output);
        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process), $"process {process} is still there"));
    }

    [Fact]
    public void Nodes_that_mpirun_starts_do_the_same()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);

        var outcome = MpirunOfUser(folder, "run", file, "--set", Short, "--json", "results.json");

        var alone = ChildProcess.Cxlsim("run", file, "--set", Short, "--json", "-");
        Assert.Equal(Results(alone, 1), Results(outcome with { Output = File.ReadAllText(Path.Combine(folder.Path, "results.json")) }, 2));
    }

    [Fact]
    public void Expectation_that_does_not_hold_fails_the_run_without_a_word_of_mpirun()
    {
        using var folder = new TemporaryFolder();

        var outcome = ChildProcess.Cxlsim("run", CopyOf("two-hosts-one-dcd.yaml", folder), "--set", Short, "--nodes", "2");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("FAILED at 20 us", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mpirun", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node-0")]
    [InlineData("node-1")]
    public void Mistake_in_a_trace_that_a_run_comes_to_is_the_users_on_whichever_node_it_is_met(string hosts)
    {
        using var folder = new TemporaryFolder();
        var access = File.ReadLines(Repository.Config("traces/sweep.trace")).Last();
        var trace = folder.Write("late.trace", string.Concat(Enumerable.Repeat($"{access}\n", 5000)) + "wrong\n");

        // Nodes that a user's mpirun starts do not look through traces beforehand; otherwise only a run over a long one comes to its mistakes.
        var outcome = MpirunOfUser(
            folder, "run", CopyOf("trace-replay.yaml", folder), "--set", $"hosts:host1:streams:list:trace={trace}", "--set", $"placement:nodes:{hosts}:roles=[hosts]");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches($@"(?m)^cxlsim: {trace}:5001: \S", outcome.Error);
        Assert.DoesNotContain("bug", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpirun", 0, "KILL", "has ended")]
    [InlineData("mpirun", 1, "KILL", "has ended")]
    [InlineData("mpirun", 2, "STOP", "has not answered")]
    [InlineData("mpiexec.hydra", 0, "STOP", "has not answered")]
    [InlineData("mpiexec.hydra", 2, "STOP", "has not answered")]
    public void Lost_node_ends_the_job_with_its_name_and_the_results_so_far(string starter, int lost, string signal, string told)
    {
        using var folder = new TemporaryFolder();
        using var job = new NodesJob(
            folder.Path, new Dictionary<string, string> { ["CXL_MPIRUN"] = starter },
            ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--nodes", "3", "--node-timeout", "3", "--json", "results.json"]);
        var processes = job.AwaitBegin(3);

        NodesJob.Signal(processes[lost], signal);
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == NodeLost, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"FAILED .*node-{lost} \(process {processes[lost]} on .*\) {told}", outcome.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process), $"process {process} is still there"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void With_MPICH_that_ends_all_with_one_the_starter_names_it_and_has_the_results_so_far(int lost)
    {
        using var folder = new TemporaryFolder();
        using var temporary = new TemporaryFolder();
        using var job = new NodesJob(
            folder.Path, new Dictionary<string, string> { ["CXL_MPIRUN"] = "mpiexec.hydra", ["TMPDIR"] = temporary.Path },
            ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--nodes", "3", "--json", "results.json"]);
        var processes = job.AwaitBegin(3);
        AwaitResultsOfRun(temporary, 3);

        NodesJob.Signal(processes[lost], "KILL");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == NodeLost, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"(?m)^cxlsim: node-{lost} \(process {processes[lost]} on .*\) has ended$", outcome.Error);
        Assert.Matches($@"FAILED .*node-{lost} \(process {processes[lost]} on .*\) has ended", outcome.Output);
        Assert.Equal(3, Regex.Count(outcome.Output, "FAILED .*node-.: expected results of its actors, found those up to here"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.True(json.RootElement.GetProperty("hosts").GetProperty("host0").GetProperty("streams").GetProperty("mixed").GetProperty("reads").GetInt64() > 0);
        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process), $"process {process} is still there"));
        Assert.Empty(Directory.GetDirectories(temporary.Path, "cxlsim-*"));
    }

    [Fact]
    public void Signal_to_the_starter_ends_all_with_the_results_so_far()
    {
        using var folder = new TemporaryFolder();
        using var job = new NodesJob(folder.Path, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--nodes", "2"]);
        var processes = job.AwaitBegin(2);

        job.SignalStarter("TERM");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == Terminated, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains("interrupted at", outcome.Output, StringComparison.Ordinal);
        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process)));
    }

    [Fact]
    public void Starter_that_is_killed_leaves_nobody_behind()
    {
        using var folder = new TemporaryFolder();
        using var job = new NodesJob(folder.Path, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--nodes", "2"]);
        var processes = job.AwaitBegin(2);

        job.SignalStarter("KILL");

        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process), $"process {process} is still there"));
    }

    [Theory]
    [InlineData("--nodes", "0", "--nodes: \"0\" is not a number from 1 to 64")]
    [InlineData("--engine", "orleans", "--engine: \"orleans\" is none that this program has; embedded, mpi or akka would do")]
    [InlineData("--join", "here", "--join: \"here\" is no HOST:PORT")]
    public void Wrong_numbers_and_engines_are_told(string option, string value, string told)
    {
        var outcome = new Cli().Run("run", Repository.Config("two-hosts-one-dcd.yaml"), option, value);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_for_a_cluster_that_is_started_here_is_told()
    {
        var outcome = new Cli().Run("run", Repository.Config("two-hosts-one-dcd.yaml"), "--engine", "akka", "--nodes", "2", "--listen", "127.0.0.1:9110");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--listen 127.0.0.1:9110: without --join the cluster is started here", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "configs/two-hosts-one-dcd.yaml", "--engine", "akka")]
    [InlineData("run", "configs/two-hosts-one-dcd.yaml", "--engine", "akka", "--nodes", "3")]
    [InlineData("run", "configs/two-hosts-one-dcd.yaml", "--engine", "akka", "--join", "127.0.0.1:9110")]
    [InlineData("node", "--seed", "127.0.0.1:9110", "--role", "devices")]
    [InlineData("sweep", "configs/two-hosts-one-dcd.yaml", "--vary", "hosts:host0:outstandingLines=4,8", "--engine", "akka")]
    [InlineData("sweep", "configs/two-hosts-one-dcd.yaml", "--vary", "hosts:host0:outstandingLines=4,8", "--engine", "akka", "--nodes", "3")]
    [InlineData("sweep", "configs/two-hosts-one-dcd.yaml", "--vary", "hosts:host0:outstandingLines=4,8", "--engine", "akka", "--nodes", "3", "--join", "127.0.0.1:9110")]
    [InlineData("bench", "--case", "large", "--engine", "akka")]
    [InlineData("bench", "--case", "large", "--engine", "akka-node", "--nodes", "2")]
    public void Build_without_Akka_says_how_to_get_one_with_it(params string[] arguments)
    {
        var outcome = new Cli().Run([.. arguments.Select(argument => argument.StartsWith("configs/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, argument) : argument)]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("cxlsim: this build has no Akka engine: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet build CxlFabricSim.Akka.sln -c Release -p:WithAkka=true", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Member_without_a_cluster_to_join_is_told()
    {
        var outcome = new Cli().Run("node");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--seed HOST:PORT", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_or_the_placement_are_told()
    {
        var config = Repository.Config("two-hosts-one-dcd.yaml");

        var contradicting = new Cli().Run("run", config, "--engine", "embedded", "--nodes", "2");
        var placed = new Cli().Run("run", config, "--set", "placement:nodes:node-3:roles=[devices]", "--nodes", "2");

        Assert.Equal((2, "cxlsim: --engine embedded is one process, and there are 2 nodes\n"), (contradicting.ExitCode, contradicting.Error));
        Assert.Equal((2, "cxlsim: the scenario's placement names node-3, and there are 2 nodes, from node-0 on\n"), (placed.ExitCode, placed.Error));
        var one = new Cli().Run("run", config, "--set", "placement:nodes:node-3:roles=[devices]", "--nodes", "1");
        Assert.Equal((2, "cxlsim: the scenario's placement names node-3, and there is 1 node, from node-0 on\n"), (one.ExitCode, one.Error));
    }

    [Fact]
    public void Placement_is_left_aside_in_one_process_with_a_word()
    {
        using var folder = new TemporaryFolder();
        var outcome = ChildProcess.Cxlsim(
            "run", CopyOf("two-hosts-one-dcd.yaml", folder), "--set", Short, "--set", "placement:nodes:node-1:roles=[devices]", "--engine", "embedded");

        Assert.Equal("cxlsim: the scenario's placement is left aside: --engine embedded is one process\n", outcome.Error);
        Assert.Contains("digest: ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extents", "--nodes", "2", "extents is measured in one process: without --nodes")]
    [InlineData("two-racks", "--model", "full", "two-racks is measured over several nodes: --nodes 2")]
    public void Benchmarks_that_do_not_go_with_the_number_of_nodes_are_told(string name, string option, string value, string told)
    {
        var outcome = new Cli().Run("bench", "--case", name, option, value);

        Assert.Equal((2, $"cxlsim: {told}\n"), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("--engine", "embedded")]
    [InlineData("--engine", "akka", "--engine", "akka-node")]
    [InlineData("--engine", "akka", "--scaling")]
    public void Several_nodes_are_not_measured_with_an_engine_of_one_process_or_with_two(params string[] options)
    {
        var outcome = new Cli().Run(["bench", "--case", "large", "--nodes", "2", .. options]);

        Assert.Equal(
            (2, "cxlsim: several nodes are measured over MPI, without --engine, or as members of a cluster, by --engine akka or akka-node alone and without --scaling\n"),
            (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("run", "configs/two-hosts-one-dcd.yaml", "--engine", "akka")]
    [InlineData("sweep", "configs/two-hosts-one-dcd.yaml", "--vary", "hosts:host0:outstandingLines=4,8", "--engine", "akka")]
    [InlineData("bench", "--case", "large", "--engine", "akka")]
    public void Nodes_of_mpirun_are_no_members_of_a_cluster(params string[] arguments)
    {
        var cli = new Cli();
        cli.Environment["OMPI_COMM_WORLD_SIZE"] = "2";

        var outcome = cli.Run([.. arguments.Select(argument => argument.StartsWith("configs/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, argument) : argument)]);

        Assert.Equal(
            (2, "cxlsim: --engine akka: mpirun has started this process, and members of a cluster are started by --nodes or cxlsim node\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public void Without_mpirun_the_packages_are_named()
    {
        using var folder = new TemporaryFolder();
        var outcome = ChildProcess.Run(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), "run", CopyOf("two-hosts-one-dcd.yaml", folder), "--nodes", "2"], folder.Path,
            new Dictionary<string, string> { ["PATH"] = folder.Path });

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("cxlsim: there is no mpirun in PATH; several nodes need Open MPI 4 (Debian, Ubuntu: apt-get install openmpi-bin libopenmpi3) or MPICH (mpich)\n", outcome.Error);
    }

    /// <summary>What does not depend on the machine, and the exit code.</summary>
    private static string Results(Outcome outcome, int nodes)
    {
        Assert.True(outcome.ExitCode is 0 or 1, outcome.Output + outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(nodes, json.RootElement.GetProperty("nodes").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", json.RootElement.GetProperty("digest").GetString());
        Assert.Equal(nodes > 1, json.RootElement.TryGetProperty("distribution", out var distribution));
        if (nodes > 1) Assert.Equal(nodes, distribution.GetProperty("nodes").GetArrayLength());
        var output = Regex.Replace(outcome.Output, @"^  ""distribution"": \{.*?^  \},\n", "", RegexOptions.Multiline | RegexOptions.Singleline);
        return $"{outcome.ExitCode} {Regex.Replace(output.TrimEnd(), @"""(nodes|threads|wallSeconds)"": [^,]*,", "")}";
    }

    // The first that a node hands over are from before the run, and nodes that share processors come slowly to the first read.
    private static void AwaitResultsOfRun(TemporaryFolder temporary, int nodes)
    {
        List<string> Handed() => [.. Directory.GetDirectories(temporary.Path, "cxlsim-*").SelectMany(job => Directory.GetFiles(Path.Combine(job, "results"), "?"))];
        Assert.True(SpinWait.SpinUntil(() => Handed().Count == nodes, TimeSpan.FromMinutes(1)), "no results");
        Assert.True(SpinWait.SpinUntil(() => Handed().Any(HasReads), TimeSpan.FromMinutes(1)), "no reads");
    }

    private static bool HasReads(string handed)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(handed));
        var streams = json.RootElement.GetProperty("Results").GetProperty("Hosts")[0].GetProperty("Streams");
        return streams.EnumerateArray().Any(stream => stream.GetProperty("Reads").GetInt64() > 0);
    }

    private static Outcome MpirunOfUser(TemporaryFolder folder, params string[] arguments) => ChildProcess.Run(
        "mpirun",
        [
            "-n", "2", "--oversubscribe", .. Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : Array.Empty<string>(),
            "dotnet", Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. arguments,
        ],
        folder.Path, new Dictionary<string, string>());

    // Backing files stand beside their scenario: runs at the same time must not share them. Traces do too, and are only read.
    private static string CopyOf(string config, TemporaryFolder folder)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "traces"), Repository.Config("traces"));
        return folder.Write(config, File.ReadAllText(Repository.Config(config)));
    }
}
