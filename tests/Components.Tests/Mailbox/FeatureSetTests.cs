using CxlFabricSim.Components.Features;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Mailbox;

/// <summary>Two features of 4 bytes: the first sets its bytes 1 and 2, the second the low half of its byte 0 and has a default to ask for.</summary>
public sealed class FeatureSetTests
{
    private const string First = "11111111111111111111111111111111";
    private const string Second = "22222222222222222222222222222222";
    private const string Null = "00000000000000000000000000000000";

    private readonly TestMailbox _mailbox;
    private readonly FeatureSet _features;

    public FeatureSetTests() => (_mailbox, _features) = Create(new FeatureRules());

    [Fact]
    public void Get_supported_features_lists_as_many_entries_as_were_asked_for()
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetSupportedFeatures, "6800000000000000"));
        Assert.Equal(8 + 2 * 48, _mailbox.Output.Length);
        Assert.StartsWith("0200020000000000" + Second + "0000040001002100000002020202", _mailbox.OutputText, StringComparison.Ordinal);

        _mailbox.Execute(Opcode.GetSupportedFeatures, "6700000000000000");
        Assert.StartsWith("0100020000000000" + Second, _mailbox.OutputText, StringComparison.Ordinal);
        _mailbox.Execute(Opcode.GetSupportedFeatures, "6800000001000000");
        Assert.StartsWith("0100020000000000" + First + "0100", _mailbox.OutputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0700000000000000")]
    [InlineData("6800000002000000")]
    public void Get_supported_features_refuses_less_than_a_header_and_an_index_beyond_the_last(string input) =>
        Assert.Equal(MailboxReturnCode.InvalidInput, _mailbox.Execute(Opcode.GetSupportedFeatures, input));

    [Theory]
    [InlineData(First, "0000040000", MailboxReturnCode.Success, "01020304")]
    [InlineData(First, "0200ff0000", MailboxReturnCode.Success, "0304")]
    [InlineData(First, "0300010000", MailboxReturnCode.Success, "04")]
    [InlineData(First, "0400010000", MailboxReturnCode.InvalidInput, "")]
    [InlineData(First, "0100000800", MailboxReturnCode.InvalidInput, "")]
    [InlineData(First, "0000040001", MailboxReturnCode.UnsupportedFeatureSelection, "")]
    [InlineData(Second, "0000040001", MailboxReturnCode.Success, "f0000000")]
    [InlineData(Second, "0000040002", MailboxReturnCode.UnsupportedFeatureSelection, "")]
    [InlineData(Null, "0000040000", MailboxReturnCode.Unsupported, "")]
    public void Get_feature_returns_the_part_that_is_there(string feature, string rest, MailboxReturnCode code, string output)
    {
        Assert.Equal(code, _mailbox.Execute(Opcode.GetFeature, feature + rest));
        Assert.Equal(output, _mailbox.OutputText);
    }

    [Fact]
    public void A_whole_value_is_taken_at_once_but_for_bits_that_cannot_be_set()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(First, action: 0, offset: 0, "a1a2"));
        Assert.Equal(MailboxReturnCode.Success, Set(Second, action: 0, offset: 0, "ff", version: 2));

        Assert.Equal("01a1a204", Value(First));
        Assert.Equal("ff000000", Value(Second));
        Set(Second, action: 0, offset: 0, "00", version: 2);
        Assert.Equal("f0000000", Value(Second));
    }

    [Fact]
    public void A_value_that_comes_in_parts_counts_with_the_last_of_them()
    {
        Assert.Equal(MailboxReturnCode.Success, Set(First, action: 1, offset: 0, "a1"));
        Assert.Equal(MailboxReturnCode.FeatureTransferInProgress, _mailbox.Execute(Opcode.GetFeature, First + "0000040000"));
        Assert.Equal(MailboxReturnCode.FeatureTransferInProgress, Set(Second, action: 0, offset: 0, "00", version: 2));
        Assert.Equal(MailboxReturnCode.FeatureTransferInProgress, Set(First, action: 1, offset: 0, "a1"));
        Assert.Equal(MailboxReturnCode.FeatureTransferOutOfOrder, Set(First, action: 3, offset: 0, "a2"));
        Assert.Equal("01020304", Convert.ToHexStringLower(_features.ValueOf(UInt128.MaxValue / 15)));

        Assert.Equal(MailboxReturnCode.Success, Set(First, action: 3, offset: 1, "a2"));

        Assert.Equal("01a1a204", Value(First));
    }

    [Fact]
    public void An_aborted_transfer_changes_nothing_and_frees_the_others()
    {
        Set(First, action: 1, offset: 0, "a1");

        Assert.Equal(MailboxReturnCode.Success, Set(First, action: 4, offset: 0, ""));

        Assert.Equal("01020304", Value(First));
        Assert.Equal(MailboxReturnCode.FeatureTransferOutOfOrder, Set(First, action: 2, offset: 0, "a1"));
        Assert.Equal(MailboxReturnCode.Success, Set(Second, action: 0, offset: 0, "00", version: 2));
    }

    [Fact]
    public void Checks_of_set_feature_come_in_order()
    {
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _mailbox.Execute(Opcode.SetFeature, new byte[31]));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, Set(Null, action: 0, offset: 0, "", version: 9));
        Assert.Equal(MailboxReturnCode.Unsupported, Set(Null, action: 0, offset: 0, "00", version: 9));
        Assert.Equal(MailboxReturnCode.UnsupportedFeatureVersion, Set(First, action: 7, offset: 9, "00", version: 2));
        Assert.Equal(MailboxReturnCode.InvalidInput, Set(First, action: 5, offset: 9, "00"));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, Set(First, action: 0, offset: 1, "0000"));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, Set(First, action: 0, offset: 0, "000000"));
        Assert.Equal(MailboxReturnCode.Success, Set(First, action: 0, offset: 0, "0000"));
    }

    [Fact]
    public void A_reset_of_transfers_keeps_what_was_set_and_defaults_bring_back_what_was_first()
    {
        Set(First, action: 0, offset: 0, "a1a2");
        Set(First, action: 1, offset: 0, "b1");

        _features.DropTransfer();
        Assert.Equal("01a1a204", Value(First));

        _features.RestoreDefaults();
        Assert.Equal("01020304", Value(First));
    }

    [Fact]
    public void Where_parts_are_cleared_by_what_was_sent_the_next_value_is_hit()
    {
        var (mailbox, features) = Create(new FeatureRules { TransfersNotChecked = true, ClearsWhatWasSent = true });
        Execute(mailbox, First, action: 5, offset: 0, "0000", version: 1);

        Execute(mailbox, First, action: 0, offset: 0, "a1a2", version: 1);

        Assert.Equal("00000000", Convert.ToHexStringLower(features.ValueOf(UInt128.MaxValue / 15 * 2)));
    }

    private MailboxReturnCode Set(string feature, byte action, ushort offset, string data, byte version = 1) =>
        Execute(_mailbox, feature, action, offset, data, version);

    private static MailboxReturnCode Execute(TestMailbox mailbox, string feature, byte action, ushort offset, string data, byte version) =>
        mailbox.Execute(Opcode.SetFeature, $"{feature}{action:x2}000000{offset & 0xFF:x2}{offset >> 8:x2}{version:x2}{new string('0', 18)}{data}");

    private string Value(string feature)
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetFeature, feature + "0000040000"));
        return _mailbox.OutputText;
    }

    private static (TestMailbox Mailbox, FeatureSet Features) Create(FeatureRules rules)
    {
        Feature[] features =
        [
            new()
            {
                Identifier = UInt128.MaxValue / 15,
                Default = [1, 2, 3, 4],
                SetBytes = 2,
                Fields = [new FeatureField(0, 1), new FeatureField(1, 2)],
            },
            new()
            {
                Identifier = UInt128.MaxValue / 15 * 2,
                Default = [0xF0, 0, 0, 0],
                SetBytes = 1,
                Fields = [new FeatureField(0, 0, 0x0F)],
                Attributes = FeatureAttributes.Changeable | FeatureAttributes.DefaultSelection,
                Version = 2,
            },
        ];
        var mailbox = new TestMailbox();
        var set = new FeatureSet(features, [1, 0], rules);
        set.AddTo(mailbox.Commands);
        return (mailbox, set);
    }
}
