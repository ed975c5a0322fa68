using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class ResetTests : IDisposable
{
    private const string PatrolScrub = "96dad7d6fde8482ba73375774e06db8a";

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(ResetKind.Conventional, 0x5A, "03180101", 7UL)]
    [InlineData(ResetKind.Cold, 0, "030c0100", 0UL)]
    public void Power_keeps_volatile_memory_features_and_the_timestamp(ResetKind kind, int value, string feature, ulong timestamp)
    {
        _device.Store(CommandDevice.InVolatile, 0x5A);
        _device.Store(CommandDevice.InPersistent, 0x5A);
        _device.Execute(Opcode.SetFeature, PatrolScrub + "00000000" + "0000" + "01" + new string('0', 18) + "1801");
        _device.Execute(Opcode.SetTimestamp, "0700000000000000");

        _device.Reset(kind);

        Assert.Equal((value, 0x5A), (_device.Load(CommandDevice.InVolatile).Value, _device.Load(CommandDevice.InPersistent).Value));
        _device.Execute(Opcode.GetFeature, PatrolScrub + "0000040000");
        Assert.Equal(feature, _device.Output);
        Assert.Equal(timestamp, _device.Ld.Timestamp.At(_device.Now));
    }

    [Fact]
    public void Decoders_are_lost_and_extents_and_their_contents_are_not()
    {
        var extent = _device.Device.Extent(0, 1);
        _device.Device.Give(0, extent);
        _device.Store(CommandDevice.InDynamic, 0x5A);

        _device.Device.Device.Reset(0, ResetKind.Cold, _device.Now);
        Assert.Equal(CompletionStatus.NotDecoded, _device.Load(CommandDevice.InDynamic).Status);
        Assert.Equal(0u, _device.Ld.Decoders.ReadControl(0));

        _device.Reset(ResetKind.Cold);
        Assert.Equal((CompletionStatus.Success, 0x5A), _device.Load(CommandDevice.InDynamic));
    }

    [Fact]
    public void What_was_due_before_the_reset_has_happened()
    {
        _device.Store(CommandDevice.InPersistent, 0x5A);
        _device.Execute(Opcode.Sanitize);
        _device.Device.Now += new SimTime(8 * SimTime.PicosecondsPerSecond);

        _device.Reset(ResetKind.Conventional);

        Assert.Equal((CompletionStatus.Success, 0), _device.Load(CommandDevice.InPersistent));
    }

    [Fact]
    public void As_QEMU_has_it_static_mappings_outlive_a_reset_until_a_decoder_is_written()
    {
        using var device = new TestDevice(DeviceProfile.Qemu11, volatileBytes: CommandDevice.Part, dynamicBytes: 0);
        device.Store(0, CommandDevice.InVolatile, 0x5A);

        device.Device.Reset(0, ResetKind.Conventional, default);
        Assert.Equal((CompletionStatus.Success, 0x5A), device.Load(0, CommandDevice.InVolatile));

        device.Ld(0).Decoders.Write32(0x10, 0);
        Assert.Equal(CompletionStatus.NotDecoded, device.Load(0, CommandDevice.InVolatile).Status);
    }
}
