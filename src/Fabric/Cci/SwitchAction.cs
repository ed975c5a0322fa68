using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>What a switch's CCI wants done in the switch; to be carried out in order.</summary>
public abstract record SwitchAction
{
    private SwitchAction()
    {
    }

    /// <summary>Send a request to the component behind a port, and hand its answer back with the ticket.</summary>
    public sealed record Forward(ushort Ticket, byte Port, CciMessage Message, bool IsLdIo = false) : SwitchAction;

    /// <summary>Lead a vPPB to a logical device.</summary>
    public sealed record Connect(int Vcs, int Vppb, byte Port, byte LdId, ushort Device) : SwitchAction;

    /// <summary>Lead a vPPB nowhere, and turn back what waits to go through it.</summary>
    public sealed record Disconnect(int Vcs, int Vppb, byte Port, byte LdId, ushort Device) : SwitchAction;

    /// <summary>Tell the host of a virtual switch what happened below one of its vPPBs.</summary>
    public sealed record Notify(int Vcs, int Vppb, SlotEvent Event, ushort Device, byte LdId) : SwitchAction;

    /// <summary>Reset a logical device behind a port, or all of them; a far one's binding may end with it.</summary>
    public sealed record Reset(byte Port, byte LdId, ushort Device, bool EndsBinding = false) : SwitchAction;

    /// <summary>Ask the switch at a far device's port for a logical device.</summary>
    public sealed record Claim(int Vcs, byte Port, byte LdId, ushort Device) : SwitchAction;

    /// <summary>Let nothing through to a device by its id and turn back what waits, or let it through again.</summary>
    public sealed record Reach(byte Port, ushort Device, bool IsUp) : SwitchAction;

    /// <summary>Tell the switch of a host that is bound from behind another switch what became of the link.</summary>
    public sealed record NotifyFar(ushort Host, ushort Device, byte LdId, bool IsUp) : SwitchAction;
}
