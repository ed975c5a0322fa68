using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

/// <summary>1 GiB of static memory: Sanitize takes 8 seconds, Secure Erase 1.</summary>
public sealed class SanitizeTests : IDisposable
{
    private const ulong Ready = 0x14;
    private const ulong Disabled = 0x1C;

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(Opcode.Sanitize, 8)]
    [InlineData(Opcode.SecureErase, 1)]
    public void Memory_labels_and_event_logs_are_empty_at_its_end(Opcode opcode, double seconds)
    {
        FillEverything();
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, _device.Execute(opcode));
        _device.Wait(seconds - 0.001);
        Assert.Equal(0x5A, _device.Peek(CommandDevice.InVolatile));

        _device.Wait(0.001);

        foreach (var dpa in new[] { CommandDevice.InVolatile, CommandDevice.InPersistent, CommandDevice.InDynamic })
            Assert.Equal((CompletionStatus.Success, 0), _device.Load(dpa));
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetLabelStorageArea, "0000000001000000"));
        Assert.Equal("00", _device.Output);
        Assert.Equal(0u, _device.Ld.Events.Status);
        Assert.Single(_device.Ld.Extents.Accepted);
    }

    [Fact]
    public void Meanwhile_neither_loads_nor_stores_reach_the_media()
    {
        FillEverything();
        _device.Execute(Opcode.Sanitize);

        Assert.Equal((CompletionStatus.MediaError, 0xFF), _device.Load(CommandDevice.InVolatile));
        Assert.Equal(CompletionStatus.MediaError, _device.Store(CommandDevice.InDynamic, 1));
        Assert.Equal((2, 0), (_device.Ld.MediaErrors, _device.Ld.NotDecoded));
        Assert.Equal(0x5A, _device.Peek(CommandDevice.InDynamic));

        _device.Wait(8);
        Assert.Equal(CompletionStatus.Success, _device.Store(CommandDevice.InDynamic, 1));
    }

    [Theory]
    [InlineData(Opcode.GetLog, "0da9c0b5bf414b788f7996b1623b3f170000000004000000", true)]
    [InlineData(Opcode.GetPartitionInfo, "", true)]
    [InlineData(Opcode.SetPartitionInfo, "020000000000000000", true)]
    [InlineData(Opcode.GetLabelStorageArea, "0000000004000000", true)]
    [InlineData(Opcode.SetLabelStorageArea, "000000000000000000000000", true)]
    [InlineData(Opcode.GetPoisonList, "00000000000000000100000000000000", true)]
    [InlineData(Opcode.InjectPoison, "0000000000000000", true)]
    [InlineData(Opcode.GetEventRecords, "00", true)]
    [InlineData(Opcode.IdentifyMemoryDevice, "", false)]
    [InlineData(Opcode.GetTimestamp, "", false)]
    [InlineData(Opcode.GetAlertConfiguration, "", false)]
    [InlineData(Opcode.GetSecurityState, "", false)]
    [InlineData(Opcode.GetDynamicCapacityConfiguration, "0800", false)]
    public void Meanwhile_commands_that_need_the_media_are_refused(Opcode opcode, string input, bool isRefused)
    {
        _device.Execute(Opcode.Sanitize);
        Assert.Equal(isRefused ? MailboxReturnCode.MediaDisabled : MailboxReturnCode.Success, _device.Execute(opcode, input));

        _device.Wait(8);
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(opcode, input));
    }

    [Fact]
    public void Poison_ends_with_the_data_that_it_was_in()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.InjectPoison, "0010000000000000"));
        Assert.Equal(CompletionStatus.Poisoned, _device.Load(CommandDevice.InVolatile).Status);

        _device.Execute(Opcode.Sanitize);
        _device.Wait(8);

        Assert.Equal((CompletionStatus.Success, 0), _device.Load(CommandDevice.InVolatile));
    }

    [Fact]
    public void The_status_register_shows_whether_the_media_are_disabled()
    {
        Assert.Equal(Ready, Status());
        _device.Execute(Opcode.Sanitize);
        Assert.Equal(Disabled, Status());
        _device.Wait(8);
        Assert.Equal(Ready, Status());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_an_abort_or_a_reset_the_media_stay_disabled_until_one_was_carried_out(bool byReset)
    {
        FillEverything();
        _device.Execute(Opcode.Sanitize);
        if (byReset) _device.Reset(ResetKind.Cold);
        else _device.Execute(Opcode.RequestAbortBackgroundOperation);
        _device.Wait(20);

        Assert.Equal(Disabled, Status());
        Assert.Equal(CompletionStatus.MediaError, _device.Load(CommandDevice.InPersistent).Status);
        Assert.Equal(0x5A, _device.Peek(CommandDevice.InPersistent));
        Assert.Equal(MailboxReturnCode.MediaDisabled, _device.Execute(Opcode.MediaOperations, "000000000000000000000000"));
        Assert.Equal(MailboxReturnCode.MediaDisabled, _device.Execute(Opcode.ScanMedia, "0000000000000000010000000000000000"));

        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, _device.Execute(Opcode.SecureErase));
        _device.Wait(1);
        Assert.Equal((CompletionStatus.Success, 0), _device.Load(CommandDevice.InPersistent));
    }

    [Fact]
    public void As_QEMU_has_it_only_the_register_shows_it_and_dynamic_capacity_is_left_alone()
    {
        using var device = new CommandDevice(DeviceProfile.Qemu11);
        device.Device.Give(0, device.Device.Extent(0, 1));
        device.Store(CommandDevice.InDynamic, 0x5A);

        device.Execute(Opcode.Sanitize);
        Assert.Equal(CompletionStatus.Success, device.Store(CommandDevice.InVolatile, 0x5A));
        Assert.Equal(MailboxReturnCode.Success, device.Execute(Opcode.GetPartitionInfo));
        Assert.Equal(Disabled, device.Ld.Mailbox.MemoryDeviceStatus(device.Now));

        device.Wait(8);
        Assert.Equal((0, 0x5A), (device.Load(CommandDevice.InVolatile).Value, device.Load(CommandDevice.InDynamic).Value));
    }

    private ulong Status() => _device.Ld.Mailbox.MemoryDeviceStatus(_device.Now);

    private void FillEverything()
    {
        _device.Device.Give(0, _device.Device.Extent(0, 1));
        foreach (var dpa in new[] { CommandDevice.InVolatile, CommandDevice.InPersistent, CommandDevice.InDynamic })
            Assert.Equal(CompletionStatus.Success, _device.Store(dpa, 0x5A));
        _device.Execute(Opcode.SetLabelStorageArea, "0000000000000000ee");
        Assert.NotEqual(0, _device.Ld.Events[EventLogKind.DynamicCapacity].Count);
    }
}
