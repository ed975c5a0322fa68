using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The fabric manager's side of dynamic capacity, 5603h to 5605h (CXL 3.x, "DCD Management Command Set"): offering extents to a
/// logical device and asking for them back. An extent is exclusive: what any logical device has pending or accepted is not offered
/// again.
/// </summary>
public sealed partial class CapacityManagement
{
    private const int RequestHeaderBytes = 32;
    private const int ListRequestBytes = 12;
    private const int ListHeaderBytes = 24;
    private const int Prescriptive = 2;
    private const int PrescriptiveRemoval = 1;
    private const int PolicyMask = 0x0F;
    private const int ForcedFlag = 0x10;

    private readonly DeviceProfile _profile;
    private readonly DynamicRegions _regions;
    private readonly LogicalDevice[] _logicalDevices;

    internal CapacityManagement(DeviceProfile profile, DynamicRegions regions, LogicalDevice[] logicalDevices)
    {
        _profile = profile;
        _regions = regions;
        _logicalDevices = logicalDevices;
    }

    internal void AddTo(CommandTable commands)
    {
        commands.Add(Opcode.GetDcRegionExtentLists, ListRequestBytes, GetExtentLists);
        commands.AddOfAnyLength(Opcode.InitiateDynamicCapacityAdd, InitiateAdd);
        commands.AddOfAnyLength(Opcode.InitiateDynamicCapacityRelease, InitiateRelease);
    }

    /// <summary>The payload of Initiate Dynamic Capacity Add or Release, prescriptive, as a fabric manager sends it.</summary>
    public static byte[] EncodeRequest(int hostId, bool isRelease, int region, UInt128 tag, IReadOnlyList<DcExtent> extents)
    {
        ArgumentNullException.ThrowIfNull(extents);
        var payload = new byte[RequestHeaderBytes + extents.Count * DcExtent.Bytes];
        var total = 0UL;
        for (var index = 0; index < extents.Count; index++)
        {
            total += extents[index].Length;
            extents[index].Write(payload.AsSpan(RequestHeaderBytes + index * DcExtent.Bytes));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)hostId);
        payload[2] = isRelease ? (byte)PrescriptiveRemoval : (byte)Prescriptive;
        if (!isRelease) payload[3] = (byte)region;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(4), total);
        BinaryPrimitives.WriteUInt128BigEndian(payload.AsSpan(12), tag);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(28), (uint)extents.Count);
        return payload;
    }

    private MailboxReturnCode GetExtentLists(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var hostId = BinaryPrimitives.ReadUInt16LittleEndian(input);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(input[8..]);
        if (hostId >= _logicalDevices.Length) return MailboxReturnCode.InvalidInput;
        var extents = _logicalDevices[hostId].Extents;
        if (start > extents.Accepted.Count) return MailboxReturnCode.InvalidInput;
        var room = (CommandTable.PayloadBytes - ListHeaderBytes) / DcExtent.Bytes;
        var returned = (int)Math.Min(Math.Min(count, (uint)room), (uint)extents.Accepted.Count - start);

        output[..ListHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(output, hostId);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(output[8..], (uint)returned);
        BinaryPrimitives.WriteUInt32LittleEndian(output[12..], (uint)extents.Accepted.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(output[16..], _profile.GenerationAlwaysZero ? 0 : extents.Generation);
        for (var index = 0; index < returned; index++)
            extents.Accepted[(int)start + index].Write(output[(ListHeaderBytes + index * DcExtent.Bytes)..]);
        written = ListHeaderBytes + returned * DcExtent.Bytes;
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode InitiateAdd(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var code = ReadRequest(input, Prescriptive, out var target, out var extents);
        if (code != MailboxReturnCode.Success) return code;
        if (extents.Count + target!.Extents.TrackedCount > _profile.ExtentLimit) return MailboxReturnCode.ResourcesExhausted;
        var form = _regions.CheckForm(extents);
        foreach (var extent in extents)
        {
            // Looked at before the form, but only inside the regions do blocks have owners.
            if (IsInside(extent) && OverlapsAny(extent)) return MailboxReturnCode.InvalidExtentList;
            if (extent.Length == 0 && !_profile.ZeroLengthExtentsAccepted) return MailboxReturnCode.InvalidExtentList;
        }

        if (form != MailboxReturnCode.Success) return form;
        Offer(target, extents, now);
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode InitiateRelease(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var code = ReadRequest(input, PrescriptiveRemoval, out var target, out var extents);
        if (code != MailboxReturnCode.Success) return code;
        var isForced = (input[2] & ForcedFlag) != 0;
        var form = _regions.CheckForm(extents);
        if (form != MailboxReturnCode.Success) return form;
        foreach (var extent in extents)
        {
            var isPending = target!.Extents.OverlapsPending(extent);
            if (isPending && !isForced) return MailboxReturnCode.InvalidPhysicalAddress;
            var isWithdrawn = isPending && isForced && !_profile.ForcedRemovalNotDone;
            if (!isWithdrawn && !target.Extents.IsAccepted(extent)) return MailboxReturnCode.InvalidPhysicalAddress;
        }

        if (isForced && !_profile.ForcedRemovalNotDone) return TakeByForce(target!, extents, now);
        target!.Announce(DynamicCapacityEvent.ReleaseCapacity, extents, now);
        return MailboxReturnCode.Success;
    }

    /// <summary>The capacity goes at once, offered or accepted; the host learns of it afterwards.</summary>
    private MailboxReturnCode TakeByForce(LogicalDevice target, List<DcExtent> extents, SimTime now)
    {
        if (!target.Extents.TryWithout(extents, _profile.ExtentLimit, out var remaining)) return MailboxReturnCode.ResourcesExhausted;
        target.Extents.Withdraw(extents);
        target.Extents.Release(extents, remaining);
        foreach (var extent in extents) target.ReleaseBacking(extent);
        target.Announce(DynamicCapacityEvent.ForcedRelease, extents, now);
        return MailboxReturnCode.Success;
    }

    private static void Offer(LogicalDevice target, IReadOnlyList<DcExtent> extents, SimTime now)
    {
        // Counted before the records are made, so that "available" already excludes it.
        target.Extents.Offer(extents);
        target.Announce(DynamicCapacityEvent.AddCapacity, extents, now);
    }

    /// <summary>
    /// host u16, policy or flags u8, region u8, length u64, tag 16, count u32, extents of 28h bytes. Region and length only matter
    /// to policies that choose extents themselves.
    /// </summary>
    private MailboxReturnCode ReadRequest(ReadOnlySpan<byte> input, int policy, out LogicalDevice? target, out List<DcExtent> extents)
    {
        target = null;
        extents = [];
        if (input.Length < RequestHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        if ((input[2] & PolicyMask) != policy) return MailboxReturnCode.InvalidInput;
        if (!TryFindHost(BinaryPrimitives.ReadUInt16LittleEndian(input), out target)) return MailboxReturnCode.InvalidInput;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(input[28..]);
        if (count == 0) return MailboxReturnCode.InvalidInput;
        if ((ulong)input.Length < RequestHeaderBytes + (ulong)count * DcExtent.Bytes) return MailboxReturnCode.InvalidPayloadLength;
        var tag = BinaryPrimitives.ReadUInt128BigEndian(input[12..]);
        for (var rest = input[RequestHeaderBytes..]; extents.Count < count; rest = rest[DcExtent.Bytes..])
        {
            var extent = DcExtent.Read(rest);
            extents.Add(!_profile.TagsIgnored && extent.Tag == 0 ? extent with { Tag = tag } : extent);
        }

        return MailboxReturnCode.Success;
    }

    private bool TryFindHost(int hostId, out LogicalDevice? target)
    {
        if (_profile.HostIdIgnored && _logicalDevices.Length == 1) hostId = 0;
        target = hostId < _logicalDevices.Length ? _logicalDevices[hostId] : null;
        return target is not null;
    }

    private bool IsInside(DcExtent extent)
    {
        var offset = extent.Start.Value - _regions.Base;
        return offset < _regions.TotalBytes && extent.Length <= _regions.TotalBytes - offset;
    }

    private bool OverlapsAny(DcExtent extent) => IsAcceptedByAny(extent) || IsPendingWithAny(extent);

    private bool IsAcceptedByAny(DcExtent extent) => Array.Exists(_logicalDevices, ld => ld.Extents.OverlapsAccepted(extent));

    private bool IsPendingWithAny(DcExtent extent) => Array.Exists(_logicalDevices, ld => ld.Extents.OverlapsPending(extent));
}
