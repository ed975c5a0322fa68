using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class FaultStoryTests
{
    [Fact]
    public void A_host_meets_poison_where_it_reads_counts_and_logs_it_and_a_store_ends_it()
    {
        var line = new StreamOptions { Region = "fixed", Pattern = AccessPattern.Sequential, Length = new ByteSize(4 * Sizes.Line), Count = 4, Verify = false };
        var read = line with { Start = SimTime.FromMicroseconds(50) };
        var write = line with { Start = SimTime.FromMicroseconds(60), Reads = new Share(0) };
        var again = line with { Start = SimTime.FromMicroseconds(70) };
        var poison = new FaultOptions { Kind = FaultKind.Poison, Address = new ByteSize(Sizes.Line), Length = new ByteSize(2 * Sizes.Line) };
        var scenario = TestFabric.Star(1, 1, Inject(poison)).With("host0", ("read", read), ("write", write), ("again", again));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal((2L, 0L), (TestFabric.StreamOf(results, "host0", "read").PoisonedLines, TestFabric.StreamOf(results, "host0", "again").PoisonedLines));
        Assert.Equal(2, results.Devices[0].PoisonedReads);
        Assert.Equal(1, results.Hosts[0].MediaEventsRead);
    }

    [Theory]
    [InlineData(FaultKind.GeneralMedia)]
    [InlineData(FaultKind.Dram)]
    [InlineData(FaultKind.MemoryModule)]
    public void An_event_interrupts_the_host_which_reads_it(FaultKind kind)
    {
        var results = TestFabric.Run(TestFabric.Star(2, 1, Inject(new FaultOptions { Kind = kind, Log = FaultLog.Fatal }) with { Host = "host1" }));

        Assert.Empty(results.Failures);
        Assert.Equal([0L, 1L], results.Hosts.Select(host => host.MediaEventsRead));
        Assert.Equal([0L, 1L], results.Devices[0].LogicalDevices.Select(ld => ld.EventsLogged));
    }

    [Fact]
    public void Protocol_errors_are_recorded_in_the_registers()
    {
        var scenario = TestFabric.Star(
            1, 1, Inject(new FaultOptions { Kind = FaultKind.CorrectableError, Type = 2 }), Inject(new FaultOptions { Kind = FaultKind.UncorrectableError, Type = 3 }));

        var ld = TestFabric.Run(scenario).Devices[0].LogicalDevices[0];

        Assert.Equal((1L, 1L), (ld.CorrectableErrors, ld.UncorrectableErrors));
    }

    [Fact]
    public void The_switch_above_a_multi_logical_device_logs_its_error_messages_and_passes_them_to_the_host_of_each()
    {
        var scenario = TestFabric.Star(
            2, 1, Inject(new FaultOptions { Kind = FaultKind.CorrectableError, Type = 2 }), Inject(new FaultOptions { Kind = FaultKind.UncorrectableError, Type = 3 }));
        using var fabric = FabricBuilder.Build(scenario);

        var results = TestFabric.Run(scenario, fabric);

        Assert.Equal([2L, 0L], results.Hosts.Select(host => host.PortErrors));
        var answers = new byte[] { 1, 2 }.Select(log => fabric.Switches["sw0"].Component!.Handle(CciMessage.Request(0, Opcode.GetEventRecords, new[] { log }), 0, SimTime.Zero)!);

        // MLD Port Event Records of port 2: ERR_COR is a warning, ERR_FATAL a failure.
        Assert.Equal(["0002", "0202"], answers.Select(answer => Convert.ToHexStringLower(answer.Payload.Span.Slice(0x20 + 0x30, 2))));
    }

    [Fact]
    public void A_fault_that_cannot_be_fails_its_step()
    {
        var outside = new FaultOptions { Kind = FaultKind.Poison, Address = new ByteSize(TestFabric.Part * 2) };

        var failure = Assert.Single(TestFabric.Run(TestFabric.Star(1, 1, Inject(outside))).Failures);

        Assert.Equal("step 0: Poison in dcd0", failure.Expected);
        Assert.Contains("InvalidPhysicalAddress (000Fh)", failure.Found, StringComparison.Ordinal);
    }

    private static StepOptions Inject(FaultOptions fault) => new() { Action = StepAction.Inject, Host = "host0", Devices = ["dcd0"], Fault = fault };
}
