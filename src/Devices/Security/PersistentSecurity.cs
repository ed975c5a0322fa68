using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Security;

/// <summary>
/// The security of the persistent memory, 4500h to 4505h (CXL 3.x, "Persistent Memory Data-at-rest Security"): a user passphrase locks it
/// at every cold reset, a master passphrase can erase it, a freeze keeps all that as it is until the next cold reset.
/// </summary>
/// <remarks>Checks stand in the order of the model that the Linux driver is tested with, which the specification leaves open.</remarks>
/// <param name="attempts">Wrong passphrases in a row after which that kind is not looked at.</param>
/// <param name="erasePersistent">Makes the persistent memory read as zero.</param>
/// <param name="lockChanged">Told when it was locked or unlocked.</param>
public sealed class PersistentSecurity(int attempts, Action erasePersistent, Action lockChanged)
{
    private const int PhraseOffset = 0x20;
    private const int NewPhraseOffset = 0x40;
    private const int OnePhraseBytes = 0x40;
    private const int TwoPhrasesBytes = 0x60;
    private const byte MasterKind = 0;
    private const byte UserKind = 1;

    private readonly Passphrase _master = new(attempts);
    private readonly Passphrase _user = new(attempts);
    private bool _isFrozen;

    [Flags]
    private enum State : uint
    {
        None = 0,
        UserPassphraseSet = 1 << 0,
        MasterPassphraseSet = 1 << 1,
        Locked = 1 << 2,
        Frozen = 1 << 3,
        UserAttemptLimitReached = 1 << 4,
        MasterAttemptLimitReached = 1 << 5,
    }

    /// <summary>The persistent memory and the labels cannot be reached.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>A user passphrase keeps the data: they are not to be erased without it.</summary>
    public bool HasUserPassphrase => _user.IsSet;

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        const CommandEffects Erases = CommandEffects.SecurityStateChange | CommandEffects.ImmediateDataChange;
        commands.Add(Opcode.GetSecurityState, 0, GetState);
        Add(commands, Opcode.SetPassphrase, TwoPhrasesBytes, CommandEffects.SecurityStateChange, SetPassphrase);
        Add(commands, Opcode.DisablePassphrase, OnePhraseBytes, CommandEffects.SecurityStateChange, DisablePassphrase);
        Add(commands, Opcode.Unlock, Passphrase.Bytes, CommandEffects.SecurityStateChange, Unlock);
        Add(commands, Opcode.FreezeSecurityState, 0, CommandEffects.SecurityStateChange, Freeze);
        Add(commands, Opcode.PassphraseSecureErase, OnePhraseBytes, Erases, Erase);
    }

    /// <summary>A cold reset: thawed, with new tries, and locked where a user passphrase is set.</summary>
    public void ColdReset()
    {
        _isFrozen = false;
        _master.ForgetTries();
        _user.ForgetTries();
        SetLocked(_user.IsSet);
    }

    /// <summary>
    /// Get Security State (4500h). Input: nothing. Output: state u32 (bit 0 user passphrase set, 1 master set, 2 locked, 3 frozen, 4 too many
    /// wrong user passphrases, 5 too many wrong master ones). Success. Source: CXL 3.x, "Get Security State"; QEMU says 0.
    /// </summary>
    private MailboxReturnCode GetState(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        var state = (_user.IsSet ? State.UserPassphraseSet : 0)
            | (_master.IsSet ? State.MasterPassphraseSet : 0)
            | (IsLocked ? State.Locked : 0)
            | (_isFrozen ? State.Frozen : 0)
            | (_user.IsAttemptLimitReached ? State.UserAttemptLimitReached : 0)
            | (_master.IsAttemptLimitReached ? State.MasterAttemptLimitReached : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(output, (uint)state);
        written = sizeof(uint);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Passphrase (4501h). Input: kind u8 (0 master, 1 user), 1Fh reserved, current passphrase 20h, new passphrase 20h. Output: nothing.
    /// Checks, in order: another kind: Invalid Input; frozen, locked, or too many wrong tries: Invalid Security State; one is set and
    /// the current passphrase is not it: Incorrect Passphrase; otherwise Success. Source: CXL 3.x, "Set Passphrase".
    /// </summary>
    private MailboxReturnCode SetPassphrase(ReadOnlySpan<byte> input)
    {
        var code = FindOpen(input[0], out var passphrase);
        if (code != MailboxReturnCode.Success) return code;
        if (IsLocked) return MailboxReturnCode.InvalidSecurityState;
        if (passphrase.IsSet && !passphrase.Matches(input.Slice(PhraseOffset, Passphrase.Bytes))) return MailboxReturnCode.IncorrectPassphrase;
        passphrase.Set(input.Slice(NewPhraseOffset, Passphrase.Bytes));
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Disable Passphrase (4502h). Input: kind u8, 1Fh reserved, current passphrase 20h. Output: nothing. Checks, in order: another kind:
    /// Invalid Input; frozen, locked, too many wrong tries, or none set: Invalid Security State; not the passphrase: Incorrect Passphrase;
    /// otherwise Success. Source: CXL 3.x, "Disable Passphrase".
    /// </summary>
    private MailboxReturnCode DisablePassphrase(ReadOnlySpan<byte> input)
    {
        var code = FindOpen(input[0], out var passphrase);
        if (code != MailboxReturnCode.Success) return code;
        if (IsLocked || !passphrase.IsSet) return MailboxReturnCode.InvalidSecurityState;
        if (!passphrase.Matches(input.Slice(PhraseOffset, Passphrase.Bytes))) return MailboxReturnCode.IncorrectPassphrase;
        passphrase.Remove();
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Unlock (4503h). Input: user passphrase 20h. Output: nothing. Checks, in order: frozen, not locked, or too many wrong tries: Invalid
    /// Security State; not the passphrase: Incorrect Passphrase; otherwise Success. Source: CXL 3.x, "Unlock".
    /// </summary>
    private MailboxReturnCode Unlock(ReadOnlySpan<byte> input)
    {
        var code = FindOpen(UserKind, out _);
        if (code != MailboxReturnCode.Success) return code;
        if (!IsLocked) return MailboxReturnCode.InvalidSecurityState;
        if (!_user.Matches(input)) return MailboxReturnCode.IncorrectPassphrase;
        SetLocked(false);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Freeze Security State (4504h). Input and output: nothing. Success, also when it is frozen. Source: CXL 3.x, "Freeze Security State".
    /// </summary>
    private MailboxReturnCode Freeze(ReadOnlySpan<byte> input)
    {
        _isFrozen = true;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Passphrase Secure Erase (4505h). Input: kind u8, 1Fh reserved, passphrase 20h. Output: nothing; the persistent memory is erased at
    /// once, unlocked, and has no user passphrase any more. Checks, in order: another kind: Invalid Input; frozen or too many wrong
    /// tries: Invalid Security State; master, and none is set: Invalid Input; one is set and this is not it: Incorrect Passphrase;
    /// otherwise Success. Source: CXL 3.x, "Passphrase Secure Erase".
    /// </summary>
    private MailboxReturnCode Erase(ReadOnlySpan<byte> input)
    {
        var code = FindOpen(input[0], out var passphrase);
        if (code != MailboxReturnCode.Success) return code;
        if (passphrase == _master && !_master.IsSet) return MailboxReturnCode.InvalidInput;
        if (passphrase.IsSet && !passphrase.Matches(input.Slice(PhraseOffset, Passphrase.Bytes))) return MailboxReturnCode.IncorrectPassphrase;
        erasePersistent();
        _user.Remove();
        SetLocked(false);
        return MailboxReturnCode.Success;
    }

    /// <summary>The passphrase of a kind, provided that it may be looked at now.</summary>
    private MailboxReturnCode FindOpen(byte kind, out Passphrase passphrase)
    {
        passphrase = kind == MasterKind ? _master : _user;
        if (kind > UserKind) return MailboxReturnCode.InvalidInput;
        return _isFrozen || passphrase.IsAttemptLimitReached ? MailboxReturnCode.InvalidSecurityState : MailboxReturnCode.Success;
    }

    private void SetLocked(bool isLocked)
    {
        if (IsLocked == isLocked) return;
        IsLocked = isLocked;
        lockChanged();
    }

    private static void Add(CommandTable commands, Opcode opcode, int inputBytes, CommandEffects effects, Check check) =>
        commands.Add(
            new CommandDescription(opcode, inputBytes, effects),
            (ReadOnlySpan<byte> input, Span<byte> _, SimTime _, out int written) =>
            {
                written = 0;
                return check(input);
            });

    private delegate MailboxReturnCode Check(ReadOnlySpan<byte> input);
}
