using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Events;

public sealed class MctpEventPolicyTests
{
    private readonly MctpEventPolicy _policy = new();
    private readonly CommandTable _commands = new();
    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    public MctpEventPolicyTests() => _policy.AddTo(_commands);

    [Fact]
    public void What_was_enabled_reads_back()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(0x801F));

        Assert.Equal(MailboxReturnCode.Success, _commands.Execute(Opcode.GetMctpEventInterruptPolicy, [], _output, default, out var written));
        Assert.Equal([0x1F, 0x80], _output[..written]);
    }

    [Theory]
    [InlineData(0x0010, MailboxReturnCode.Success)]
    [InlineData(0x0020, MailboxReturnCode.InvalidInput)]
    [InlineData(0x4000, MailboxReturnCode.InvalidInput)]
    [InlineData(0x8000, MailboxReturnCode.Success)]
    public void Reserved_bits_are_refused(int enabled, MailboxReturnCode expected) => Assert.Equal(expected, Set(enabled));

    [Fact]
    public void Only_what_is_enabled_is_told_and_told_once()
    {
        Set(1 << (int)EventLogKind.Failure | 1 << (int)EventLogKind.DynamicCapacity);

        _policy.LogFilled(EventLogKind.Warning);
        Assert.False(_policy.TryTakeNotification(out _));
        _policy.LogFilled(EventLogKind.Failure);
        _policy.LogFilled(EventLogKind.DynamicCapacity);

        Assert.True(_policy.TryTakeNotification(out var payload));
        Assert.Equal([0x14, 0x00], payload);
        Assert.False(_policy.TryTakeNotification(out _));
    }

    [Fact]
    public void What_is_disabled_meanwhile_is_not_told()
    {
        Set(1);
        _policy.LogFilled(EventLogKind.Informational);

        Set(0);

        Assert.False(_policy.TryTakeNotification(out _));
    }

    private MailboxReturnCode Set(int enabled) =>
        _commands.Execute(Opcode.SetMctpEventInterruptPolicy, [(byte)enabled, (byte)(enabled >> 8)], _output, default, out _);
}
