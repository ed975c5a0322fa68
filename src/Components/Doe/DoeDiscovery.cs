namespace CxlFabricSim.Components.Doe;

/// <summary>
/// DOE Discovery: which protocols a mailbox answers, one by one, itself first. An index beyond them gets an entry of all ones.
/// </summary>
/// <param name="others">The protocols after discovery, in order.</param>
public sealed class DoeDiscovery(IReadOnlyList<IDoeProtocol> others) : IDoeProtocol
{
    private const ushort SpecialInterestGroup = 0x0001;
    private const int RequestDwords = 3;
    private const uint NoSuchEntry = 0xFFFF;

    public ushort Vendor => SpecialInterestGroup;

    public byte ObjectType => 0;

    public uint[]? Answer(ReadOnlySpan<uint> request)
    {
        if (request.Length < RequestDwords) return null;
        var index = (int)(request[2] & 0xFF);
        IDoeProtocol? entry = index == 0 ? this : index <= others.Count ? others[index - 1] : null;
        var next = entry is null ? index + 1 : (index + 1) % (others.Count + 1);
        var named = entry is null ? NoSuchEntry | 0xFFu << 16 : (uint)entry.ObjectType << 16 | entry.Vendor;
        return [DoeHeader.First(Vendor, ObjectType), RequestDwords, named & 0x00FF_FFFF | (uint)(byte)next << 24];
    }
}
