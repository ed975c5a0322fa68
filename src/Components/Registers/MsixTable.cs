using System.Buffers.Binary;

namespace CxlFabricSim.Components.Registers;

/// <summary>
/// MSI-X (PCI Express base specification, "MSI-X Capability and Table Structures"): a table of addresses and data that the host fills,
/// and pending bits for what came while a vector was masked. All vectors are masked at first.
/// </summary>
public sealed class MsixTable : IRegisterBlock
{
    public const byte CapabilityId = 0x11;

    private const int EntryBytes = 16;
    private const int ControlOffset = 12;
    private const uint Masked = 1;
    private const ushort ControlWritable = 0xC000;

    private readonly byte[] _entries;
    private readonly int _vectors;
    private readonly int _pendingOffset;
    private ulong _pending;

    /// <param name="barBytes">The size of the BAR.</param>
    /// <param name="vectors">1 to 64, at the start of the BAR.</param>
    /// <param name="pendingOffset">Where the pending bits stand in the BAR.</param>
    public MsixTable(int barBytes, int vectors, int pendingOffset)
    {
        if (vectors is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(vectors), vectors, "MSI-X has 1 to 64 vectors here");
        _vectors = vectors;
        _pendingOffset = pendingOffset;
        _entries = new byte[vectors * EntryBytes];
        for (var vector = 0; vector < vectors; vector++) _entries[vector * EntryBytes + ControlOffset] = (byte)Masked;
        Registers = new RegisterFile(barBytes).Attach(0, this).Attach(pendingOffset, new StatusRegister(() => _pending));
    }

    /// <summary>What is behind the BAR.</summary>
    public RegisterFile Registers { get; }

    public int Length => _entries.Length;

    /// <summary>The capability's registers, at offsets from its start.</summary>
    public RegisterField[] CapabilityFields(int bar) =>
    [
        new(0x02, 2, (uint)_vectors - 1, ControlWritable),
        new(0x04, 4, (uint)bar),
        new(0x08, 4, (uint)(_pendingOffset | bar)),
    ];

    /// <summary>Raises a vector: its message is due, and pending until it is taken.</summary>
    public void Raise(int vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)vector, (uint)_vectors, nameof(vector));
        _pending |= 1UL << vector;
    }

    /// <summary>Takes the message of a raised vector that is not masked, lowest first; false where there is none.</summary>
    public bool TryTake(out ulong address, out uint data)
    {
        for (var vector = 0; vector < _vectors; vector++)
        {
            var entry = _entries.AsSpan(vector * EntryBytes, EntryBytes);
            if ((_pending >> vector & 1) == 0 || (entry[ControlOffset] & Masked) != 0) continue;
            _pending &= ~(1UL << vector);
            address = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            data = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
            return true;
        }

        address = 0;
        data = 0;
        return false;
    }

    public uint Read(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_entries.AsSpan(offset));

    public void Write(int offset, uint value, uint written)
    {
        var writable = (offset % EntryBytes) switch
        {
            0 => ~3u,
            ControlOffset => Masked,
            _ => uint.MaxValue,
        };
        var changed = written & writable;
        var place = _entries.AsSpan(offset);
        BinaryPrimitives.WriteUInt32LittleEndian(place, BinaryPrimitives.ReadUInt32LittleEndian(place) & ~changed | value & changed);
    }
}
