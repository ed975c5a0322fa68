using System.Buffers.Binary;

namespace CxlFabricSim.Components.Logs;

/// <summary>
/// The Component State Dump Log: empty until Populate Log takes a dump, and again after Clear Log (CXL 3.x, "Component State Dump
/// Log"). Layout: data length u32, automatic dumps u8, event log u8, event record handle u16, timestamp u64, format UUID 10h, 20h
/// reserved, then the dump.
/// </summary>
/// <param name="dump">Takes the dump: the vendor's own bytes.</param>
public sealed class ComponentStateDumpLog(Func<byte[]> dump) : DeviceLog(Uuid)
{
    private const int HeaderBytes = 0x40;

    // b3fab4cf-01b6-4332-943e-5e9962f23567
    private static readonly UInt128 Uuid = new(0xB3FAB4CF01B64332, 0x943E5E9962F23567);

    // The format of our dumps: e5b7a3c0-6d0f-4a5e-9b1c-2f4d8c5a7e11, made up for this simulator.
    private static readonly UInt128 DumpFormat = new(0xE5B7A3C06D0F4A5E, 0x9B1C2F4D8C5A7E11);

    private byte[] _contents = [];

    public override ReadOnlySpan<byte> Contents => _contents;

    public override bool CanClear => true;

    public override bool CanPopulate => true;

    public override void Clear() => _contents = [];

    public override void Populate(ulong timestamp)
    {
        var data = dump();
        var log = new byte[HeaderBytes + data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(log, (uint)data.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(log.AsSpan(0x08), timestamp);
        BinaryPrimitives.WriteUInt128BigEndian(log.AsSpan(0x10), DumpFormat);
        data.CopyTo(log, HeaderBytes);
        _contents = log;
    }
}
