using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Management;

/// <summary>What a fabric manager finds on the FM-owned logical device, and behind it.</summary>
public sealed class FmOwnedDeviceTests : IDisposable
{
    private readonly TestDevice _mld = new(logicalDevices: 4, volatileBytes: 1024 * Sizes.MiB, persistentBytes: 2048 * Sizes.MiB, labelBytes: 4096);
    private readonly TestDevice _sld = new();

    public void Dispose()
    {
        _mld.Dispose();
        _sld.Dispose();
    }

    [Fact]
    public void A_tunnel_reaches_each_logical_device_and_no_other()
    {
        Assert.Equal(MailboxReturnCode.Success, Tunnel(3, Opcode.Identify, out var answer));
        Assert.Equal((ComponentIdentity.Bytes, (byte)0x5A), (answer!.Payload.Length, answer.Tag));
        Assert.Equal(MailboxReturnCode.InvalidInput, Tunnel(4, Opcode.Identify, out _));
    }

    [Fact]
    public void An_error_inside_a_tunnel_is_no_error_of_the_tunnel()
    {
        Assert.Equal(MailboxReturnCode.Success, Tunnel(0, (Opcode)0x7777, out var answer));

        Assert.Equal(MailboxReturnCode.Unsupported, answer!.ReturnCode);
    }

    [Fact]
    public void A_logical_device_answers_memory_commands_in_a_tunnel_but_none_of_its_hosts_events_and_capacity()
    {
        Assert.Equal(MailboxReturnCode.Success, Tunnel(1, Opcode.IdentifyMemoryDevice, out var identity));
        Assert.Equal(3UL, BitConverter.ToUInt64(identity!.Payload.Span[0x10..]));

        Tunnel(1, Opcode.GetDynamicCapacityExtentList, out var extents);
        Tunnel(1, Opcode.GetEventRecords, out var events);
        Assert.Equal((MailboxReturnCode.Unsupported, MailboxReturnCode.Unsupported), (extents!.ReturnCode, events!.ReturnCode));
    }

    [Fact]
    public void Allocations_are_those_of_the_static_memory_in_256_MiB()
    {
        Assert.Equal(MailboxReturnCode.Success, _mld.Manage(Opcode.GetLdAllocations, [2, 255]));

        Assert.Equal([4, 0, 2, 2], _mld.Output[..4].ToArray());
        Assert.Equal([1UL, 2UL, 1UL, 2UL], Words(_mld.Output[4..]));
    }

    [Theory]
    [InlineData(new byte[] { 4, 1 }, MailboxReturnCode.InvalidInput)]
    [InlineData(new byte[] { 3, 0 }, MailboxReturnCode.Success)]
    [InlineData(new byte[] { 3 }, MailboxReturnCode.InvalidPayloadLength)]
    public void Allocations_are_told_of_logical_devices_that_are_there(byte[] payload, MailboxReturnCode code) =>
        Assert.Equal(code, _mld.Manage(Opcode.GetLdAllocations, payload));

    [Theory]
    [InlineData(new byte[] { 3, 20, 30, 15, 1, 2, 3 }, true)]
    [InlineData(new byte[] { 4, 20, 30, 15, 1, 2, 3 }, false)]
    [InlineData(new byte[] { 3, 31, 30, 15, 1, 2, 3 }, false)]
    [InlineData(new byte[] { 3, 20, 101, 15, 1, 2, 3 }, false)]
    [InlineData(new byte[] { 3, 20, 30, 16, 1, 2, 3 }, false)]
    public void Quality_of_service_is_kept_when_it_can_be(byte[] control, bool isTaken)
    {
        _mld.Manage(Opcode.GetQosControl, []);
        var before = _mld.Output.ToArray();

        Assert.Equal(isTaken ? MailboxReturnCode.Success : MailboxReturnCode.InvalidInput, _mld.Manage(Opcode.SetQosControl, control));

        _mld.Manage(Opcode.GetQosControl, []);
        Assert.Equal(isTaken ? control : before, _mld.Output.ToArray());
    }

    [Fact]
    public void Bandwidth_is_allocated_up_to_the_whole_and_limited_beyond()
    {
        Assert.Equal(MailboxReturnCode.Success, _mld.Manage(Opcode.SetQosAllocatedBandwidth, [2, 1, 128, 128]));
        Assert.Equal(MailboxReturnCode.InvalidInput, _mld.Manage(Opcode.SetQosAllocatedBandwidth, [1, 0, 1]));
        Assert.Equal(MailboxReturnCode.InvalidInput, _mld.Manage(Opcode.SetQosBandwidthLimit, [2, 3, 1, 1]));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _mld.Manage(Opcode.SetQosBandwidthLimit, [2, 0, 1]));

        _mld.Manage(Opcode.GetQosAllocatedBandwidth, [255, 0]);
        Assert.Equal([4, 0, 0, 128, 128, 0], _mld.Output.ToArray());
        _mld.Manage(Opcode.GetQosBandwidthLimit, [1, 3]);
        Assert.Equal([1, 3, 255], _mld.Output.ToArray());
    }

    [Fact]
    public void A_single_logical_device_has_memory_commands_and_no_logical_devices_to_manage()
    {
        Assert.Equal(MailboxReturnCode.Success, _sld.Manage(Opcode.IdentifyMemoryDevice, []));
        Assert.Equal(MailboxReturnCode.Unsupported, _sld.Manage(Opcode.GetLdInfo, []));
        Assert.Equal(MailboxReturnCode.Unsupported, _sld.Manage(Opcode.GetMultiHeadedInfo, [0, 1]));
    }

    [Fact]
    public void A_background_operation_of_the_host_shows_to_the_manager_of_a_single_logical_device()
    {
        using var device = new TestDevice(volatileBytes: 256 * Sizes.MiB);
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, device.Execute(0, Opcode.Sanitize, []));

        device.Manage(Opcode.BackgroundOperationStatus, []);

        Assert.Equal((1, 0x4400), (device.Output[0] & 1, device.Output[2] | device.Output[3] << 8));
    }

    [Theory]
    [InlineData(0, 0UL, 0x0D93_8086u)]
    [InlineData(3, 0UL, 0x0D93_8086u)]
    public void Config_space_of_a_logical_device_is_read_from_the_switch(byte ld, ulong offset, uint value)
    {
        byte[] payload = [2, (byte)offset, 0xF0, 0, ld, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(MailboxReturnCode.Success, FromSwitch(_mld, Opcode.SendLdIoConfiguration, payload, out var answer));
        Assert.Equal(value, BitConverter.ToUInt32(answer));
    }

    [Fact]
    public void Registers_of_a_logical_device_are_read_in_its_memory_space_and_no_others()
    {
        const ulong DecoderZeroControl = 0x1000 + 0x128 + 0x20;
        Assert.Equal(MailboxReturnCode.Success, FromSwitch(_mld, Opcode.SendLdIoMemory, Memory(1, DecoderZeroControl, 4), out var answer));

        Assert.Equal([4, 0, 0, 0], answer[..4]);
        Assert.Equal(_mld.Ld(1).Decoders.ReadControl(0), BitConverter.ToUInt32(answer, 4));
        Assert.Equal(MailboxReturnCode.Success, FromSwitch(_mld, Opcode.SendLdIoMemory, Memory(1, 0xFFFC, 4), out _));
        Assert.Equal(MailboxReturnCode.InvalidInput, FromSwitch(_mld, Opcode.SendLdIoMemory, Memory(1, 0xFFFD, 4), out _));
        Assert.Equal(MailboxReturnCode.InvalidInput, FromSwitch(_mld, Opcode.SendLdIoMemory, Memory(4, 0, 4), out _));
    }

    [Fact]
    public void A_request_to_a_logical_device_that_comes_in_a_tunnel_is_unsupported()
    {
        var payload = new byte[] { 2, 0, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

        Assert.Equal(MailboxReturnCode.Unsupported, _mld.Manage(Opcode.SendLdIoConfiguration, payload));
        Assert.Equal(MailboxReturnCode.Unsupported, _mld.Manage(Opcode.SendLdIoMemory, Memory(1, 0, 4)));
    }

    [Fact]
    public void A_device_without_its_host_keeps_persistent_memory_and_nothing_else()
    {
        var (held, offered) = (_mld.Extent(0, 2), _mld.Extent(4, 2));
        _mld.Give(1, held);
        _mld.Add(1, offered);
        var persistent = new Dpa(256 * Sizes.MiB);
        foreach (var dpa in new[] { new Dpa(0), persistent, held.Start }) Assert.Equal(CompletionStatus.Success, _mld.Store(1, dpa, 0x77));

        _mld.Device.Detach(1, _mld.Now);

        Assert.Equal(CompletionStatus.NotDecoded, _mld.Load(1, new Dpa(0)).Status);
        Assert.Equal((0, 0, 0u), (_mld.Ld(1).Extents.AcceptedCount, _mld.Ld(1).Extents.PendingCount, _mld.Ld(1).Events.Status));
        Assert.Equal(0, _mld.Device.Peek(1, held.Start, 1)[0]);
        Assert.Equal(0, _mld.Device.Peek(1, new Dpa(0), 1)[0]);
        Assert.Equal(0x77, _mld.Device.Peek(1, persistent, 1)[0]);
        Assert.Equal(MailboxReturnCode.Success, _mld.Add(2, held, offered));
    }

    private static ulong[] Words(ReadOnlySpan<byte> bytes)
    {
        var words = new ulong[bytes.Length / sizeof(ulong)];
        for (var index = 0; index < words.Length; index++) words[index] = BitConverter.ToUInt64(bytes[(index * sizeof(ulong))..]);
        return words;
    }

    private static byte[] Memory(byte ld, ulong address, ushort length) =>
        [2, 0, 0xF0, 0, ld, 0, (byte)length, (byte)(length >> 8), .. BitConverter.GetBytes(address)];

    private static MailboxReturnCode FromSwitch(TestDevice device, Opcode opcode, byte[] payload, out byte[] answer)
    {
        var output = new byte[CommandTable.PayloadBytes];
        var code = device.Device.ExecuteLdIo(opcode, payload, output, device.Now, out var written);
        answer = output[..written];
        return code;
    }

    private MailboxReturnCode Tunnel(byte ld, Opcode opcode, out CciMessage? answer)
    {
        answer = null;
        var frame = new TunnelFrame(ld, TunnelTarget.PortOrLd, CciMessage.Request(0x5A, opcode, default));
        var code = _mld.Manage(Opcode.TunnelManagement, frame.Encode());
        if (code == MailboxReturnCode.Success) Assert.True(CciMessage.TryDecode(_mld.Output[TunnelFrame.HeaderBytes..].ToArray(), out answer));
        return code;
    }
}
