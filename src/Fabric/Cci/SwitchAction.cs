using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>What a switch's CCI wants done in the switch; to be carried out in order.</summary>
public abstract record SwitchAction
{
    private SwitchAction()
    {
    }

    /// <summary>Send a request to the component behind a port, and hand its answer back with the ticket.</summary>
    public sealed record Forward(ushort Ticket, byte Port, CciMessage Message) : SwitchAction;

    /// <summary>Lead a vPPB to a logical device.</summary>
    public sealed record Connect(int Vcs, int Vppb, byte Port, byte LdId, ushort Device) : SwitchAction;

    /// <summary>Lead a vPPB nowhere, and turn back what waits to go through it.</summary>
    public sealed record Disconnect(int Vcs, int Vppb, byte Port, byte LdId, ushort Device) : SwitchAction;

    /// <summary>Tell the host of a virtual switch what happened below one of its vPPBs.</summary>
    public sealed record Notify(int Vcs, int Vppb, SlotEvent Event, ushort Device, byte LdId) : SwitchAction;

    /// <summary>Reset a logical device behind a port, or all of them.</summary>
    public sealed record Reset(byte Port, byte LdId, ushort Device) : SwitchAction;
}
