using System.Collections.Frozen;
using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>What a fabric manager finds at a device: on its FM-owned logical device, and on those of hosts.</summary>
public sealed record ManagementProfile
{
    private static readonly LogRules QemuLogs = new() { LimitBytes = 256 << 10, OffsetUnit = 4 };

    /// <summary>As the specification says; every command is there.</summary>
    public static readonly ManagementProfile Cxl = new();

    /// <summary>As QEMU 11 does it: few commands, and Get Log as in its mailbox.</summary>
    public static readonly ManagementProfile Qemu11 = new()
    {
        HasMemoryCommands = false,
        FmOwned = new CciProfile
        {
            Rules = new MailboxRules { Only = FmOwnedOfQemu, EffectBitsDisplaced = true },
            LogRules = QemuLogs,
            Limits = MessageLimits.Qemu11Device,
        },
        Ld = new CciProfile
        {
            Rules = new MailboxRules { Only = LdOfQemu, EffectBitsDisplaced = true },
            LogRules = QemuLogs,
            Limits = MessageLimits.Qemu11Device,
        },
    };

    public CciProfile FmOwned { get; init; } = CciProfile.Cxl;

    /// <summary>Of each logical device, behind a tunnel through the FM-owned one.</summary>
    public CciProfile Ld { get; init; } = CciProfile.Cxl;

    /// <summary>A logical device answers the memory device commands of its mailbox there too, and so does a device that has only one.</summary>
    public bool HasMemoryCommands { get; init; } = true;

    private static FrozenSet<Opcode> FmOwnedOfQemu =>
        new[]
        {
            Opcode.Identify, Opcode.GetResponseMessageLimit, Opcode.SetResponseMessageLimit, Opcode.GetTimestamp, Opcode.GetSupportedLogs,
            Opcode.GetLog, Opcode.TunnelManagement, Opcode.GetDcdInfo, Opcode.GetHostDcRegionConfiguration, Opcode.SetDcRegionConfiguration,
            Opcode.GetDcRegionExtentLists, Opcode.InitiateDynamicCapacityAdd, Opcode.InitiateDynamicCapacityRelease,
        }.ToFrozenSet();

    private static FrozenSet<Opcode> LdOfQemu => new[] { Opcode.Identify, Opcode.GetSupportedLogs, Opcode.GetLog }.ToFrozenSet();
}
