using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>A CCI request that waits for its turn or its response, with what the driver needs to know when it is answered.</summary>
internal sealed record DcdCommand(Opcode Opcode, byte[] Payload)
{
    /// <summary>What is accepted or given back; an acceptance of nothing refuses the offer.</summary>
    public IReadOnlyList<CapacitySlice> Slices { get; init; } = [];

    /// <summary>The records that a Clear Event Records names.</summary>
    public IReadOnlyList<ushort> Handles { get; init; } = [];

    /// <summary>A release that failed before: if it fails again, the device keeps what it has.</summary>
    public bool IsSecondTry { get; init; }

    /// <summary>The event log that Get or Clear Event Records is about.</summary>
    public byte Log { get; init; } = DcdPayloads.DynamicCapacityLog;

    public static DcdCommand Read(byte log = DcdPayloads.DynamicCapacityLog) =>
        new(Opcode.GetEventRecords, DcdPayloads.GetEventRecords(log)) { Log = log };

    public static DcdCommand Clear(ushort[] handles, byte log = DcdPayloads.DynamicCapacityLog) =>
        new(Opcode.ClearEventRecords, DcdPayloads.ClearEventRecords(log, handles)) { Handles = handles, Log = log };

    public static DcdCommand SetPolicy() => new(Opcode.SetEventInterruptPolicy, DcdPayloads.MessageInterrupts());

    public static DcdCommand GetPolicy() => new(Opcode.GetEventInterruptPolicy, []);

    public static DcdCommand List(uint start) => new(Opcode.GetDynamicCapacityExtentList, DcdPayloads.GetExtentList(start));

    public static DcdCommand Accept(IReadOnlyList<CapacitySlice> slices) =>
        new(Opcode.AddDynamicCapacityResponse, DcdPayloads.ExtentList(slices)) { Slices = slices };

    public static DcdCommand Refuse() => Accept([]);

    public static DcdCommand Release(IReadOnlyList<CapacitySlice> slices, bool isSecondTry) =>
        new(Opcode.ReleaseDynamicCapacity, DcdPayloads.ExtentList(slices)) { Slices = slices, IsSecondTry = isSecondTry };
}
