using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class SecurityTests : IDisposable
{
    private const byte Master = 0;
    private const byte User = 1;

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_user_passphrase_locks_the_persistent_memory_and_the_labels_at_a_cold_reset()
    {
        _device.Store(CommandDevice.InPersistent, 0x5A);
        Set(User, "", "aa");
        Assert.Equal("01000000", State());
        _device.Reset(ResetKind.Conventional);
        Assert.Equal("01000000", State());

        _device.Reset(ResetKind.Cold);

        Assert.Equal("05000000", State());
        Assert.Equal(CompletionStatus.MediaError, _device.Load(CommandDevice.InPersistent).Status);
        Assert.Equal(CompletionStatus.MediaError, _device.Store(CommandDevice.InPersistent, 1));
        Assert.Equal(CompletionStatus.Success, _device.Store(CommandDevice.InVolatile, 1));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, _device.Execute(Opcode.GetLabelStorageArea, "0000000001000000"));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, _device.Execute(Opcode.SetLabelStorageArea, "000000000000000001"));
        Assert.Equal(2, _device.Ld.MediaErrors);
    }

    [Fact]
    public void The_passphrase_unlocks_what_was_kept()
    {
        _device.Store(CommandDevice.InPersistent, 0x5A);
        Set(User, "", "aa");
        _device.Reset(ResetKind.Cold);

        Assert.Equal(MailboxReturnCode.IncorrectPassphrase, Unlock("bb"));
        Assert.Equal(MailboxReturnCode.Success, Unlock("aa"));

        Assert.Equal((CompletionStatus.Success, 0x5A), _device.Load(CommandDevice.InPersistent));
        Assert.Equal("01000000", State());
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Unlock("aa"));
    }

    [Fact]
    public void The_lock_follows_the_division_of_the_capacity()
    {
        _device.Execute(Opcode.SetPartitionInfo, "0100000000000000" + "01");
        Set(User, "", "aa");

        _device.Reset(ResetKind.Cold);

        Assert.Equal(CompletionStatus.Success, _device.Store(new Dpa(256 * Sizes.MiB - 64), 1));
        Assert.Equal(CompletionStatus.MediaError, _device.Store(new Dpa(256 * Sizes.MiB), 1));
        Assert.Equal(CompletionStatus.MediaError, _device.Store(CommandDevice.InPersistent, 1));
    }

    [Fact]
    public void A_passphrase_is_changed_and_removed_by_who_knows_it()
    {
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Disable(User, "aa"));
        Assert.Equal(MailboxReturnCode.Success, Set(User, "", "aa"));
        Assert.Equal(MailboxReturnCode.IncorrectPassphrase, Set(User, "bb", "cc"));
        Assert.Equal(MailboxReturnCode.Success, Set(User, "aa", "cc"));
        Assert.Equal(MailboxReturnCode.IncorrectPassphrase, Disable(User, "aa"));
        Assert.Equal(MailboxReturnCode.Success, Disable(User, "cc"));
        Assert.Equal("00000000", State());
        Assert.Equal(MailboxReturnCode.InvalidInput, Set(2, "", "aa"));
    }

    [Fact]
    public void Three_wrong_tries_in_a_row_close_that_kind_until_the_next_cold_reset()
    {
        Set(User, "", "aa");
        Set(Master, "", "ee");
        Disable(User, "bb");
        Disable(User, "bb");
        Assert.Equal(MailboxReturnCode.Success, Set(User, "aa", "aa"));
        for (var attempt = 0; attempt < 3; attempt++) Assert.Equal(MailboxReturnCode.IncorrectPassphrase, Disable(User, "bb"));

        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Disable(User, "aa"));
        Assert.Equal("13000000", State());
        Assert.Equal(MailboxReturnCode.Success, Disable(Master, "ee"));

        _device.Reset(ResetKind.Cold);
        Assert.Equal(MailboxReturnCode.Success, Unlock("aa"));
    }

    [Fact]
    public void A_frozen_state_stays_until_the_next_cold_reset()
    {
        Set(User, "", "aa");
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.FreezeSecurityState));
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.FreezeSecurityState));
        Assert.Equal("09000000", State());

        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Set(User, "aa", "bb"));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Disable(User, "aa"));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Unlock("aa"));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, Erase(User, "aa"));

        _device.Reset(ResetKind.Cold);
        Assert.Equal(MailboxReturnCode.Success, Unlock("aa"));
    }

    [Theory]
    [InlineData(User, "aa")]
    [InlineData(Master, "ee")]
    public void A_passphrase_erases_the_persistent_memory_and_takes_the_user_passphrase_away(byte kind, string phrase)
    {
        foreach (var dpa in new[] { CommandDevice.InVolatile, CommandDevice.InPersistent }) _device.Store(dpa, 0x5A);
        Set(User, "", "aa");
        Set(Master, "", "ee");

        Assert.Equal(MailboxReturnCode.IncorrectPassphrase, Erase(kind, "bb"));
        Assert.Equal(0x5A, _device.Load(CommandDevice.InPersistent).Value);
        Assert.Equal(MailboxReturnCode.Success, Erase(kind, phrase));

        Assert.Equal((0x5A, 0), (_device.Load(CommandDevice.InVolatile).Value, _device.Load(CommandDevice.InPersistent).Value));
        Assert.Equal("02000000", State());
    }

    [Fact]
    public void A_master_passphrase_erases_what_is_locked_and_opens_it()
    {
        _device.Store(CommandDevice.InPersistent, 0x5A);
        Set(User, "", "aa");
        Set(Master, "", "ee");
        _device.Reset(ResetKind.Cold);

        Assert.Equal(MailboxReturnCode.Success, Erase(Master, "ee"));

        Assert.Equal((CompletionStatus.Success, 0), _device.Load(CommandDevice.InPersistent));
        Assert.Equal("02000000", State());
    }

    [Fact]
    public void Erasing_by_a_master_passphrase_that_is_not_set_is_refused()
    {
        Assert.Equal(MailboxReturnCode.InvalidInput, Erase(Master, "ee"));
        Assert.Equal(MailboxReturnCode.Success, Erase(User, "aa"));
    }

    [Fact]
    public void What_a_user_passphrase_keeps_is_not_sanitised()
    {
        Set(User, "", "aa");

        Assert.Equal(MailboxReturnCode.InvalidSecurityState, _device.Execute(Opcode.Sanitize));
        Assert.Equal(MailboxReturnCode.InvalidSecurityState, _device.Execute(Opcode.SecureErase));
    }

    private static string Phrase(string value) => value.Length == 0 ? new string('0', 64) : string.Concat(Enumerable.Repeat(value, 32));

    private static string Kind(byte kind) => $"{kind:x2}" + new string('0', 62);

    private MailboxReturnCode Set(byte kind, string current, string next) =>
        _device.Execute(Opcode.SetPassphrase, Kind(kind) + Phrase(current) + Phrase(next));

    private MailboxReturnCode Disable(byte kind, string phrase) => _device.Execute(Opcode.DisablePassphrase, Kind(kind) + Phrase(phrase));

    private MailboxReturnCode Erase(byte kind, string phrase) => _device.Execute(Opcode.PassphraseSecureErase, Kind(kind) + Phrase(phrase));

    private MailboxReturnCode Unlock(string phrase) => _device.Execute(Opcode.Unlock, Phrase(phrase));

    private string State()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetSecurityState));
        return _device.Output;
    }
}
