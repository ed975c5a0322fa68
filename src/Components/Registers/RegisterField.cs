namespace CxlFabricSim.Components.Registers;

/// <summary>A register, or a part of one: where it stands, what it reads at first, what a write changes. The rest is read-only.</summary>
/// <param name="Offset">From the start of the file, or of the capability that it is given to.</param>
/// <param name="Size">1, 2, 4 or 8 bytes.</param>
/// <param name="Value">After reset.</param>
/// <param name="Writable">Bits that take what is written.</param>
/// <param name="ClearedByOne">Bits that a written one clears.</param>
public readonly record struct RegisterField(int Offset, int Size, ulong Value, ulong Writable = 0, ulong ClearedByOne = 0);
