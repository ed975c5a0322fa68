namespace CxlFabricSim.Protocol;

/// <summary>A device physical address: a byte offset into one device's (or logical device's) own address space.</summary>
public readonly record struct Dpa(ulong Value)
{
    public static Dpa operator +(Dpa start, ulong bytes) => new(checked(start.Value + bytes));

    public override string ToString() => $"dpa:0x{Value:x}";
}
