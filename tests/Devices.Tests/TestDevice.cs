using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

/// <summary>A device with one decoder over all of it on each logical device, spoken to as hosts and the fabric manager do.</summary>
internal sealed class TestDevice : IDisposable
{
    public const ulong Block = DynamicRegions.BlockBytes;
    public const ulong Base = 0x1_1000_0000;

    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    public TestDevice(
        DeviceProfile? profile = null, int logicalDevices = 1, ulong volatileBytes = 0, ulong persistentBytes = 0,
        ulong dynamicBytes = 512 * Sizes.MiB, int regions = 2, uint shareable = 0, uint labelBytes = 0)
    {
        Device = new Type3Device(new Type3Options
        {
            Name = "dcd0",
            Profile = profile ?? DeviceProfile.Cxl,
            LogicalDevices = logicalDevices,
            Volatile = volatileBytes > 0 ? MemoryBackend.Anonymous(volatileBytes) : null,
            Persistent = persistentBytes > 0 ? MemoryBackend.Anonymous(persistentBytes) : null,
            Dynamic = dynamicBytes > 0 ? MemoryBackend.Anonymous(dynamicBytes) : null,
            DynamicRegions = regions,
            ShareableRegions = shareable,
            LabelStorageBytes = labelBytes,
        });
        var size = (volatileBytes + persistentBytes) / (ulong)logicalDevices + dynamicBytes;
        foreach (var ld in Device.LogicalDevices) Assert.True(ld.Decoders.ProgramEndpoint(0, Base, size, 256, 1, dpaSkip: 0));
    }

    public Type3Device Device { get; }

    public SimTime Now { get; set; }

    public ReadOnlySpan<byte> Output => _output.AsSpan(0, Written);

    public int Written { get; private set; }

    public LogicalDevice Ld(int id) => Device.LogicalDevices[id];

    /// <summary>An extent by blocks from the start of dynamic capacity.</summary>
    public DcExtent Extent(ulong block, ulong blocks, UInt128 tag = default) =>
        new(new Dpa(Device.Regions.Base + block * Block), blocks * Block, tag);

    public MailboxReturnCode Execute(int ld, Opcode opcode, ReadOnlySpan<byte> input)
    {
        var code = Device.Execute(ld, opcode, input, _output, Now, out var written);
        Written = written;
        return code;
    }

    public MailboxReturnCode Manage(Opcode opcode, ReadOnlySpan<byte> input)
    {
        var code = Device.ExecuteManagement(opcode, input, _output, Now, out var written);
        Written = written;
        return code;
    }

    /// <summary>Every event log interrupts its host.</summary>
    public void EnableInterrupts()
    {
        foreach (var ld in Device.LogicalDevices) Assert.Equal(MailboxReturnCode.Success, Execute(ld.Id, Opcode.SetEventInterruptPolicy, [1, 1, 1, 1, 1]));
    }

    public MailboxReturnCode Add(int ld, params DcExtent[] extents) =>
        Manage(Opcode.InitiateDynamicCapacityAdd, new CapacityRequest(ld, (int)SelectionPolicy.Prescriptive, 0, 0, 0, extents).Encode());

    public MailboxReturnCode Select(int ld, SelectionPolicy policy, int region, ulong length, UInt128 tag) =>
        Manage(Opcode.InitiateDynamicCapacityAdd, new CapacityRequest(ld, (int)policy, region, length, tag, []).Encode());

    public MailboxReturnCode AskBackTagged(int ld, UInt128 tag, ulong length, bool isForced = false) => Manage(
        Opcode.InitiateDynamicCapacityRelease,
        new CapacityRequest(ld, (int)RemovalPolicy.TagBased, 0, length, tag, []) { IsForced = isForced }.Encode());

    /// <summary>The offer that the host answers next.</summary>
    public IReadOnlyList<DcExtent> Offer(int ld) => Device.LogicalDevices[ld].Extents.Offers.First();

    /// <summary>The extents of the release requests in the host's log, which is cleared.</summary>
    public List<DcExtent> AskedBack(int ld)
    {
        Assert.Equal(MailboxReturnCode.Success, Execute(ld, Opcode.GetEventRecords, [(byte)EventLogKind.DynamicCapacity]));
        var asked = new List<DcExtent>();
        for (var at = 0x20; at < Written; at += EventRecord.Bytes)
            if (Output[at + 0x30] == (byte)DynamicCapacityEvent.ReleaseCapacity) asked.Add(DcExtent.Read(Output[(at + 0x38)..]));
        Assert.Equal(MailboxReturnCode.Success, Execute(ld, Opcode.ClearEventRecords, [(byte)EventLogKind.DynamicCapacity, 1, 0, 0, 0, 0]));
        return asked;
    }

    public MailboxReturnCode AskBack(int ld, params DcExtent[] extents) =>
        Manage(Opcode.InitiateDynamicCapacityRelease, new CapacityRequest(ld, (int)RemovalPolicy.Prescriptive, 0, 0, 0, extents).Encode());

    public MailboxReturnCode Force(int ld, params DcExtent[] extents) => Manage(
        Opcode.InitiateDynamicCapacityRelease, new CapacityRequest(ld, (int)RemovalPolicy.Prescriptive, 0, 0, 0, extents) { IsForced = true }.Encode());

    public MailboxReturnCode Accept(int ld, params DcExtent[] extents) =>
        Execute(ld, Opcode.AddDynamicCapacityResponse, UpdatedExtents.Encode(extents));

    public MailboxReturnCode Release(int ld, params DcExtent[] extents) =>
        Execute(ld, Opcode.ReleaseDynamicCapacity, UpdatedExtents.Encode(extents));

    public void Give(int ld, params DcExtent[] extents)
    {
        Assert.Equal(MailboxReturnCode.Success, Add(ld, extents));
        Assert.Equal(MailboxReturnCode.Success, Accept(ld, extents));
    }

    public CompletionStatus Store(int ld, Dpa dpa, byte value)
    {
        Span<byte> line = stackalloc byte[Sizes.Line];
        line.Fill(value);
        return Device.Write(ld, Base + dpa.Value, ref line[0]);
    }

    /// <summary>The line's byte, or -1 where its bytes are not all alike.</summary>
    public (CompletionStatus Status, int Value) Load(int ld, Dpa dpa)
    {
        Span<byte> line = stackalloc byte[Sizes.Line];
        line.Fill(0xEE);
        var status = Device.Read(ld, Base + dpa.Value, ref line[0]);
        return (status, line.IndexOfAnyExcept(line[0]) < 0 ? line[0] : -1);
    }

    public void Dispose() => Device.Dispose();
}
