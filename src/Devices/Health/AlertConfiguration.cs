using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Health;

/// <summary>The thresholds at which a device warns, with their commands, 4201h and 4202h (CXL 3.x, "Get/Set Alert Configuration").</summary>
/// <param name="profile">Where to depart from the specification.</param>
public sealed class AlertConfiguration(MailboxProfile profile)
{
    private const int GetBytes = 16;
    private const int SetBytes = 12;

    // Critical thresholds, which no host sets, and the first warning ones: QEMU's.
    private const byte CriticalLifeUsed = 75;
    private const ushort CriticalOverTemperature = 35;
    private const ushort CriticalUnderTemperature = 10;
    private static readonly Thresholds Initial = new(40, 25, 20, 0, 0);

    private Thresholds _warnings = Initial;
    private Alerts _enabled;

    [Flags]
    private enum Alerts : byte
    {
        None = 0,
        LifeUsed = 1 << 0,
        OverTemperature = 1 << 1,
        UnderTemperature = 1 << 2,
        VolatileErrors = 1 << 3,
        PersistentErrors = 1 << 4,
        All = LifeUsed | OverTemperature | UnderTemperature | VolatileErrors | PersistentErrors,
    }

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.GetAlertConfiguration, 0, Get);
        commands.Add(new CommandDescription(Opcode.SetAlertConfiguration, SetBytes, CommandEffects.ImmediatePolicyChange), Set);
    }

    /// <summary>A device as new: no alert is enabled.</summary>
    public void RestoreDefaults() => (_warnings, _enabled) = (Initial, Alerts.None);

    /// <summary>
    /// Get Alert Configuration (4201h). Input: nothing. Output: enabled alerts u8, programmable alerts u8, critical life used u8, life used
    /// u8 in percent, critical over- and under-temperature u16 each, over- and under-temperature u16 each in degrees, corrected volatile and
    /// persistent errors u16 each. Success. Source: CXL 3.x, "Get Alert Configuration".
    /// </summary>
    private MailboxReturnCode Get(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[0] = profile.AlertEnableBitsIgnored ? (byte)0 : (byte)_enabled;
        output[1] = profile.AlertEnableBitsIgnored ? (byte)_enabled : (byte)Alerts.All;
        output[2] = CriticalLifeUsed;
        output[3] = _warnings.LifeUsed;
        BinaryPrimitives.WriteUInt16LittleEndian(output[4..], CriticalOverTemperature);
        BinaryPrimitives.WriteUInt16LittleEndian(output[6..], CriticalUnderTemperature);
        BinaryPrimitives.WriteUInt16LittleEndian(output[8..], _warnings.OverTemperature);
        BinaryPrimitives.WriteUInt16LittleEndian(output[10..], _warnings.UnderTemperature);
        BinaryPrimitives.WriteUInt16LittleEndian(output[12..], _warnings.VolatileErrors);
        BinaryPrimitives.WriteUInt16LittleEndian(output[14..], _warnings.PersistentErrors);
        written = GetBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Alert Configuration (4202h). Input: valid alerts u8, enabled alerts u8, life used u8, reserved u8, over- and under-temperature,
    /// corrected volatile and persistent errors u16 each. Output: nothing. Of the alerts that are valid and enabled, in order: life
    /// used not below the critical value, over-temperature not below, under-temperature not above: Invalid Input, and nothing changes;
    /// otherwise Success. A valid alert that is not enabled is switched off. Source: CXL 3.x, "Set Alert Configuration".
    /// </summary>
    private MailboxReturnCode Set(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var valid = (Alerts)input[0] & Alerts.All;
        var taken = profile.AlertEnableBitsIgnored ? valid : valid & (Alerts)input[1];
        var (warnings, enabled) = (_warnings, _enabled & ~(valid & ~taken));
        var code = Update(ref warnings, ref enabled, taken, input);
        if (code == MailboxReturnCode.Success || profile.PartialAlertUpdateOnError) (_warnings, _enabled) = (warnings, enabled);
        return code;
    }

    /// <summary>Takes one threshold after the other up to the first that is refused.</summary>
    private static MailboxReturnCode Update(ref Thresholds warnings, ref Alerts enabled, Alerts taken, ReadOnlySpan<byte> input)
    {
        var asked = new Thresholds(
            input[2],
            BinaryPrimitives.ReadUInt16LittleEndian(input[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(input[6..]),
            BinaryPrimitives.ReadUInt16LittleEndian(input[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(input[10..]));
        if (taken.HasFlag(Alerts.LifeUsed))
        {
            if (asked.LifeUsed >= CriticalLifeUsed) return MailboxReturnCode.InvalidInput;
            warnings = warnings with { LifeUsed = asked.LifeUsed };
            enabled |= Alerts.LifeUsed;
        }

        if (taken.HasFlag(Alerts.OverTemperature))
        {
            if (asked.OverTemperature >= CriticalOverTemperature) return MailboxReturnCode.InvalidInput;
            warnings = warnings with { OverTemperature = asked.OverTemperature };
            enabled |= Alerts.OverTemperature;
        }

        if (taken.HasFlag(Alerts.UnderTemperature))
        {
            if (asked.UnderTemperature <= CriticalUnderTemperature) return MailboxReturnCode.InvalidInput;
            warnings = warnings with { UnderTemperature = asked.UnderTemperature };
            enabled |= Alerts.UnderTemperature;
        }

        if (taken.HasFlag(Alerts.VolatileErrors)) warnings = warnings with { VolatileErrors = asked.VolatileErrors };
        if (taken.HasFlag(Alerts.PersistentErrors)) warnings = warnings with { PersistentErrors = asked.PersistentErrors };
        enabled |= taken & (Alerts.VolatileErrors | Alerts.PersistentErrors);
        return MailboxReturnCode.Success;
    }

    private readonly record struct Thresholds(
        byte LifeUsed, ushort OverTemperature, ushort UnderTemperature, ushort VolatileErrors, ushort PersistentErrors);
}
