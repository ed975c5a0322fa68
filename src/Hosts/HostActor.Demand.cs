using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>What the host tells the fabric manager about the capacity that it wants.</content>
public sealed partial class HostActor
{
    private const ulong FirstDemand = 1UL << 32;

    /// <summary>In order of time. Where there are any, the port behind the root ports leads to the fabric manager.</summary>
    public IReadOnlyList<DemandStep> Demand { get; init; } = [];

    private void ScheduleDemand()
    {
        for (var step = 0; step < Demand.Count; step++) SetTimer(Demand[step].At, FirstDemand + (ulong)step);
    }

    private void ReportDemand(ulong token)
    {
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.DemandReport;
        header.Source = _ports[0].Id;
        header.Address = Demand[(int)(token - FirstDemand)].Bytes;
        Outputs[_ports.Length].Send(message, (int)MessageClass.Io, WireFormat.HeaderBytes, false);
    }
}
