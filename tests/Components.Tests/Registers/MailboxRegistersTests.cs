using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Registers;

public sealed class MailboxRegistersTests
{
    private const int Control = 0x04;
    private const int Command = 0x08;
    private const int Status = 0x10;
    private const int BackgroundStatus = 0x18;
    private const int Payload = 0x20;
    private const ulong Doorbell = 1;

    private readonly CommandTable _commands = new();
    private readonly RegisterClock _clock = new();
    private readonly RegisterFile _registers;
    private int _executed;

    public MailboxRegistersTests()
    {
        _commands.AddOfAnyLength(Opcode.GetLog, Echo);
        _registers = new RegisterFile(MailboxRegisters.Bytes).Attach(0, new MailboxRegisters(_commands, _clock, interruptVector: 7));
    }

    [Fact]
    public void The_doorbell_carries_out_the_command_in_the_payload_and_is_clear_afterwards()
    {
        for (var index = 0; index < 5; index++) _registers.Write(Payload + index, 1, (ulong)(0x10 + index));
        _registers.Write(Command, 8, 5ul << 16 | (ulong)Opcode.GetLog);

        _registers.Write(Control, 4, Doorbell);

        Assert.Equal(0ul, _registers.Read(Control, 4));
        Assert.Equal(0ul, _registers.Read(Status, 8));
        Assert.Equal(10ul, _registers.Read(Command, 8) >> 16);
        Assert.Equal(0x1312_1110ul, _registers.Read(Payload, 4));
        Assert.Equal(0x14_1312_1110ul, _registers.Read(Payload + 5, 5));
        Assert.Equal(0ul, _registers.Read(Payload + 10, 8));
    }

    [Fact]
    public void A_command_that_is_not_there_leaves_its_return_code_in_the_status()
    {
        _registers.Write(Command, 4, (ulong)Opcode.Sanitize);

        _registers.Write(Control, 1, Doorbell);

        Assert.Equal((ulong)MailboxReturnCode.Unsupported << 32, _registers.Read(Status, 8));
    }

    [Theory]
    [InlineData(2048, MailboxReturnCode.Success, 1)]
    [InlineData(2049, MailboxReturnCode.InvalidPayloadLength, 0)]
    [InlineData(0x1F_FFFF, MailboxReturnCode.InvalidPayloadLength, 0)]
    public void A_length_beyond_the_payload_is_refused_without_harm(int length, MailboxReturnCode code, int executed)
    {
        _registers.Write(Command, 8, (ulong)length << 16 | (ulong)Opcode.GetLog);

        _registers.Write(Control, 4, Doorbell);

        Assert.Equal((ulong)code << 32, _registers.Read(Status, 8));
        Assert.Equal(executed, _executed);
    }

    [Fact]
    public void Writes_of_control_without_the_doorbell_carry_nothing_out()
    {
        _registers.Write(Control, 4, 6);
        _registers.Write(Control + 1, 1, 0xFF);

        Assert.Equal((0, 6ul), (_executed, _registers.Read(Control, 4)));
    }

    [Fact]
    public void The_status_follows_a_background_operation_in_virtual_time()
    {
        _commands.Background.Start(Opcode.Sanitize, SimTime.FromNanoseconds(100), SimTime.Zero, true, _ => { });
        _clock.Now = SimTime.FromNanoseconds(25);

        Assert.Equal(1ul, _registers.Read(Status, 8) & 1);
        Assert.Equal(25ul << 16 | (ulong)Opcode.Sanitize, _registers.Read(BackgroundStatus, 8));

        _clock.Now = SimTime.FromNanoseconds(100);
        Assert.Equal(0ul, _registers.Read(Status, 8) & 1);
        Assert.Equal(100ul << 16 | (ulong)Opcode.Sanitize, _registers.Read(BackgroundStatus, 8));
    }

    [Fact]
    public void Capabilities_name_payload_size_and_vector() => Assert.Equal(0x3CBul, _registers.Read(0, 4));

    /// <summary>The input twice.</summary>
    private MailboxReturnCode Echo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        _executed++;
        written = 0;
        if (input.Length > 8) return MailboxReturnCode.Success;
        input.CopyTo(output);
        input.CopyTo(output[input.Length..]);
        written = input.Length * 2;
        BinaryPrimitives.WriteUInt64LittleEndian(output[written..], ulong.MaxValue);
        return MailboxReturnCode.Success;
    }
}
