namespace CxlFabricSim.Components.Registers;

/// <summary>A read-only register of 64 bits whose value is asked for at each read.</summary>
public sealed class StatusRegister(Func<ulong> value) : IRegisterBlock
{
    public int Length => sizeof(ulong);

    public uint Read(int offset) => (uint)(value() >> offset * 8);

    public void Write(int offset, uint value, uint written)
    {
    }
}
