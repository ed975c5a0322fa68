using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Media;

public sealed class MediaEventTests : IDisposable
{
    private readonly TestDevice _device = new(volatileBytes: 256 * Sizes.MiB);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(EventLogKind.Informational)]
    [InlineData(EventLogKind.Warning)]
    [InlineData(EventLogKind.Failure)]
    [InlineData(EventLogKind.Fatal)]
    public void An_event_stands_in_its_own_log_with_the_devices_time(EventLogKind log)
    {
        _device.Execute(0, Opcode.SetTimestamp, [10, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Null(_device.Ld(0).Media.Inject(new DramEvent { Address = 0x40 }, log, SimTime.FromNanoseconds(3)));

        Assert.Equal(1u << (int)log, _device.Ld(0).Events.Status);
        Assert.Equal(13, _device.Ld(0).Events[log].Record(0)[0x18]);
    }

    [Fact]
    public void An_event_that_asks_for_maintenance_leaves_one_request_at_its_address()
    {
        var media = _device.Ld(0).Media;
        var needed = new EventHeader { Flags = EventHeader.MaintenanceNeeded };
        media.Inject(new DramEvent { Header = needed, Address = 0x40, Rank = 1 }, EventLogKind.Warning, default);
        media.Inject(new DramEvent { Header = needed, Address = 0x40, Rank = 2 }, EventLogKind.Warning, default);
        media.Inject(new GeneralMediaEvent { Address = 0x80 }, EventLogKind.Warning, default);

        Assert.False(media.Maintenance.TryConsume(new Dpa(0x80), out _));
        Assert.True(media.Maintenance.TryConsume(new Dpa(0x40), out var cause));
        Assert.Equal((byte)1, cause!.Rank);
        Assert.False(media.Maintenance.TryConsume(new Dpa(0x40), out _));
    }

    [Fact]
    public void An_informational_event_cannot_ask_for_maintenance()
    {
        var media = _device.Ld(0).Media;

        var error = media.Inject(
            new GeneralMediaEvent { Header = new EventHeader { Flags = EventHeader.MaintenanceNeeded } }, EventLogKind.Informational, default);

        Assert.Equal("Informational event cannot require maintenance", error);
        Assert.Equal((0u, 0), (_device.Ld(0).Events.Status, media.Maintenance.Count));
    }

    [Fact]
    public void Events_interrupt_only_the_host_whose_media_it_is()
    {
        using var device = new TestDevice(logicalDevices: 2, volatileBytes: 512 * Sizes.MiB);
        device.EnableInterrupts();

        device.Ld(1).Media.Inject(new MemoryModuleEvent { Temperature = 90 }, EventLogKind.Fatal, default);

        Assert.Equal((0u, 1u << 5), (device.Device.TakeInterrupts(0), device.Device.TakeInterrupts(1)));
    }
}
