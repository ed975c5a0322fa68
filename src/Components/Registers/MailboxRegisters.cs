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
    private readonly byte[] _input = new byte[CommandTable.PayloadBytes];
    private uint _control;
    private ulong _command;
    private MailboxReturnCode _returnCode;

    /// <summary>Told that a command has been carried out, when the host asked for an interrupt then.</summary>
    public Action? Interrupt { get; init; }

    /// <summary>The host wants an interrupt when a background command ends.</summary>
    public bool InterruptsOnBackground => (_control & BackgroundInterrupt) != 0;

    public int Length => Bytes;

    public uint Read(int offset)
    {
        if (offset >= PayloadOffset) return BinaryPrimitives.ReadUInt32LittleEndian(_payload.AsSpan(offset - PayloadOffset));
        if (offset >= StatusOffset) commands.Background.Advance(clock.Now);
        var half = offset % sizeof(ulong) * 8;
        return offset switch
        {
            0 => PayloadSize | BackgroundInterruptCapable | (uint)interruptVector << 7,
            ControlOffset => _control,
            < StatusOffset => (uint)(_command >> half),
            < BackgroundOffset => (uint)(Status() >> half),
            _ => (uint)(Background() >> half),
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
            _control = (_control & ~written | value) & (DoorbellInterrupt | BackgroundInterrupt);
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
        var length = (int)(_command >> LengthShift) & LengthMask;
        var written = 0;
        if (length > CommandTable.PayloadBytes)
        {
            _returnCode = MailboxReturnCode.InvalidPayloadLength;
        }
        else
        {
            var input = _input.AsSpan(0, length);
            _payload.AsSpan(0, length).CopyTo(input);
            _payload.AsSpan().Clear();
            _returnCode = commands.Execute((Opcode)(ushort)_command, input, _payload, clock.Now, out written);
            _payload.AsSpan(written).Clear();
        }

        _command = _command & ushort.MaxValue | (ulong)written << LengthShift;
        if ((_control & DoorbellInterrupt) != 0) Interrupt?.Invoke();
    }

    private ulong Status() => (ulong)_returnCode << 32 | (commands.Background.IsRunning ? 1UL : 0);

    private ulong Background()
    {
        var operation = commands.Background;
        return (ulong)operation.LastReturnCode << 32 | (ulong)operation.PercentComplete(clock.Now) << 16 | (ushort)operation.LastOpcode;
    }
}
