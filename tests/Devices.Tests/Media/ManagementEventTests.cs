using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Media;

public sealed class ManagementEventTests : IDisposable
{
    private readonly TestDevice _device = new(logicalDevices: 2, volatileBytes: 512 * Sizes.MiB);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_manager_reads_the_events_of_all_logical_devices_and_which_it_was()
    {
        _device.Ld(0).Media.Inject(new DramEvent { Address = 0x40 }, EventLogKind.Failure, default);
        _device.Ld(1).Media.Inject(new DramEvent { Address = 0x80 }, EventLogKind.Failure, default);

        Assert.Equal(MailboxReturnCode.Success, _device.Manage(Opcode.GetEventRecords, [(byte)EventLogKind.Failure]));

        Assert.Equal(32 + 2 * EventRecord.Bytes, _device.Written);
        var records = _device.Output[32..];
        Assert.Equal((0x80, 0, 0x40), (records[0x11], records[0x22], records[0x30]));
        Assert.Equal((0x80, 1, 0x80), (records[0x91], records[0xA2], records[0xB0]));
        Assert.Equal(0, _device.Ld(1).Events[EventLogKind.Failure].Record(0)[0x11]);
    }

    [Fact]
    public void What_a_host_clears_stays_in_the_managers_log()
    {
        _device.Ld(0).Media.Inject(new DramEvent(), EventLogKind.Fatal, default);

        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.ClearEventRecords, [3, 1, 0, 0, 0, 0]));
        _device.Manage(Opcode.GetEventRecords, [3]);

        Assert.Equal(1, _device.Output[0x14]);
    }

    [Fact]
    public void A_manager_that_asked_for_it_is_notified_once()
    {
        _device.Ld(0).Media.Inject(new DramEvent(), EventLogKind.Warning, default);
        Assert.False(_device.Device.TryTakeNotification(out _));

        Assert.Equal(MailboxReturnCode.Success, _device.Manage(Opcode.SetMctpEventInterruptPolicy, [0x08, 0]));
        _device.Ld(1).Media.Inject(new DramEvent(), EventLogKind.Fatal, default);

        Assert.True(_device.Device.TryTakeNotification(out var payload));
        Assert.Equal([8, 0], payload);
        Assert.False(_device.Device.TryTakeNotification(out _));
    }

    [Theory]
    [InlineData(Opcode.GetEventRecords)]
    [InlineData(Opcode.GetMctpEventInterruptPolicy)]
    [InlineData(Opcode.EventNotification)]
    public void A_qemu_device_has_no_events_for_the_manager(Opcode opcode)
    {
        using var device = new TestDevice(DeviceProfile.Qemu11, volatileBytes: 256 * Sizes.MiB);

        device.Ld(0).Media.Inject(new DramEvent(), EventLogKind.Fatal, default);

        Assert.Equal(MailboxReturnCode.Unsupported, device.Manage(opcode, [0]));
    }

    [Theory]
    [InlineData(Opcode.GetMctpEventInterruptPolicy)]
    [InlineData(Opcode.SetMctpEventInterruptPolicy)]
    [InlineData(Opcode.EventNotification)]
    public void The_policy_of_an_mctp_cci_is_not_for_the_hosts_mailbox(Opcode opcode) =>
        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(0, opcode, [0, 0]));
}
