using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Management;

public sealed class RebalancePolicyTests
{
    private const ulong Unit = 16 * Sizes.MiB;
    private const ulong RegionStart = 256 * Sizes.MiB;

    private static readonly SimTime Every = SimTime.FromMicroseconds(50);

    private SimTime _now;

    [Fact]
    public void A_host_gets_what_it_wants_rounded_up_to_whole_units_of_all_devices()
    {
        var policy = Policy(units: 8, hosts: 2, devices: 2);
        policy.Report(1, 2 * Unit + 1);

        var step = Assert.Single(LookAt(policy, Every));

        Assert.Equal(("host1", false), (step.Host, step.IsRelease));
        Assert.Equal([(0, (ushort)1), (1, (ushort)11)], step.Parts.Select(part => (part.Device, part.HostId)));
        Assert.All(step.Parts, part => Assert.Equal([At(0), At(1)], part.Extents));
        Assert.Equal((0, 2), (policy.HeldBy(0), policy.HeldBy(1)));
    }

    [Fact]
    public void Nothing_happens_before_the_first_look_and_none_comes_after_the_last()
    {
        var policy = Policy(units: 8, hosts: 1, until: Every + Every);
        policy.Report(0, Unit);

        Assert.Null(policy.Next(new SimTime(Every.Picoseconds - 1)));
        Assert.Single(LookAt(policy, Every));
        policy.Report(0, 2 * Unit);
        Assert.Null(policy.Next(new SimTime(2 * Every.Picoseconds - 1)));
        Assert.False(policy.IsFinished);
        Assert.Single(LookAt(policy, Every + Every));

        Assert.Equal((true, SimTime.Never, 2L), (policy.IsFinished, policy.NextLook, policy.Counters.Looks));
    }

    [Fact]
    public void A_policy_whose_first_look_would_be_too_late_is_finished_at_once()
    {
        Assert.True(Policy(units: 8, hosts: 1, until: new SimTime(Every.Picoseconds - 1)).IsFinished);
        Assert.False(Policy(units: 8, hosts: 1, until: Every).IsFinished);
    }

    [Fact]
    public void What_one_host_no_longer_wants_is_taken_from_its_top_and_given_to_another_from_the_bottom()
    {
        var policy = Policy(units: 4, hosts: 2);
        policy.Report(0, 3 * Unit);
        LookAt(policy, Every);
        policy.Report(0, Unit);
        policy.Report(1, 3 * Unit);

        var steps = LookAt(policy, Every + Every);

        Assert.Equal(
            ["host1 +3", "host0 -2,1", "host1 +1,2"],
            steps.Select(step => $"{step.Host} {(step.IsRelease ? '-' : '+')}{string.Join(',', step.Parts[0].Extents.Select(UnitOf))}"));
        Assert.Equal((1, 3), (policy.HeldBy(0), policy.HeldBy(1)));
        Assert.Equal((6L, 2L, 2L), (policy.Counters.UnitsGiven, policy.Counters.UnitsTaken, policy.Counters.UnitsMoved));
    }

    [Fact]
    public void A_unit_that_returns_to_its_last_owner_has_not_moved()
    {
        var policy = Policy(units: 4, hosts: 2);
        foreach (var (wanted, look) in new[] { (Unit, 1), (0UL, 2), (Unit, 3) })
        {
            policy.Report(0, wanted);
            LookAt(policy, new SimTime(look * Every.Picoseconds));
        }

        Assert.Equal((2L, 1L, 0L), (policy.Counters.UnitsGiven, policy.Counters.UnitsTaken, policy.Counters.UnitsMoved));
    }

    [Theory]
    [InlineData(8, "1 7 0", "1 7 0")]
    [InlineData(8, "2 9 9", "2 3 3")]
    [InlineData(8, "9 9 9", "3 3 2")]
    [InlineData(2, "1 1 1", "1 1 0")]
    [InlineData(8, "0 0 0", "0 0 0")]
    public void Where_all_cannot_be_had_nobody_has_more_than_one_who_wants_more(int units, string wanted, string held)
    {
        var policy = Policy(units, hosts: 3);
        var units3 = wanted.Split(' ').Select(ulong.Parse).ToList();
        for (var host = 0; host < 3; host++) policy.Report(host, units3[host] * Unit);

        LookAt(policy, Every);

        Assert.Equal(held, string.Join(' ', Enumerable.Range(0, 3).Select(policy.HeldBy)));
        Assert.Empty(LookAt(policy, Every + Every));
    }

    [Fact]
    public void A_host_that_failed_and_the_units_of_its_step_are_left_alone()
    {
        var policy = Policy(units: 6, hosts: 2);
        policy.Report(0, 2 * Unit);
        LookAt(policy, Every);
        policy.Report(0, 3 * Unit);
        policy.Report(1, 9 * Unit);
        _now = Every + Every;

        // Host 1 is shorter and comes first; then host 0 is asked to take unit 5, and does not.
        Assert.Equal("host1", policy.Next(_now)!.Host);
        policy.Ended(succeeded: true);
        Assert.Equal("host0", policy.Next(_now)!.Host);
        policy.Ended(succeeded: false);
        Assert.Empty(Finish(policy));

        // It keeps its two, though it wants none of them now, and host 1 gets no more than the three that it has.
        policy.Report(0, 0);
        Assert.Empty(LookAt(policy, Every + Every + Every));
        Assert.Equal((2, 3), (policy.HeldBy(0), policy.HeldBy(1)));
    }

    [Fact]
    public void A_host_that_failed_to_give_back_counts_as_not_having_it()
    {
        var policy = Policy(units: 4, hosts: 2);
        policy.Report(0, 3 * Unit);
        LookAt(policy, Every);
        policy.Report(0, 2 * Unit);
        policy.Report(1, 4 * Unit);
        _now = Every + Every;

        Assert.False(policy.Next(_now)!.IsRelease);
        policy.Ended(succeeded: true);
        Assert.True(policy.Next(_now)!.IsRelease);
        policy.Ended(succeeded: false);

        Assert.Empty(Finish(policy));
        Assert.Equal((2, 1), (policy.HeldBy(0), policy.HeldBy(1)));
    }

    [Fact]
    public void Any_demand_leaves_every_unit_with_one_host_or_none_and_every_host_with_its_share()
    {
        var random = new Random(5);
        var policy = Policy(units: 37, hosts: 7);
        var owners = new int[37];
        Array.Fill(owners, -1);
        for (var look = 1; look <= 200; look++)
        {
            var wanted = Enumerable.Range(0, 7).Select(_ => random.Next(0, 12)).ToList();
            for (var host = 0; host < 7; host++) policy.Report(host, (ulong)wanted[host] * Unit);

            foreach (var step in LookAt(policy, new SimTime(look * Every.Picoseconds)))
            {
                foreach (var unit in step.Parts[0].Extents.Select(UnitOf))
                {
                    var host = step.Parts[0].HostId;
                    Assert.Equal(step.IsRelease ? host : -1, owners[unit]);
                    owners[unit] = step.IsRelease ? -1 : host;
                }
            }

            Assert.Equal(Enumerable.Range(0, 7).Select(policy.HeldBy), Enumerable.Range(0, 7).Select(host => owners.Count(owner => owner == host)));
            Assert.Equal(Math.Min(37, wanted.Sum()), owners.Count(owner => owner >= 0));
            var most = Enumerable.Range(0, 7).Max(policy.HeldBy);
            Assert.All(Enumerable.Range(0, 7), host => Assert.True(policy.HeldBy(host) == wanted[host] || policy.HeldBy(host) >= most - 1, $"look {look}: host{host}"));
        }
    }

    [Fact]
    public void The_manager_makes_its_own_steps_first_and_then_those_of_the_policy()
    {
        var policy = Policy(units: 4, hosts: 1);
        var first = new ManagementStep(SimTime.Zero, false, (int)SelectionPolicy.Prescriptive, 0, Every, [new ManagementPart(0, "dcd0", 0, 1, Unit, [At(0)])], "host0");
        var manager = new FabricManager([first], SimTime.FromMicroseconds(5), policy);
        manager.DemandReported(0, Unit);

        manager.Advance(SimTime.Zero);
        Assert.True(manager.TryTakeRequest(out var device, out var request));
        manager.Answered(device, request.Respond(MailboxReturnCode.InvalidInput, default), SimTime.Zero);
        Assert.True(manager.HasMadeSteps);
        Assert.Equal((false, Every), (manager.IsFinished, manager.NextWake));
        manager.Advance(Every);

        Assert.True(manager.TryTakeRequest(out _, out request));
        Assert.Equal(Opcode.InitiateDynamicCapacityAdd, request.Opcode);
        Assert.True(CapacityRequest.TryRead(request.Payload.Span, out var capacity));
        Assert.Equal([At(0)], capacity.Extents);
    }

    private static RebalancePolicy Policy(int units, int hosts, int devices = 1, SimTime? until = null) => new(new RebalanceSettings
    {
        Every = Every,
        Until = until ?? SimTime.Never,
        Timeout = Every,
        UnitBytes = Unit,
        Units = units,
        Devices = [.. Enumerable.Range(0, devices).Select(device => new RebalanceDevice(device, $"dcd{device}", 0, new Dpa(RegionStart)))],
        Hosts = [.. Enumerable.Range(0, hosts).Select(host => new RebalanceHost($"host{host}", [.. Enumerable.Range(0, devices).Select(device => (ushort)(10 * device + host))]))],
    });

    private static DcExtent At(int unit) => new(new Dpa(RegionStart + (ulong)unit * Unit), Unit);

    private static int UnitOf(DcExtent extent) => (int)((extent.Start.Value - RegionStart) / Unit);

    private List<ManagementStep> LookAt(RebalancePolicy policy, SimTime time)
    {
        _now = time;
        return Finish(policy);
    }

    private List<ManagementStep> Finish(RebalancePolicy policy)
    {
        var steps = new List<ManagementStep>();
        while (policy.Next(_now) is { } step)
        {
            steps.Add(step);
            policy.Ended(succeeded: true);
        }

        return steps;
    }
}
