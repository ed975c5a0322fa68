namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The component registers of a device, port or host bridge (CXL 3.x, "CXL.cache and CXL.mem Registers"): 64 KiB, of which the second
/// 4 KiB start with an array of capability headers. Each kind of capability has a place of its own in the array, as in QEMU; one
/// that is not there leaves a null header.
/// </summary>
public sealed class ComponentRegisters
{
    public const int SpaceBytes = 0x1_0000;

    /// <summary>Where CXL.cache and CXL.mem registers start.</summary>
    public const int CacheMemOffset = 0x1000;

    private const uint ArrayHeader = 1 | 1u << 16 | 1u << 20;
    private const int RasOffset = 0x80;
    private const int LinkOffset = 0xD8;
    private const int SecurityOffset = 0x278;
    private const int SnoopFilterOffset = 0xAA0;
    private const int BackInvalidateOffset = 0xAB4;

    private readonly RegisterFile _file = new(SpaceBytes);
    private int _lastSlot;

    public ComponentRegisters Ras(IRegisterBlock block)
    {
        Header(1, ComponentCapabilityId.Ras, 2, RasOffset);
        _file.Attach(CacheMemOffset + RasOffset, block);
        return this;
    }

    public ComponentRegisters Link() => Header(2, ComponentCapabilityId.Link, 2, LinkOffset);

    /// <param name="block">The decoders.</param>
    /// <param name="isHidden">The registers are there, but the header does not name them: nothing to decode for one port.</param>
    public ComponentRegisters HdmDecoders(HdmDecoderRegisters block, bool isHidden = false)
    {
        const int Offset = Decoding.HdmDecoderBlock.ComponentRegisterOffset;
        Header(3, isHidden ? ComponentCapabilityId.Null : ComponentCapabilityId.HdmDecoder, 1, Offset);
        _file.Attach(CacheMemOffset + Offset, block);
        return this;
    }

    /// <summary>Extended security and the snoop filter of a host bridge or root port; neither has anything set.</summary>
    public ComponentRegisters SecurityAndSnoopFilter() =>
        Header(4, ComponentCapabilityId.ExtendedSecurity, 1, SecurityOffset)
            .Header(5, ComponentCapabilityId.SnoopFilter, 1, SnoopFilterOffset);

    public ComponentRegisters BackInvalidateDecoder(bool needsCommit)
    {
        Header(7, ComponentCapabilityId.BackInvalidateDecoder, 1, BackInvalidateOffset);
        _file.Attach(CacheMemOffset + BackInvalidateOffset, new BackInvalidateDecoder(needsCommit));
        return this;
    }

    public RegisterFile Build() => _file.Add(new RegisterField(CacheMemOffset, 4, ArrayHeader | (uint)_lastSlot << 24));

    private ComponentRegisters Header(int slot, ComponentCapabilityId id, int version, int offset)
    {
        _lastSlot = Math.Max(_lastSlot, slot);
        _file.Add(new RegisterField(CacheMemOffset + slot * sizeof(uint), 4, (uint)offset << 20 | (uint)version << 16 | (uint)id));
        return this;
    }
}
