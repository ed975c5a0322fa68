using System.Buffers.Binary;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Management;

/// <summary>Set LD Allocations: who gets what, who keeps what, and what the new owner of memory reads there.</summary>
public sealed class LdAllocationTests : IDisposable
{
    private const ulong Unit = Sizes.CapacityMultiple;

    // Four logical devices of 256 MiB volatile and 512 MiB persistent memory.
    private readonly TestDevice _mld = new(logicalDevices: 4, volatileBytes: 4 * Unit, persistentBytes: 8 * Unit, dynamicBytes: 0);

    public LdAllocationTests()
    {
        foreach (var ld in _mld.Device.LogicalDevices.Skip(1)) _mld.Device.Detach(ld.Id, _mld.Now);
    }

    public void Dispose() => _mld.Dispose();

    [Fact]
    public void A_logical_device_gives_memory_to_another_and_both_say_so()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(1, (0, 1), (2, 3)));
        Assert.Equal([0UL, 1UL, 2UL, 3UL], Words(_mld.Output[4..]));

        Assert.Equal(MailboxReturnCode.Success, _mld.Manage(Opcode.GetLdAllocations, [0, 4]));
        Assert.Equal([1UL, 2UL, 0UL, 1UL, 2UL, 3UL, 1UL, 2UL], Words(_mld.Output[4..]));
        Assert.Equal([3UL, 1UL, 5UL, 3UL], _mld.Device.LogicalDevices.Select(ld => TotalOf(ld.Id)));
        Assert.Equal((2 * Unit, 3 * Unit), (_mld.Device.LogicalDevices[2].VolatileBytes, _mld.Device.LogicalDevices[2].PersistentBytes));
    }

    [Theory]
    [InlineData(1, 2, 2, MailboxReturnCode.InvalidInput)]
    [InlineData(1, 1, 2, MailboxReturnCode.Success)]
    [InlineData(1, 0, 2, MailboxReturnCode.Success)]
    [InlineData(1, 1, 3, MailboxReturnCode.InvalidInput)]
    [InlineData(0, 1, 1, MailboxReturnCode.InvalidInput)]
    [InlineData(0, 1, 2, MailboxReturnCode.Success)]
    [InlineData(1, 0x1000_0000_0000_0000, 2, MailboxReturnCode.InvalidInput)]
    public void Nobody_gets_more_than_there_is_and_who_has_a_host_stays_as_it_is(int first, ulong volatileUnits, ulong persistentUnits, MailboxReturnCode code)
    {
        Assert.Equal(code, Set(first, (volatileUnits, persistentUnits)));

        if (code != MailboxReturnCode.Success) Assert.Equal(3UL, TotalOf(first));
    }

    [Fact]
    public void What_was_given_away_can_be_had_again()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(1, (0, 0)));
        Assert.Equal(MailboxReturnCode.Success, Set(1, (1, 2)));
        Assert.Equal(3UL, TotalOf(1));
    }

    [Fact]
    public void A_host_s_command_makes_a_logical_device_its_own_until_it_is_detached()
    {
        _mld.Execute(1, Opcode.GetTimestamp, []);
        Assert.Equal(MailboxReturnCode.InvalidInput, Set(1, (0, 0)));

        _mld.Device.Detach(1, _mld.Now);

        Assert.Equal(MailboxReturnCode.Success, Set(1, (0, 0)));
    }

    [Fact]
    public void Memory_that_goes_to_another_reads_as_zero_and_what_stays_is_kept()
    {
        Fill(1, 0, 0x11);
        Fill(1, Unit, 0x12);
        Fill(2, Unit, 0x22);
        Fill(3, Unit, 0x33);

        Assert.Equal(MailboxReturnCode.Success, Set(1, (0, 2), (2, 2)));

        // Logical device 1 keeps its persistent memory, now at its first DPA; 2 keeps its own behind twice the volatile memory.
        Assert.Equal((0x12, 0, 0, 0x22, 0x33), (ByteAt(1, 0), ByteAt(2, 0), ByteAt(2, Unit), ByteAt(2, 2 * Unit), ByteAt(3, Unit)));
    }

    [Fact]
    public void Every_byte_belongs_to_one_logical_device_whatever_is_set()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(1, (0, 4), (0, 0)));
        Assert.Equal(MailboxReturnCode.Success, Set(2, (2, 0)));
        Assert.Equal(MailboxReturnCode.Success, Set(3, (1, 1)));
        Assert.Equal(MailboxReturnCode.ResourcesExhausted, Set(1, (0, 3), (2, 2)));

        foreach (var ld in _mld.Device.LogicalDevices)
            for (var dpa = 0UL; dpa < ld.VolatileBytes + ld.PersistentBytes; dpa += Unit) Fill(ld.Id, dpa, (byte)(16 * ld.Id + (int)(dpa / Unit) + 1));

        foreach (var ld in _mld.Device.LogicalDevices)
            for (var dpa = 0UL; dpa < ld.VolatileBytes + ld.PersistentBytes; dpa += Unit) Assert.Equal(16 * ld.Id + (int)(dpa / Unit) + 1, ByteAt(ld.Id, dpa));
    }

    [Fact]
    public void With_dynamic_capacity_behind_it_a_logical_device_keeps_its_total()
    {
        using var device = new TestDevice(logicalDevices: 2, volatileBytes: 2 * Unit, persistentBytes: 2 * Unit);
        foreach (var ld in device.Device.LogicalDevices) device.Device.Detach(ld.Id, device.Now);

        Assert.Equal(MailboxReturnCode.InvalidInput, device.Manage(Opcode.SetLdAllocations, Payload(0, (0, 1), (2, 1))));
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.SetLdAllocations, Payload(0, (0, 2), (2, 0))));
    }

    [Fact]
    public void A_set_is_as_long_as_it_says_and_of_logical_devices_that_are_there()
    {
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _mld.Manage(Opcode.SetLdAllocations, Payload(1, (1, 2)).AsSpan(0, 19)));
        Assert.Equal(MailboxReturnCode.InvalidInput, Set(3, (1, 2), (1, 2)));
        Assert.Equal(MailboxReturnCode.Success, Set(2, (1, 2), (1, 2)));
    }

    [Fact]
    public void A_limited_logical_device_has_its_share_and_one_burst_after_a_rest()
    {
        var limiter = new BandwidthLimiter(2, burstLines: 4);
        Assert.False(limiter.IsActive);
        limiter.Limit(1, 64, SimTime.Zero);
        Assert.True(limiter.IsActive);

        Assert.Equal([0L, 4000L, 8000L], Starts(1, 0, 3));
        Assert.Equal([0L, 0L, 0L], Starts(0, 0, 3));
        Assert.Equal([100_000L, 100_000L, 100_000L, 100_000L, 104_000L], Starts(1, 100_000, 5));

        limiter.Limit(1, 255, new SimTime(200_000));
        Assert.False(limiter.IsActive);
        Assert.Equal([200_000L, 200_000L], Starts(1, 200_000, 2));

        long[] Starts(int ld, long now, int lines) => [.. Enumerable.Range(0, lines).Select(_ => limiter.Admit(ld, now, lineTime: 1000))];
    }

    private MailboxReturnCode Set(int first, params (ulong Volatile, ulong Persistent)[] units) =>
        _mld.Manage(Opcode.SetLdAllocations, Payload(first, units));

    private static byte[] Payload(int first, params (ulong Volatile, ulong Persistent)[] units) =>
        [(byte)units.Length, (byte)first, 0, 0, .. units.SelectMany(pair => (byte[])[.. BitConverter.GetBytes(pair.Volatile), .. BitConverter.GetBytes(pair.Persistent)])];

    private ulong TotalOf(int ld)
    {
        Assert.Equal(MailboxReturnCode.Success, _mld.Execute(ld, Opcode.IdentifyMemoryDevice, []));
        return BinaryPrimitives.ReadUInt64LittleEndian(_mld.Output[0x10..]);
    }

    /// <summary>As its host would: through a decoder, which goes again with the host.</summary>
    private void Fill(int ldId, ulong dpa, byte value)
    {
        var ld = _mld.Device.LogicalDevices[ldId];
        var (backend, offset) = ld.BackingOf(new Dpa(dpa));
        Assert.True(backend.MarkWritten(offset));
        backend.Slice(offset, 1)[0] = value;
    }

    private int ByteAt(int ld, ulong dpa) => _mld.Device.Peek(ld, new Dpa(dpa), 1)[0];

    private static List<ulong> Words(ReadOnlySpan<byte> bytes)
    {
        var words = new List<ulong>();
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) words.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return words;
    }
}
