namespace CxlFabricSim.Devices.Security;

/// <summary>One passphrase and the wrong tries at it in a row.</summary>
/// <param name="attempts">Wrong tries after which it is not looked at any more.</param>
internal sealed class Passphrase(int attempts)
{
    public const int Bytes = 32;

    private byte[]? _phrase;
    private int _wrongTries;

    public bool IsSet => _phrase is not null;

    public bool IsAttemptLimitReached => _wrongTries >= attempts;

    /// <summary>True when it is the right one; a wrong one counts.</summary>
    public bool Matches(ReadOnlySpan<byte> phrase)
    {
        if (phrase.SequenceEqual(_phrase))
        {
            _wrongTries = 0;
            return true;
        }

        _wrongTries++;
        return false;
    }

    public void Set(ReadOnlySpan<byte> phrase) => _phrase = phrase.ToArray();

    public void Remove()
    {
        _phrase = null;
        _wrongTries = 0;
    }

    /// <summary>A cold reset gives new tries.</summary>
    public void ForgetTries() => _wrongTries = 0;
}
