using CxlFabricSim.Components.Events;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>Behind a head the manager counts logical devices from 0; on the link they have their numbers in the device: here 1 and 3.</summary>
public sealed class HeadTests
{
    private const byte Head = TestSwitch.SecondHead;

    private readonly TestSwitch _switch = new(hasHead: true);

    [Fact]
    public void A_logical_device_of_a_head_is_bound_and_reset_by_its_number_in_the_device()
    {
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, Head, 1));
        Assert.Equal([3, Head, 1], _switch.StateOf(0, 0));
        Assert.Equal([new SwitchAction.Connect(0, 0, Head, 3, TestSwitch.TwoHeads)], _switch.Actions().OfType<SwitchAction.Connect>());

        Assert.Equal(MailboxReturnCode.Success, _switch.Unbind(0, 0, 2));
        Assert.Equal([new SwitchAction.Reset(Head, 3, TestSwitch.TwoHeads)], _switch.Actions().OfType<SwitchAction.Reset>());
    }

    [Theory]
    [InlineData(1, MailboxReturnCode.Success)]
    [InlineData(2, MailboxReturnCode.InvalidInput)]
    [InlineData(3, MailboxReturnCode.InvalidInput)]
    [InlineData(0xFFFF, MailboxReturnCode.InvalidInput)]
    public void What_another_head_has_cannot_be_bound(ushort ld, MailboxReturnCode expected) => Assert.Equal(expected, _switch.Bind(0, 0, Head, ld));

    [Fact]
    public void A_config_request_goes_to_the_logical_device_of_the_head()
    {
        var answer = _switch.Component.Handle(
            CciMessage.Request(9, Opcode.SendLdIoConfiguration, new byte[] { Head, 0, 0xF0, 0, 1, 0, 0, 0, 0, 0, 0, 0 }), 0, _switch.Now);

        Assert.Null(answer);
        var forward = Assert.IsType<SwitchAction.Forward>(Assert.Single(_switch.Actions()));
        Assert.Equal([3, 0], forward.Message.Payload.Span.Slice(4, 2).ToArray());
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.SendLdIoConfiguration, Head, 0, 0xF0, 0, 2, 0, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void An_error_message_is_logged_with_the_number_that_the_manager_knows()
    {
        _switch.Component.TakeErrorMessage(Head, 0, 3, _switch.Now);

        // The message of the MLD Port event begins behind the header, port, type and reserved bytes; the LD-ID is its sixth byte.
        var record = Assert.Single(_switch.Events(EventLogKind.Warning));
        var message = record.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x30, 0, 0, 0, 0]);
        Assert.Equal([1, 0, 0x30], record.AsSpan(message + 5, 3).ToArray());
    }
}
