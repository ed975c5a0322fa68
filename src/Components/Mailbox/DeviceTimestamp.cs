using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>
/// The device's timestamp in nanoseconds (CXL 3.x, "Timestamp"): zero until a host sets it, then running with virtual time.
/// </summary>
public sealed class DeviceTimestamp
{
    private bool _isSet;
    private ulong _value;
    private SimTime _setAt;

    public ulong At(SimTime now) =>
        _isSet ? unchecked(_value + (ulong)((now - _setAt).Picoseconds / SimTime.PicosecondsPerNanosecond)) : 0;

    public void Set(ulong nanoseconds, SimTime now)
    {
        _isSet = true;
        _value = nanoseconds;
        _setAt = now;
    }

    /// <summary>A cold reset: zero until it is set again.</summary>
    public void Forget() => _isSet = false;

    /// <summary>
    /// Adds Get Timestamp (0300h; no input; output: nanoseconds u64) and Set Timestamp (0301h; input: nanoseconds u64; no output). Both
    /// always succeed (CXL 3.x, "Get Timestamp", "Set Timestamp").
    /// </summary>
    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.GetTimestamp, 0, (ReadOnlySpan<byte> _, Span<byte> output, SimTime now, out int written) =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output, At(now));
            written = sizeof(ulong);
            return MailboxReturnCode.Success;
        });
        var setting = new CommandDescription(Opcode.SetTimestamp, sizeof(ulong), CommandEffects.ImmediatePolicyChange);
        commands.Add(setting, (ReadOnlySpan<byte> input, Span<byte> _, SimTime now, out int written) =>
        {
            Set(BinaryPrimitives.ReadUInt64LittleEndian(input), now);
            written = 0;
            return MailboxReturnCode.Success;
        });
    }
}
