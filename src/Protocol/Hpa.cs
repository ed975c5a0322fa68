namespace CxlFabricSim.Protocol;

/// <summary>A host physical address: a byte address in one host's address map.</summary>
public readonly record struct Hpa(ulong Value)
{
    public static Hpa operator +(Hpa start, ulong bytes) => new(checked(start.Value + bytes));

    public override string ToString() => $"hpa:0x{Value:x}";
}
