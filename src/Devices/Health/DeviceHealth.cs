using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Health;

/// <summary>
/// How a device is, and whether it was shut down in order: 4200h, 4203h and 4204h (CXL 3.x, "Get Health Info", "Get/Set Shutdown State").
/// </summary>
/// <param name="isMediaDisabled">Whether the media are disabled.</param>
public sealed class DeviceHealth(Func<bool> isMediaDisabled)
{
    private const int HealthBytes = 0x12;
    private const byte ReplacementNeeded = 1 << 2;
    private const byte MediaNormal = 0;
    private const byte MediaNotReady = 1;
    private const byte DirtyState = 1;

    // A room's temperature: nothing here warms up.
    private const short TemperatureDegrees = 20;

    private bool _isDirty;
    private uint _dirtyShutdowns;

    /// <summary>Corrected errors of volatile memory that the device counted.</summary>
    public uint CorrectedVolatileErrors { get; set; }

    /// <summary>Corrected errors of persistent memory that the device counted.</summary>
    public uint CorrectedPersistentErrors { get; set; }

    /// <summary>Something broke that only a new device mends.</summary>
    public bool NeedsReplacement { get; set; }

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.GetHealthInfo, 0, GetHealth);
        commands.Add(Opcode.GetShutdownState, 0, GetShutdownState);
        var setting = new CommandDescription(Opcode.SetShutdownState, 1, CommandEffects.ImmediatePolicyChange);
        commands.Add(setting, SetShutdownState);
    }

    /// <summary>A cold reset while the state is dirty counts as one dirty shutdown; the state is clean afterwards.</summary>
    public void ColdReset()
    {
        if (_isDirty) _dirtyShutdowns++;
        _isDirty = false;
    }

    /// <summary>
    /// Get Health Info (4200h). Input: nothing. Output, 12h bytes: health status u8 (bit 2 hardware replacement needed), media status u8 (0
    /// normal, 1 not ready), additional status u8 (0 normal), life used u8 in percent, temperature i16, dirty shutdowns u32, corrected
    /// volatile and persistent errors u32 each. Success. Source: CXL 3.x, "Get Health Info".
    /// </summary>
    private MailboxReturnCode GetHealth(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[..HealthBytes].Clear();
        output[0] = NeedsReplacement ? ReplacementNeeded : (byte)0;
        output[1] = isMediaDisabled() ? MediaNotReady : MediaNormal;
        BinaryPrimitives.WriteInt16LittleEndian(output[0x04..], TemperatureDegrees);
        BinaryPrimitives.WriteUInt32LittleEndian(output[0x06..], _dirtyShutdowns);
        BinaryPrimitives.WriteUInt32LittleEndian(output[0x0A..], CorrectedVolatileErrors);
        BinaryPrimitives.WriteUInt32LittleEndian(output[0x0E..], CorrectedPersistentErrors);
        written = HealthBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Shutdown State (4203h). Input: nothing. Output: state u8 (0 clean, 1 dirty). Success. Source: CXL 3.x, "Get Shutdown State".
    /// </summary>
    private MailboxReturnCode GetShutdownState(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[0] = _isDirty ? DirtyState : (byte)0;
        written = 1;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Shutdown State (4204h). Input: state u8 (0 clean, 1 dirty). Output: nothing. Another state: Invalid Input; otherwise Success.
    /// Source: CXL 3.x, "Set Shutdown State".
    /// </summary>
    private MailboxReturnCode SetShutdownState(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input[0] > DirtyState) return MailboxReturnCode.InvalidInput;
        _isDirty = input[0] == DirtyState;
        return MailboxReturnCode.Success;
    }
}
