using System.Buffers.Binary;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Management;

public sealed class FabricManagerTests
{
    private const ulong Block = 2 * Sizes.MiB;

    private static readonly SimTime Poll = SimTime.FromMicroseconds(5);
    private static readonly SimTime Timeout = SimTime.FromMicroseconds(100);

    private SimTime _now;

    [Fact]
    public void An_add_asks_every_device_then_polls_until_all_hosts_have_accepted()
    {
        var manager = new FabricManager([Step(isRelease: false, Part(0), Part(1))], Poll);

        var asked = Advance(manager);
        Assert.Equal([(0, Opcode.InitiateDynamicCapacityAdd), (1, Opcode.InitiateDynamicCapacityAdd)], asked.Select(request => (request.Device, request.Request.Opcode)));
        Assert.Equal(3, BinaryPrimitives.ReadUInt16LittleEndian(asked[0].Request.Payload.Span));
        Assert.Equal(Extent(0), DcExtent.Read(asked[0].Request.Payload.Span[32..]) with { Tag = 0 });
        foreach (var request in asked) Answer(manager, request, MailboxReturnCode.Success);

        var polled = AdvanceTo(manager, Poll);
        Answer(manager, polled[0], MailboxReturnCode.Success, List(1, 1, Extent(0)));
        Answer(manager, polled[1], MailboxReturnCode.Success, List(0, 1));
        polled = AdvanceTo(manager, Poll + Poll);
        Assert.Equal(1, Assert.Single(polled).Device);
        Assert.False(manager.IsFinished);
        Answer(manager, polled[0], MailboxReturnCode.Success, List(1, 2, Extent(0)));

        Assert.True(manager.IsFinished);
        Assert.Equal((1, 0), (manager.StepsDone, manager.Failures.Count));
        Assert.Equal(SimTime.Never, manager.NextWake);
    }

    [Fact]
    public void A_release_is_done_when_nothing_of_it_is_left()
    {
        var manager = new FabricManager([Step(isRelease: true, Part(0))], Poll);
        var asked = Advance(manager);
        Assert.Equal(1, asked[0].Request.Payload.Span[2]);
        Answer(manager, asked[0], MailboxReturnCode.Success);

        Answer(manager, AdvanceTo(manager, Poll)[0], MailboxReturnCode.Success, List(1, 1, Extent(0)));
        Assert.False(manager.IsFinished);
        Answer(manager, AdvanceTo(manager, Poll + Poll)[0], MailboxReturnCode.Success, List(1, 2, Extent(1)));

        Assert.Equal(1, manager.StepsDone);
    }

    [Fact]
    public void A_refusal_fails_its_step_and_the_next_begins()
    {
        var manager = new FabricManager([Step(isRelease: false, Part(0), Part(1)), Step(isRelease: true, Part(0))], Poll);
        var asked = Advance(manager);

        Answer(manager, asked[1], MailboxReturnCode.InvalidExtentList);
        var next = TakeAll(manager);
        Answer(manager, asked[0], MailboxReturnCode.ResourcesExhausted);

        Assert.Equal("dcd1 answered InitiateDynamicCapacityAdd with InvalidExtentList (001Eh)", Assert.Single(manager.Failures).Found);
        Assert.Equal((0, Opcode.InitiateDynamicCapacityRelease), (next[0].Device, next[0].Request.Opcode));
        Assert.False(manager.IsFinished);
    }

    [Fact]
    public void A_host_that_accepts_a_part_fails_the_step_at_its_deadline()
    {
        var manager = new FabricManager([Step(isRelease: false, Part(0, blocks: 3), Part(1))], Poll);
        var asked = Advance(manager);
        Answer(manager, asked[0], MailboxReturnCode.Success);
        Answer(manager, AdvanceTo(manager, Poll)[0], MailboxReturnCode.Success, List(1, 1, Extent(1)));

        AdvanceTo(manager, new SimTime(Timeout.Picoseconds - 1));
        Assert.Empty(manager.Failures);
        AdvanceTo(manager, Timeout);

        var failure = Assert.Single(manager.Failures);
        Assert.Equal(Timeout, failure.Time);
        Assert.Equal("step 0: host0 accepts dpa:0x0+0x600000 of dcd0, dpa:0x0+0x200000 of dcd1", failure.Expected);
        Assert.Equal("after 100 us: host0 holds 0x200000 of these 0x600000 bytes of dcd0, no answer from dcd1", failure.Found);
        Assert.True(manager.IsFinished);
    }

    [Fact]
    public void A_step_waits_for_its_time_and_for_the_step_before()
    {
        var second = Step(isRelease: true, Part(0)) with { NotBefore = SimTime.FromMicroseconds(50) };
        var manager = new FabricManager([Step(isRelease: false, Part(0)), second], Poll);
        Answer(manager, Advance(manager)[0], MailboxReturnCode.Success);
        Answer(manager, AdvanceTo(manager, Poll)[0], MailboxReturnCode.Success, List(1, 1, Extent(0)));

        Assert.Equal((1, SimTime.FromMicroseconds(50)), (manager.StepsDone, manager.NextWake));
        Assert.Empty(AdvanceTo(manager, SimTime.FromMicroseconds(49)));
        Assert.Equal(Opcode.InitiateDynamicCapacityRelease, AdvanceTo(manager, SimTime.FromMicroseconds(50))[0].Request.Opcode);
    }

    [Theory]
    [InlineData(MailboxReturnCode.Success)]
    [InlineData(MailboxReturnCode.InvalidInput)]
    public void A_list_that_changes_between_two_pages_is_read_again_from_its_start(MailboxReturnCode second)
    {
        var manager = new FabricManager([Step(isRelease: true, Part(0))], Poll);
        Answer(manager, Advance(manager)[0], MailboxReturnCode.Success);
        Answer(manager, AdvanceTo(manager, Poll)[0], MailboxReturnCode.Success, List(total: 2, generation: 7, Extent(5)));
        var page = Assert.Single(TakeAll(manager));
        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(page.Request.Payload.Span[8..]));

        // The first extent has gone meanwhile: the one that was second, and is asked for, is now the first.
        Answer(manager, page, second, second == MailboxReturnCode.Success ? List(1, generation: 8) : []);

        Assert.False(manager.IsFinished);
        var again = Assert.Single(TakeAll(manager));
        Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(again.Request.Payload.Span[8..]));
        Answer(manager, again, MailboxReturnCode.Success, List(1, generation: 8, Extent(0)));
        Assert.Equal((false, 0), (manager.IsFinished, manager.Failures.Count));
    }

    [Fact]
    public void An_answer_with_another_tag_or_none_at_all_is_not_taken()
    {
        var manager = new FabricManager([Step(isRelease: false, Part(0))], Poll);
        var (device, request) = Advance(manager)[0];

        manager.Answered(device, null, _now);
        manager.Answered(device, request.Respond(MailboxReturnCode.Busy, default) with { Tag = 99 }, _now);

        Assert.Empty(manager.Failures);
        Answer(manager, (device, request), MailboxReturnCode.Success);
        Answer(manager, AdvanceTo(manager, Poll)[0], MailboxReturnCode.Success, new byte[5]);
        Assert.EndsWith("with 5 malformed bytes", Assert.Single(manager.Failures).Found, StringComparison.Ordinal);
    }

    private static DcExtent Extent(ulong block, ulong blocks = 1) => new(new Dpa(block * Block), blocks * Block);

    private static ManagementPart Part(int device, ulong blocks = 1) => new(device, $"dcd{device}", 3, 0, blocks * Block, [Extent(0, blocks)]);

    private static ManagementStep Step(bool isRelease, params ManagementPart[] parts) => new(
        SimTime.Zero, isRelease, isRelease ? (int)RemovalPolicy.Prescriptive : (int)SelectionPolicy.Prescriptive, 0, Timeout, parts, "host0");

    private static byte[] List(uint total, uint generation, params DcExtent[] extents)
    {
        var payload = new byte[24 + extents.Length * DcExtent.Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(8), extents.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(12), total);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(16), generation);
        for (var i = 0; i < extents.Length; i++) extents[i].Write(payload.AsSpan(24 + i * DcExtent.Bytes));
        return payload;
    }

    private List<(int Device, CciMessage Request)> Advance(FabricManager manager) => AdvanceTo(manager, SimTime.Zero);

    private List<(int Device, CciMessage Request)> AdvanceTo(FabricManager manager, SimTime time)
    {
        _now = time;
        manager.Advance(time);
        return TakeAll(manager);
    }

    private static List<(int Device, CciMessage Request)> TakeAll(FabricManager manager)
    {
        var requests = new List<(int Device, CciMessage Request)>();
        while (manager.TryTakeRequest(out var device, out var request)) requests.Add((device, request));
        return requests;
    }

    private void Answer(FabricManager manager, (int Device, CciMessage Request) asked, MailboxReturnCode code, byte[]? payload = null) =>
        manager.Answered(asked.Device, asked.Request.Respond(code, payload ?? []), _now);
}
