using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Devices.Tests;

/// <summary>A device (id 20) with logical devices 0 and 1, bound to host port 10 and to none, between its link and its manager.</summary>
public sealed class Type3DeviceActorTests : IDisposable
{
    private const long LineNanoseconds = 10;
    private const long LatencyNanoseconds = 20;

    private static readonly int[] Credits = [8, 8, 8, 8, 4];

    private readonly TestDevice _device = new(logicalDevices: 2, volatileBytes: 512 * Sizes.MiB);
    private readonly ProbeActor _link = new("link");
    private readonly ProbeActor _manager = new("manager");
    private Type3DeviceActor? _actor;

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_line_that_was_written_is_read_back_by_its_logical_device_alone()
    {
        _link.Send(Request(MessageKind.MemoryWrite, 0, tag: 1), fill: 0x5A);
        _link.Send(Request(MessageKind.MemoryRead, 0, tag: 2), atNanoseconds: 100);
        _link.Send(Request(MessageKind.MemoryRead, 0, tag: 3) with { LdId = 1 }, atNanoseconds: 100);

        Run();

        Assert.Equal(
            [(MessageKind.WriteCompletion, 1), (MessageKind.MemoryData, 2), (MessageKind.MemoryData, 3)],
            _link.Arrivals.Select(arrival => (arrival.Header.Kind, (int)arrival.Header.Tag)));
        Assert.All(_link.Arrivals, arrival => Assert.Equal((20, 10, CompletionStatus.Success), (arrival.Header.Source, arrival.Header.Target, arrival.Header.Status)));
        Assert.All(_link.Arrivals[1].Line, value => Assert.Equal(0x5A, value));
        Assert.All(_link.Arrivals[2].Line, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Lines_occupy_the_medium_one_after_the_other()
    {
        for (ushort tag = 0; tag < 5; tag++) _link.Send(Request(MessageKind.MemoryRead, tag * 64UL, tag));

        Run();

        Assert.Equal(
            Enumerable.Range(0, 5).Select(place => SimTime.FromNanoseconds(2 * LatencyNanoseconds + place * LineNanoseconds)),
            _link.Arrivals.Select(arrival => arrival.Time));
    }

    [Theory]
    [InlineData(256 * Sizes.MiB, CompletionStatus.CapacityNotOwned)]
    [InlineData(4096 * Sizes.MiB, CompletionStatus.NotDecoded)]
    public void An_access_that_reaches_no_memory_is_answered_with_ones_and_counted(ulong offset, CompletionStatus status)
    {
        _link.Send(Request(MessageKind.MemoryRead, offset, tag: 1));
        _link.Send(Request(MessageKind.MemoryWrite, offset, tag: 2), atNanoseconds: 1);

        Run();

        Assert.All(_link.Arrivals, arrival => Assert.Equal(status, arrival.Header.Status));
        Assert.All(_link.Arrivals[0].Line, value => Assert.Equal(0xFF, value));
        Assert.Equal(MessageKind.WriteCompletion, _link.Arrivals[1].Header.Kind);
        Assert.Equal(2, _device.Ld(0).CapacityNotOwned + _device.Ld(0).NotDecoded);
    }

    [Fact]
    public void An_offer_interrupts_the_host_of_its_logical_device()
    {
        _device.EnableInterrupts();
        _manager.Send(new MemoryMessage { Kind = MessageKind.CciRequest }, record: Offer(ld: 0));

        Run();

        var interrupt = Assert.Single(_link.Arrivals);
        Assert.Equal((MessageKind.Interrupt, 20, 10, 0), (interrupt.Header.Kind, interrupt.Header.Source, interrupt.Header.Target, interrupt.Header.LdId));
        Assert.Equal(6u, interrupt.Header.Address);
        Assert.Equal(MailboxReturnCode.Success, AnswerOf(_manager).ReturnCode);
        Assert.Equal([1, 0], _actor!.Interrupts);
    }

    [Fact]
    public void An_offer_to_a_logical_device_without_a_host_interrupts_nobody()
    {
        _device.EnableInterrupts();
        _manager.Send(new MemoryMessage { Kind = MessageKind.CciRequest }, record: Offer(ld: 1));

        Run();

        Assert.Empty(_link.Arrivals);
        Assert.Equal(MailboxReturnCode.Success, AnswerOf(_manager).ReturnCode);
        Assert.Equal([0, 0], _actor!.Interrupts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_background_operation_ends_in_its_own_time_and_interrupts_a_host_that_asked_for_it(bool isAsked)
    {
        const long EraseNanoseconds = 1_000_000_000;
        const int MailboxVector = 7;
        _device.Ld(0).Commands.InterruptsWhenBackgroundEnds = isAsked;
        _device.Store(0, new Dpa(0), 0x5A);
        _link.Send(new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 }, record: CciMessage.Request(1, Opcode.SecureErase, default).Encode());

        Run();

        Assert.Equal(0, _device.Device.Peek(0, new Dpa(0), 1)[0]);
        Assert.Equal([isAsked ? 1 : 0, 0], _actor!.Interrupts);
        if (!isAsked) return;
        var interrupt = _link.Arrivals[^1];
        Assert.Equal((MessageKind.Interrupt, (ulong)MailboxVector), (interrupt.Header.Kind, interrupt.Header.Address));
        Assert.Equal(SimTime.FromNanoseconds(2 * LatencyNanoseconds + EraseNanoseconds), interrupt.Time);
    }

    [Fact]
    public void An_operation_that_was_aborted_keeps_no_run_alive()
    {
        _link.Send(new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 }, record: CciMessage.Request(1, Opcode.Sanitize, default).Encode());
        _link.Send(
            new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 }, atNanoseconds: 100,
            record: CciMessage.Request(2, Opcode.RequestAbortBackgroundOperation, default).Encode());

        Run();

        Assert.True(_actor!.LastEvent < SimTime.FromMicroseconds(1), _actor.LastEvent.ToString());
        Assert.True(_device.Ld(0).Mailbox.MediaState.IsDisabled);
    }

    [Fact]
    public void A_poisoned_line_is_answered_with_poison()
    {
        Assert.Null(_device.Ld(0).Media.InjectPoison(new Dpa(64), 64, default));
        _link.Send(Request(MessageKind.MemoryRead, 64, tag: 1));
        _link.Send(Request(MessageKind.MemoryWrite, 64, tag: 2), atNanoseconds: 100, fill: 3);
        _link.Send(Request(MessageKind.MemoryRead, 64, tag: 3), atNanoseconds: 200);

        Run();

        Assert.Equal(
            [CompletionStatus.Poisoned, CompletionStatus.Success, CompletionStatus.Success],
            _link.Arrivals.Select(arrival => arrival.Header.Status));
        Assert.All(_link.Arrivals[0].Line, value => Assert.Equal(0xFF, value));
        Assert.All(_link.Arrivals[2].Line, value => Assert.Equal(3, value));
    }

    [Fact]
    public void Poison_that_a_host_injects_interrupts_it_and_notifies_a_manager_that_asked_for_it()
    {
        _device.EnableInterrupts();
        _device.Manage(Opcode.SetMctpEventInterruptPolicy, [1, 0]);
        _link.Send(
            new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 },
            record: CciMessage.Request(1, Opcode.InjectPoison, new byte[8]).Encode());

        Run();

        Assert.Equal([MessageKind.CciResponse, MessageKind.Interrupt], _link.Arrivals.Select(arrival => arrival.Header.Kind));
        Assert.Equal(2u, _link.Arrivals[1].Header.Address);
        var notification = AnswerOf(_manager);
        Assert.Equal((Opcode.EventNotification, false, 1), (notification.Opcode, notification.IsResponse, (int)notification.Payload.Span[0]));
    }

    [Fact]
    public void A_scan_that_ends_interrupts_the_host_with_what_it_found()
    {
        Assert.Null(_device.Ld(0).Media.InjectPoison(new Dpa(64), 64, default));
        _device.EnableInterrupts();
        _device.Execute(0, Opcode.ClearEventRecords, [2, 1, 0, 0, 0, 0]);
        _link.Send(
            new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 },
            record: CciMessage.Request(1, Opcode.ScanMedia, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0 }).Encode());

        Run();

        Assert.Equal([MessageKind.CciResponse, MessageKind.Interrupt], _link.Arrivals.Select(arrival => arrival.Header.Kind));
        Assert.Equal((4UL, SimTime.FromNanoseconds(1_000_040)), (_link.Arrivals[1].Header.Address, _link.Arrivals[1].Time));
        Assert.Equal(1, _device.Ld(0).Events[EventLogKind.Failure].Count);
    }

    [Fact]
    public void Management_commands_are_for_the_management_port_and_mailbox_commands_for_the_link()
    {
        _link.Send(new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10 }, record: Offer(ld: 0));
        _manager.Send(new MemoryMessage { Kind = MessageKind.CciRequest }, record: CciMessage.Request(1, Opcode.IdentifyMemoryDevice, default).Encode());

        Run();

        Assert.Equal(MailboxReturnCode.Unsupported, AnswerOf(_link).ReturnCode);
        Assert.Equal(MailboxReturnCode.Unsupported, AnswerOf(_manager).ReturnCode);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(0, 6)]
    public void A_device_whose_answers_nobody_takes_takes_no_more_requests_than_it_has_places_for(int extraNanoseconds, int queueDepth)
    {
        const int Requests = 100;
        var stuck = new ProbeActor("link") { Keeps = MessageKind.MemoryData };
        for (ushort tag = 0; tag < Requests; tag++) stuck.Send(Request(MessageKind.MemoryRead, tag * 64UL, tag));

        Run(stuck, new DeviceTiming(new FixedMedium(SimTime.FromNanoseconds(LineNanoseconds)), queueDepth, writeExtra: SimTime.FromNanoseconds(extraNanoseconds)));

        // With the asker, in the device, and in the slots of the link.
        var inside = queueDepth > 0 ? queueDepth : Credits.Sum();
        Assert.Equal(Credits[0], stuck.Arrivals.Count);
        Assert.Equal(Credits[0] + inside + Credits[0], (int)_device.Ld(0).Reads);
    }

    [Fact]
    public void Turns_of_a_logical_device_wait_in_the_device_as_far_as_its_link_has_buffers()
    {
        const int Requests = 100;
        const int Depth = 6;
        var stuck = new ProbeActor("link") { Keeps = MessageKind.MemoryData };
        for (ushort tag = 0; tag < Requests; tag++) stuck.Send(Request(MessageKind.MemoryRead, tag * 64UL, tag));
        var timing = new DeviceTiming(new FixedMedium(SimTime.FromNanoseconds(LineNanoseconds)), Depth);
        _device.Device.Quality!.Shares.Allocate(0, 128);

        Run(stuck, timing);

        // With the asker, in the queue, waiting for a turn, and in the slots of the link.
        Assert.Equal(Credits[0] + Depth + Credits.Sum() + Credits[0], (int)_device.Ld(0).Reads);
    }

    private static MemoryMessage Request(MessageKind kind, ulong offset, ushort tag) =>
        new() { Kind = kind, Address = TestDevice.Base + offset, Source = 10, Tag = tag };

    private static CciMessage AnswerOf(ProbeActor probe)
    {
        Assert.True(CciMessage.TryDecode(Assert.Single(probe.Arrivals).Record, out var answer));
        return answer!;
    }

    private byte[] Offer(int ld) => CciMessage.Request(
        1, Opcode.InitiateDynamicCapacityAdd, new CapacityRequest(ld, (int)SelectionPolicy.Prescriptive, 0, 0, 0, [_device.Extent(0, 1)]).Encode()).Encode();

    private void Run() => Run(_link, new DeviceTiming(new FixedMedium(SimTime.FromNanoseconds(LineNanoseconds))));

    private void Run(ProbeActor link, DeviceTiming timing)
    {
        var model = new Model();
        _actor = model.Add(new Type3DeviceActor("dcd0", _device.Device, 20, timing, [10, 0]));
        foreach (var probe in new[] { link, _manager })
        {
            model.Add(probe);
            var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(LatencyNanoseconds), Credits = Credits };
            model.Connect(probe, _actor, options);
            model.Connect(_actor, probe, options);
        }

        new Engine(model, new RunSettings()).Run();
    }
}
