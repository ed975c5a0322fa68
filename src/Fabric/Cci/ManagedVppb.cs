using CxlFabricSim.Fabric.Registers;

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
    public byte LdId { get; private set; } = WholePort;

    /// <summary>The device, where it is not the one at the port: it is somewhere behind, and messages go by its id.</summary>
    public ConnectedDevice? Far { get; internal set; }

    /// <summary>What is behind it is the host's to use: its link, as the host sees it, is up.</summary>
    public bool IsConnected { get; internal set; }

    /// <summary>The switch at a far device's port has not said yet whether it can be bound.</summary>
    internal bool IsClaiming { get; set; }

    /// <summary>Latency and bandwidth of the way to a far device, as the manager gave them with the binding; for it to read.</summary>
    internal ReadOnlyMemory<byte> PidPerformance { get; set; }

    /// <summary>The link to a far device is up, as the switch there says.</summary>
    internal bool IsFarUp { get; set; }

    /// <summary>What its host finds in config space; null until somebody looks or something happens.</summary>
    internal SwitchBridge? Bridge { get; set; }

    /// <summary>The logical device as messages name it.</summary>
    public byte LdOnLink { get; private set; }

    /// <summary>Names what is behind it; an empty port's whole is nobody's number yet.</summary>
    internal void NameLogicalDevice(byte ldId, ConnectedDevice? device)
    {
        LdId = ldId;
        var number = ldId == WholePort ? 0 : ldId;
        LdOnLink = device?.NumberInDevice(number) ?? (byte)number;
    }
}
