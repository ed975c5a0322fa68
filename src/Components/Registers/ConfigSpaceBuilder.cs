namespace CxlFabricSim.Components.Registers;

/// <summary>
/// Puts a config space together, capability by capability, and links them (PCI Express base specification, "PCI Express Configuration
/// Space"). Extended capabilities stand one behind the other from 100h on unless told otherwise.
/// </summary>
public sealed class ConfigSpaceBuilder
{
    public const int SpaceBytes = 4096;
    private const int CapabilitiesPointer = 0x34;
    private const int FirstBar = 0x10;
    private const int FirstExtended = 0x100;
    private const uint HasCapabilities = 1u << 20;
    private const uint CommandWritable = 0x0547;
    private const uint StatusClearedByOne = 0xF900_0000;
    private const uint SixtyFourBits = 4;

    private readonly RegisterFile _space = new(SpaceBytes);
    private int _lastPointer = CapabilitiesPointer;
    private int _lastExtended = -1;
    private int _nextExtended = FirstExtended;

    /// <param name="identity">Vendor, device, class.</param>
    /// <param name="headerType">0 for an endpoint, 1 for a bridge; bit 7 for a device with several functions.</param>
    public ConfigSpaceBuilder(in PciIdentity identity, byte headerType)
    {
        _space.Add(0,
        [
            new(0x00, 4, (uint)identity.Device << 16 | identity.Vendor),
            new(0x04, 4, HasCapabilities, CommandWritable, StatusClearedByOne),
            new(0x08, 4, identity.ClassCode << 8 | identity.Revision),
            new(0x0C, 1, 0, 0xFF),
            new(0x0E, 1, headerType),
            new(0x3C, 1, 0, 0xFF),
        ]);
        if ((headerType & 0x7F) == 0) _space.Add(new RegisterField(0x2C, 4, identity.Subsystem));
    }

    /// <summary>Adds fields of the header, at offsets from the start of the space.</summary>
    public ConfigSpaceBuilder Header(params ReadOnlySpan<RegisterField> fields)
    {
        _space.Add(0, fields);
        return this;
    }

    /// <summary>A BAR of memory; software finds its size by writing ones.</summary>
    public ConfigSpaceBuilder Bar(int index, uint bytes, bool is64Bit)
    {
        var offset = FirstBar + index * sizeof(uint);
        _space.Add(new RegisterField(offset, 4, is64Bit ? SixtyFourBits : 0, ~(bytes - 1)));
        if (is64Bit) _space.Add(new RegisterField(offset + 4, 4, 0, uint.MaxValue));
        return this;
    }

    /// <summary>A capability in the first 256 bytes; its fields count from its start.</summary>
    public ConfigSpaceBuilder Capability(int offset, byte id, params ReadOnlySpan<RegisterField> fields)
    {
        _space.Add(new RegisterField(_lastPointer, 1, (uint)offset));
        _lastPointer = offset + 1;
        _space.Add(new RegisterField(offset, 1, id)).Add(offset, fields);
        return this;
    }

    /// <summary>The next extended capability stands here.</summary>
    public ConfigSpaceBuilder ContinueAt(int offset)
    {
        _nextExtended = offset;
        return this;
    }

    /// <summary>An extended capability; its fields count from its start.</summary>
    public ConfigSpaceBuilder Extended(ushort id, int version, int length, params ReadOnlySpan<RegisterField> fields)
    {
        var start = _nextExtended;
        if (_lastExtended >= 0) _space.Add(new RegisterField(_lastExtended, 4, (uint)start << 20));
        _space.Add(new RegisterField(start, 4, (uint)version << 16 | id)).Add(start, fields);
        _lastExtended = start;
        _nextExtended = start + length;
        return this;
    }

    /// <summary>An extended capability whose registers, behind its header, are a block.</summary>
    public ConfigSpaceBuilder Extended(ushort id, int version, IRegisterBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var start = _nextExtended;
        Extended(id, version, sizeof(uint) + block.Length);
        _space.Attach(start + sizeof(uint), block);
        return this;
    }

    /// <summary>A designated vendor-specific capability of the CXL consortium.</summary>
    public ConfigSpaceBuilder Dvsec(Dvsec dvsec)
    {
        ArgumentNullException.ThrowIfNull(dvsec);
        var start = _nextExtended;
        Extended(ExtendedCapabilityId.DesignatedVendorSpecific, 1, dvsec.Length, dvsec.Fields);
        if (dvsec.LockOffset is { } lockOffset) _space.LockWith(start, dvsec.Length, start + lockOffset);
        _space.Add(start,
        [
            new(0x04, 4, (uint)dvsec.Length << 20 | (uint)dvsec.Revision << 16 | Registers.Dvsec.CxlVendor),
            new(0x08, 2, (ushort)dvsec.Id),
        ]);
        return this;
    }

    public RegisterFile Build() => _space;
}
