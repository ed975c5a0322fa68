namespace CxlFabricSim.Components.Events;

/// <summary>What General Media and DRAM events have in common: where on the media something happened, and what.</summary>
public abstract record MediaEvent
{
    public EventHeader Header { get; init; }

    /// <summary>The DPA, with bit 0 for volatile and bit 1 for not repairable.</summary>
    public ulong Address { get; init; }

    public MediaEventDescriptor Descriptor { get; init; }

    public byte Type { get; init; }

    public byte SubType { get; init; }

    public MediaTransaction Transaction { get; init; }

    public byte? Channel { get; init; }

    public byte? Rank { get; init; }

    /// <summary>At most 16 characters.</summary>
    public string? ComponentId { get; init; }

    /// <summary>The component id is in PLDM format.</summary>
    public bool IsComponentIdPldm { get; init; }

    /// <summary>Advanced programmable corrected memory error threshold event flags.</summary>
    public byte ThresholdFlags { get; init; }

    /// <summary>Corrected memory errors at this event, 24 bits; that there is one makes it a threshold event.</summary>
    public uint? CorrectedErrors { get; init; }

    public bool NeedsMaintenance => (Header.Flags & EventHeader.MaintenanceNeeded) != 0;

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The device's timestamp.</param>
    public abstract void Write(Span<byte> record, ulong timestamp);
}
