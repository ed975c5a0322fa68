using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// Inject Fault, see <see cref="FaultInjection"/>: what QEMU's management interface does, as a message that a scenario's timeline can send.
/// Not of the specification: no host sees it and no log lists it.
/// </summary>
internal static class FaultCommand
{
    /// <summary>
    /// In this order: another length: Invalid Payload Length; a logical device, kind, log or error that is not there: Invalid Input; poison
    /// that is no whole lines, lies outside the device or on poison: Invalid Physical Address; an informational event that needs
    /// maintenance: Invalid Input.
    /// </summary>
    public static MailboxReturnCode Execute(ReadOnlySpan<byte> input, IReadOnlyList<LogicalDevice> logicalDevices, Queue<(int LdId, RasSignal Signal)> messages, SimTime now)
    {
        if (!FaultInjection.TryRead(input, out var fault)) return MailboxReturnCode.InvalidPayloadLength;
        if (fault.LdId >= logicalDevices.Count || fault.Log > (byte)EventLogKind.Fatal) return MailboxReturnCode.InvalidInput;
        var ld = logicalDevices[fault.LdId];
        switch (fault.Kind)
        {
            case FaultKind.Poison:
                return ld.Media.InjectPoison(fault.Address, fault.Length, now) is null
                    ? MailboxReturnCode.Success
                    : MailboxReturnCode.InvalidPhysicalAddress;
            case FaultKind.GeneralMedia:
                return Inject(ld, Fill(new GeneralMediaEvent(), fault), fault, now);
            case FaultKind.Dram:
                return Inject(ld, Fill(new DramEvent(), fault), fault, now);
            case FaultKind.MemoryModule:
                var module = new MemoryModuleEvent { Header = HeaderOf(fault), Type = fault.Type, SubType = fault.SubType, Temperature = fault.Temperature };
                ld.Media.Inject(module, (EventLogKind)fault.Log, now);
                return MailboxReturnCode.Success;
            case FaultKind.CorrectableError when Enum.IsDefined((CorrectableError)fault.Type):
                messages.Enqueue((ld.Id, ld.Ras.Report((CorrectableError)fault.Type)));
                return MailboxReturnCode.Success;
            case FaultKind.UncorrectableError when Enum.IsDefined((UncorrectableError)fault.Type):
                messages.Enqueue((ld.Id, ld.Ras.Report((UncorrectableError)fault.Type, [])));
                return MailboxReturnCode.Success;
            default:
                return MailboxReturnCode.InvalidInput;
        }
    }

    private static MailboxReturnCode Inject(LogicalDevice ld, MediaEvent mediaEvent, in FaultInjection fault, SimTime now) =>
        ld.Media.Inject(mediaEvent, (EventLogKind)fault.Log, now) is null ? MailboxReturnCode.Success : MailboxReturnCode.InvalidInput;

    private static MediaEvent Fill(MediaEvent mediaEvent, in FaultInjection fault) => mediaEvent with
    {
        Header = HeaderOf(fault),
        Address = fault.Address.Value,
        Type = fault.Type,
        SubType = fault.SubType,
        Descriptor = (MediaEventDescriptor)fault.Descriptor,
        Transaction = (MediaTransaction)fault.Transaction,
    };

    private static EventHeader HeaderOf(in FaultInjection fault) => new() { Flags = fault.Flags };
}
