namespace CxlFabricSim.Fabric.Cci;

/// <summary>A vPPB and what it is bound to, as the fabric manager has it; whether the link there is up is another matter.</summary>
/// <param name="number">Its place in its virtual switch.</param>
public sealed class ManagedVppb(int number)
{
    /// <summary>Stands for the whole port where a logical device could be named.</summary>
    public const byte WholePort = 0xFF;

    public int Number { get; } = number;

    /// <summary>The physical port; null while unbound.</summary>
    public byte? Port { get; internal set; }

    /// <summary>The logical device behind it, or <see cref="WholePort"/>.</summary>
    public byte LdId { get; internal set; } = WholePort;

    /// <summary>The logical device as messages name it.</summary>
    public byte LdOnLink => LdId == WholePort ? (byte)0 : LdId;
}
