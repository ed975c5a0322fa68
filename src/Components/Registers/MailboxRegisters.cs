using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The registers of a primary mailbox (CXL 3.x, "Mailbox Registers"). Setting the doorbell carries out the command in the payload and
/// clears the doorbell before the write returns; a length field that is longer than the payload is Invalid Payload Length.
/// </summary>
/// <param name="commands">What the mailbox answers.</param>
/// <param name="clock">The time of a command.</param>
/// <param name="interruptVector">The MSI or MSI-X vector of the mailbox.</param>
public sealed class MailboxRegisters(CommandTable commands, RegisterClock clock, int interruptVector) : IRegisterBlock
{
    /// <summary>Registers and payload.</summary>
    public const int Bytes = PayloadOffset + CommandTable.PayloadBytes;

    private const int ControlOffset = 0x04;
    private const int CommandOffset = 0x08;
    private const int StatusOffset = 0x10;
    private const int BackgroundOffset = 0x18;
    private const int PayloadOffset = 0x20;

    // The logarithm of the payload's size; that the doorbell can interrupt stays unsaid, as in QEMU.
    private const uint PayloadSize = 11;
    private const uint BackgroundInterruptCapable = 1u << 6;

    private const uint Doorbell = 1;
    private const uint DoorbellInterrupt = 1u << 1;
    private const uint BackgroundInterrupt = 1u << 2;
    private const ulong CommandWritable = 0x0000_001F_FFFF_FFFF;
    private const int LengthShift = 16;
    private const int LengthMask = 0x1F_FFFF;

    private readonly byte[] _payload = new byte[CommandTable.PayloadBytes];
    private readonly byte[] _input = new byte[CommandTable.PayloadBytes + 1];
    private bool _interruptsOnDoorbell;
    private ulong _command;

    /// <summary>Told that a command has been carried out, when the host asked for an interrupt then.</summary>
    public Action? Interrupt { get; init; }

    public int Length => Bytes;

    private uint Control =>
        (_interruptsOnDoorbell ? DoorbellInterrupt : 0) | (commands.InterruptsWhenBackgroundEnds ? BackgroundInterrupt : 0);

    public uint Read(int offset)
    {
        if (offset >= PayloadOffset) return BinaryPrimitives.ReadUInt32LittleEndian(_payload.AsSpan(offset - PayloadOffset));
        var half = offset % sizeof(ulong) * 8;
        return offset switch
        {
            0 => PayloadSize | BackgroundInterruptCapable | (uint)interruptVector << 7,
            ControlOffset => Control,
            < StatusOffset => (uint)(_command >> half),
            < BackgroundOffset => (uint)(commands.Status(clock.Now) >> half),
            _ => (uint)(commands.BackgroundStatus(clock.Now) >> half),
        };
    }

    public void Write(int offset, uint value, uint written)
    {
        if (offset >= PayloadOffset)
        {
            var place = _payload.AsSpan(offset - PayloadOffset);
            BinaryPrimitives.WriteUInt32LittleEndian(place, BinaryPrimitives.ReadUInt32LittleEndian(place) & ~written | value);
            return;
        }

        if (offset == ControlOffset)
        {
            var control = (Control & ~written | value) & (DoorbellInterrupt | BackgroundInterrupt);
            _interruptsOnDoorbell = (control & DoorbellInterrupt) != 0;
            commands.InterruptsWhenBackgroundEnds = (control & BackgroundInterrupt) != 0;
            if ((value & Doorbell) != 0) CarryOut();
        }
        else if (offset is CommandOffset or CommandOffset + 4)
        {
            var shift = (offset - CommandOffset) * 8;
            _command = (_command & ~((ulong)written << shift) | (ulong)value << shift) & CommandWritable;
        }
    }

    private void CarryOut()
    {
        // One byte too many stands for any length beyond the payload: the dispatcher refuses it as such, in its order of checks.
        var length = Math.Min((int)(_command >> LengthShift) & LengthMask, _input.Length);
        _payload.AsSpan(0, Math.Min(length, _payload.Length)).CopyTo(_input);
        _payload.AsSpan().Clear();
        commands.Execute((Opcode)(ushort)_command, _input.AsSpan(0, length), _payload, clock.Now, out var written);
        _payload.AsSpan(written).Clear();
        _command = _command & ushort.MaxValue | (ulong)written << LengthShift;
        if (_interruptsOnDoorbell) Interrupt?.Invoke();
    }
}
