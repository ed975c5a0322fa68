using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CxlFabricSim.EndToEnd.Tests;

namespace CxlFabricSim.Actors.Akka.Tests.Clusters;

/// <summary>Runs over real processes that are members of a real cluster on this machine.</summary>
public sealed class ClusterTests
{
    private const int NodeLost = 69;
    private const int Terminated = 128 + 15;

    // All that a scenario does first, on however busy a machine.
    private const string Short = "duration=20us";

    // Hours of work: a test that runs it ends it.
    private static readonly string[] Long = ["--set", "hosts:host0:streams:mixed:count=2000000000", "--engine", "akka", "--nodes", "3"];

    private static readonly string[] OfMachine = ["nodes", "threads", "wallSeconds", "distribution"];

    private static readonly string[] Kinds = ["hosts", "switches", "devices", "manager"];

    public static TheoryData<string> Configs => [.. Directory.GetFiles(Repository.Config(""), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Results_are_those_of_the_embedded_engine_in_1_2_and_3_processes(string config)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf(config, folder);
        var embedded = Results(ChildProcess.Cxlsim("run", file, "--set", Short, "--engine", "embedded", "--json", "-"), 1);

        foreach (var (nodes, grain) in new[] { (1, "element"), (1, "node"), (2, "element"), (3, "node") })
        {
            var outcome = ChildProcess.Cxlsim("run", file, "--set", Short, "--engine", "akka", "--nodes", $"{nodes}", "--grain", grain, "--json", "-");
            Assert.Equal(embedded, Results(outcome, nodes));
        }
    }

    [Fact]
    public void Whole_run_is_the_same_by_one_actor_an_element()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);

        var alone = Results(ChildProcess.Cxlsim("run", file, "--json", "-"), 1);

        Assert.Equal(alone, Results(ChildProcess.Cxlsim("run", file, "--engine", "akka", "--json", "-"), 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Killed_member_ends_the_run_on_all_with_its_name_and_the_results_so_far(int killed)
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--json", "results.json"]);
        job.Await(" and meet every ");
        var members = job.Members();

        ClusterJob.Signal(members[killed], "KILL");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == NodeLost, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"FAILED .*{(killed == 0 ? "node-0" : "node-[12]")} \(127\.0\.0\.1:\d+\) was silent, and has been put out of the cluster", outcome.Output);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member), $"process {member} is still there"));
    }

    [Fact]
    public void Member_that_leaves_ends_the_run_with_its_name_and_the_results_of_all()
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long, "--json", "results.json"]);
        job.Await(" and meet every ");
        var members = job.Members();

        ClusterJob.Signal(members[2], "TERM");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == NodeLost, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches("FAILED .*node-[12]: expected to take part until the end, found it has left", outcome.Output);
        Assert.DoesNotContain("silent", outcome.Output, StringComparison.Ordinal);
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member), $"process {member} is still there"));
    }

    [Fact]
    public void Signal_to_the_command_ends_all_with_the_results_so_far()
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["run", CopyOf("two-hosts-one-dcd.yaml", folder), .. Long]);
        job.Await(" and meet every ");
        var members = job.Members();

        job.Signal("TERM");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == Terminated, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains("interrupted at", outcome.Output, StringComparison.Ordinal);
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member)));
    }

    [Fact]
    public void Members_started_by_hand_take_what_their_roles_say()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);
        var seed = $"127.0.0.1:{ClusterJob.FreePort()}";
        using var member = new ClusterJob(folder.Path, ["node", "--seed", seed, "--listen", seed, .. Kinds.SelectMany(kind => new[] { "--role", kind })]);
        member.Await($"member at {seed} for hosts, switches, devices, manager");

        var joined = ChildProcess.Cxlsim("run", file, "--set", Short, "--engine", "akka", "--nodes", "2", "--join", seed, "--json", "-");

        Assert.Equal(Results(ChildProcess.Cxlsim("run", file, "--set", Short, "--json", "-"), 1), Results(joined, 2));
        Assert.Contains("nodes have 0, 5 actors", joined.Error, StringComparison.Ordinal);
        Assert.Equal(0, member.Finish().ExitCode);
    }

    [Fact]
    public void Members_that_a_discovery_knows_find_each_other()
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);
        var known = $"127.0.0.1:{ClusterJob.FreePort()}";
        var settings = folder.Write("discovery.conf", $"akka.discovery {{ method = config, config.services.cxlfabric.endpoints = [\"{known}\"] }}");
        using var member = new ClusterJob(folder.Path, "node", "--akka-config", settings, "--listen", known);
        member.Await($"member at {known}");

        var joined = ChildProcess.Cxlsim("run", file, "--set", Short, "--engine", "akka", "--nodes", "2", "--akka-config", settings, "--json", "-");

        Assert.Equal(Results(ChildProcess.Cxlsim("run", file, "--set", Short, "--json", "-"), 1), Results(joined, 2));
        Assert.Equal(0, member.Finish().ExitCode);
    }

    [Theory]
    [InlineData("element", 2, 3, false)]
    [InlineData("node", 1, 1, true)]
    [InlineData("node", 2, 1, true)]
    public void Threads_of_members_are_those_of_the_command_line_or_told_to_be_left_aside(string grain, int nodes, int threads, bool isTold)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf("two-hosts-one-dcd.yaml", folder);

        var outcome = ChildProcess.Cxlsim("run", file, "--set", Short, "--engine", "akka", "--nodes", $"{nodes}", "--grain", grain, "--threads", "3", "--json", "-");

        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(threads, json.RootElement.GetProperty("threads").GetInt32());
        Assert.Equal(isTold ? 1 : 0, Regex.Count(outcome.Error, "cxlsim: --threads 3 is left aside: with --grain node one thread at a time runs all of a node"));
    }

    [Fact]
    public void Member_that_leaves_before_a_run_ends_cleanly()
    {
        using var folder = new TemporaryFolder();
        var seed = $"127.0.0.1:{ClusterJob.FreePort()}";
        using var member = new ClusterJob(folder.Path, "node", "--seed", seed, "--listen", seed);
        member.Await("member at");

        member.Signal("TERM");

        Assert.Equal(0, member.Finish().ExitCode);
    }

    [Fact]
    public void Settings_that_cannot_be_read_are_told()
    {
        using var folder = new TemporaryFolder();

        var outcome = ChildProcess.Cxlsim("run", CopyOf("two-hosts-one-dcd.yaml", folder), "--engine", "akka", "--akka-config", folder.Write("bad.conf", "akka { a = 1 }, b = 2"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("cxlsim: --akka-config: these are no HOCON settings", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>What does not depend on the machine, and the exit code.</summary>
    private static string Results(Outcome outcome, int nodes)
    {
        Assert.True(outcome.ExitCode is 0 or 1, outcome.Output + outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(nodes, json.RootElement.GetProperty("nodes").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", json.RootElement.GetProperty("digest").GetString());
        var rest = JsonNode.Parse(outcome.Output)!.AsObject();
        foreach (var ofMachine in OfMachine) rest.Remove(ofMachine);
        return $"{outcome.ExitCode} {rest.ToJsonString()}";
    }

    // Backing files stand beside their scenario: runs at the same time must not share them. Traces do too, and are only read.
    private static string CopyOf(string config, TemporaryFolder folder)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "traces"), Repository.Config("traces"));
        return folder.Write(config, File.ReadAllText(Repository.Config(config)));
    }
}
