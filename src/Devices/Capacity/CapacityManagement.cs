using System.Buffers.Binary;
using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The fabric manager's side of dynamic capacity, 5600h to 5608h (CXL 3.x, "DCD Management Command Set"): what there is, offering
/// extents to a logical device, asking for them back, and what goes under which tag.
/// </summary>
public sealed partial class CapacityManagement
{
    private const int InfoBytes = 84;
    private const int ConfigurationRequestBytes = 4;
    private const int ConfigurationHeaderBytes = 4;
    private const int RegionBytes = 0x28;
    private const int TailBytes = 16;
    private const int SetConfigurationBytes = 16;
    private const int ListRequestBytes = 12;
    private const int ListHeaderBytes = 24;

    private readonly DeviceProfile _profile;
    private readonly DynamicRegions _regions;
    private readonly LogicalDevice[] _logicalDevices;
    private readonly CapacityLedger _ledger;

    internal CapacityManagement(DeviceProfile profile, DynamicRegions regions, LogicalDevice[] logicalDevices, CapacityLedger ledger)
    {
        _profile = profile;
        _regions = regions;
        _logicalDevices = logicalDevices;
        _ledger = ledger;
    }

    internal IReadOnlyCollection<TaggedCapacity> Tags => _ledger.Tags;

    /// <summary>Bytes of a region that are neither offered nor accepted nor referred to.</summary>
    public ulong FreeBytes(int region) => _ledger.FreeRuns(region).Aggregate(0UL, (sum, run) => sum + run.Length);

    internal void AddTo(CommandTable commands)
    {
        const CommandEffects Changes = CommandEffects.ConfigurationChangeAfterColdReset | CommandEffects.ImmediateConfigurationChange
            | CommandEffects.ImmediateDataChange | CommandEffects.ConfigurationChangeAfterConventionalReset
            | CommandEffects.ConfigurationChangeAfterCxlReset;

        commands.Add(Opcode.GetDcdInfo, 0, GetInfo);
        commands.Add(Opcode.GetHostDcRegionConfiguration, ConfigurationRequestBytes, GetConfiguration);
        commands.Add(new CommandDescription(Opcode.SetDcRegionConfiguration, SetConfigurationBytes, Changes), SetConfiguration);
        commands.Add(Opcode.GetDcRegionExtentLists, ListRequestBytes, GetExtentLists);
        commands.Add(new CommandDescription(Opcode.InitiateDynamicCapacityAdd, null, Changes), InitiateAdd);
        commands.Add(new CommandDescription(Opcode.InitiateDynamicCapacityRelease, null, Changes), InitiateRelease);
        AddTagCommandsTo(commands);
    }

    /// <summary>
    /// Get DCD Info: hosts u8, regions u8, r2, selection policies u16, r2, removal policies u16, sanitize on release u8, r1, capacity u64
    /// in 256 MiB, then for each of 8 regions a mask of its block sizes u64.
    /// </summary>
    private MailboxReturnCode GetInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[..InfoBytes].Clear();
        output[0] = (byte)_logicalDevices.Length;
        output[1] = (byte)_regions.Count;
        BinaryPrimitives.WriteUInt16LittleEndian(output[4..], (ushort)_profile.SelectionPolicies);
        BinaryPrimitives.WriteUInt16LittleEndian(output[8..], (ushort)_profile.RemovalPolicies);
        output[10] = (byte)(_profile.SanitizesOnRelease ? (1 << _regions.Count) - 1 : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(output[12..], _regions.TotalBytes / Sizes.CapacityMultiple);
        for (var region = 0; region < _regions.Count; region++)
            BinaryPrimitives.WriteUInt64LittleEndian(output[(20 + region * sizeof(ulong))..], DynamicRegions.BlockBytes);
        written = InfoBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Host DC Region Configuration: host u16, count u8, first region u8; answered by host u16, regions u8, returned u8, regions of 28h
    /// bytes and four counts. An unknown host or a first region that is not there is Invalid Input.
    /// </summary>
    private MailboxReturnCode GetConfiguration(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var hostId = BinaryPrimitives.ReadUInt16LittleEndian(input);
        int start = input[3];
        if (!TryFindHost(hostId, out var target) || start >= _regions.Count) return MailboxReturnCode.InvalidInput;
        var room = (output.Length - ConfigurationHeaderBytes - TailBytes) / RegionBytes;
        var returned = Math.Min(Math.Min((int)input[2], room), _regions.Count - start);

        BinaryPrimitives.WriteUInt16LittleEndian(output, (ushort)target!.Id);
        output[2] = (byte)_regions.Count;
        output[3] = (byte)returned;
        var rest = output[ConfigurationHeaderBytes..];
        for (var region = start; region < start + returned; region++, rest = rest[RegionBytes..]) WriteRegion(rest, region);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)_profile.ExtentLimit);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], target.ExtentsAvailable);
        WriteTags(rest[8..], _profile, _regions, _ledger);
        written = ConfigurationHeaderBytes + returned * RegionBytes + TailBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>Tags supported and available, u32 each: as many as there are blocks, since a tag stands for one at least; none where tags are ignored.</summary>
    internal static void WriteTags(Span<byte> place, DeviceProfile profile, DynamicRegions regions, CapacityLedger ledger)
    {
        var supported = profile.TagsIgnored ? 0 : (uint)(regions.TotalBytes / DynamicRegions.BlockBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(place, supported);
        BinaryPrimitives.WriteUInt32LittleEndian(place[sizeof(uint)..], profile.TagsIgnored ? 0 : supported - (uint)ledger.Tags.Count);
    }

    private void WriteRegion(Span<byte> place, int region)
    {
        place[..RegionBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(place, _regions.BaseOf(region));
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x08..], _regions.RegionBytes / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x10..], _regions.RegionBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x18..], DynamicRegions.BlockBytes);
        if (_regions.IsShareable(region)) place[0x20] = (byte)DsmasProperties.Shareable;
        if (_profile.SanitizesOnRelease) place[0x24] = 1;
    }

    /// <summary>
    /// Set DC Region Configuration (5602h): region u8, r3, block size u64, sanitize on release u8, r3; no output. In this order: a sanitize
    /// flag other than the region's, a region that is not there, or one of which anybody has capacity: Unsupported; a block size that is not a
    /// power of two or not supported: Invalid Input. Regions have one block size, so nothing ever changes. Source: CXL 3.x; order and
    /// codes are QEMU's.
    /// </summary>
    private MailboxReturnCode SetConfiguration(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var region = input[0];
        var sanitizes = (input[12] & 1) != 0;
        if (sanitizes != _profile.SanitizesOnRelease || region >= _regions.Count) return MailboxReturnCode.Unsupported;
        var whole = new DcExtent(new Dpa(_regions.BaseOf(region)), _regions.RegionBytes);
        if (!_ledger.IsFree(whole)) return MailboxReturnCode.Unsupported;
        return BinaryPrimitives.ReadUInt64LittleEndian(input[4..]) == DynamicRegions.BlockBytes
            ? MailboxReturnCode.Success
            : MailboxReturnCode.InvalidInput;
    }

    /// <summary>
    /// Get DC Region Extent Lists: host u16, r2, count u32, first u32; answered by host u16, r2, first u32, returned u32, total u32,
    /// generation u32, r4 and extents of 28h bytes. An unknown host or a first extent beyond the list is Invalid Input.
    /// </summary>
    private MailboxReturnCode GetExtentLists(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var hostId = BinaryPrimitives.ReadUInt16LittleEndian(input);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(input[8..]);
        if (hostId >= _logicalDevices.Length) return MailboxReturnCode.InvalidInput;
        var extents = _logicalDevices[hostId].Extents;
        if (start > extents.AcceptedCount) return MailboxReturnCode.InvalidInput;
        var room = (Math.Min(output.Length, CommandTable.PayloadBytes) - ListHeaderBytes) / DcExtent.Bytes;
        var returned = (int)Math.Min(Math.Min(count, (uint)room), (uint)extents.AcceptedCount - start);

        output[..ListHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(output, hostId);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(output[8..], (uint)returned);
        BinaryPrimitives.WriteUInt32LittleEndian(output[12..], (uint)extents.AcceptedCount);
        BinaryPrimitives.WriteUInt32LittleEndian(output[16..], _profile.GenerationAlwaysZero ? 0 : extents.Generation);
        var place = output[ListHeaderBytes..];
        foreach (var extent in extents.AcceptedFrom(start).Take(returned))
        {
            extent.Write(place);
            place = place[DcExtent.Bytes..];
        }

        written = ListHeaderBytes + returned * DcExtent.Bytes;
        return MailboxReturnCode.Success;
    }

    private bool TryFindHost(int hostId, out LogicalDevice? target)
    {
        if (_profile.HostIdIgnored && _logicalDevices.Length == 1) hostId = 0;
        target = hostId < _logicalDevices.Length ? _logicalDevices[hostId] : null;
        return target is not null;
    }
}
