using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>
/// The one background operation that a CCI can have under way (CXL 3.x, "Background Command Status"). It runs in virtual time: nothing
/// happens until somebody says what time it is, and what then is due happens at its own time.
/// </summary>
/// <param name="abortIgnoredFromPercent">An operation that has come this far is not aborted any more; see <see cref="MailboxRules"/>.</param>
public sealed class BackgroundOperation(int abortIgnoredFromPercent = 100)
{
    private SimTime _start;
    private SimTime _duration;
    private Action<SimTime>? _complete;
    private bool _isAbortable;
    private int _endedAtPercent;
    private bool _hasJustEnded;

    /// <summary>The last operation started; none before the first.</summary>
    public Opcode LastOpcode { get; private set; }

    /// <summary>How the last operation ended: Success or Aborted; Success while it runs.</summary>
    public MailboxReturnCode LastReturnCode { get; private set; }

    public bool IsRunning => _complete is not null;

    public bool HasStartedOnce { get; private set; }

    /// <summary>Some operation was started and is over, in whatever way.</summary>
    public bool HasEndedOnce { get; private set; }

    /// <summary>When the operation ends; only while one runs.</summary>
    public SimTime Due => new(_start.Picoseconds + _duration.Picoseconds);

    /// <summary>Starts an operation; none may be running.</summary>
    /// <param name="opcode">The command that asked for it.</param>
    /// <param name="duration">How long it takes; its effect comes at the end.</param>
    /// <param name="now">The time of the command.</param>
    /// <param name="isAbortable">Whether Request Abort Background Operation may end it.</param>
    /// <param name="complete">Its effect, carried out at its end and not when it is aborted.</param>
    public void Start(Opcode opcode, SimTime duration, SimTime now, bool isAbortable, Action<SimTime> complete)
    {
        ArgumentNullException.ThrowIfNull(complete);
        if (IsRunning) throw new InvalidOperationException($"{opcode} was started while {LastOpcode} runs");
        LastOpcode = opcode;
        LastReturnCode = MailboxReturnCode.Success;
        HasStartedOnce = true;
        _start = now;
        _duration = duration;
        _isAbortable = isAbortable;
        _endedAtPercent = 100;
        _complete = complete;
    }

    /// <summary>Ends the operation if its time has come; true when it did. Called before anything else at a time.</summary>
    public bool Advance(SimTime now)
    {
        if (_complete is not { } complete || now.Picoseconds < Due.Picoseconds) return false;
        End();
        complete(Due);
        return true;
    }

    /// <summary>How far the last operation is, 0 to 100; 0 when there was none.</summary>
    public int PercentComplete(SimTime now)
    {
        if (!HasStartedOnce) return 0;
        if (!IsRunning) return _endedAtPercent;
        return (int)((Int128)(now - _start).Picoseconds * 100 / Math.Max(1, _duration.Picoseconds));
    }

    /// <summary>
    /// Request Abort Background Operation: refused where the last operation started is of a kind that cannot be aborted, or none ever
    /// was; otherwise a success, whether it comes in time or not.
    /// </summary>
    public MailboxReturnCode Abort(SimTime now)
    {
        if (!_isAbortable) return MailboxReturnCode.NoBackgroundAbort;
        var percent = PercentComplete(now);
        if (!IsRunning || percent >= abortIgnoredFromPercent) return MailboxReturnCode.Success;
        _endedAtPercent = percent;
        LastReturnCode = MailboxReturnCode.Aborted;
        End();
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Ends an operation before its time because what it waited for has come, or as it ends at its time: how it ended. Its effect is then
    /// the caller's.
    /// </summary>
    public void Finish(MailboxReturnCode code)
    {
        LastReturnCode = code;
        if (IsRunning) End();
    }

    /// <summary>A reset: what runs ends without its effect, and the status register forgets what ran.</summary>
    public void Reset()
    {
        if (IsRunning) End();
        HasStartedOnce = false;
        HasEndedOnce = false;
        _hasJustEnded = false;
        LastOpcode = 0;
        LastReturnCode = MailboxReturnCode.Success;
        _isAbortable = false;
    }

    /// <summary>
    /// The Background Command Status register: opcode in bits 15:0, percentage in 22:16, return code in 47:32 once the operation is over.
    /// </summary>
    public ulong Status(SimTime now) =>
        (ulong)LastOpcode | (ulong)PercentComplete(now) << 16 | (ulong)LastReturnCode << 32;

    /// <summary>Whether an operation has ended since this was last asked, by itself or aborted.</summary>
    public bool TakeEnded()
    {
        var hasEnded = _hasJustEnded;
        _hasJustEnded = false;
        return hasEnded;
    }

    private void End()
    {
        _complete = null;
        _hasJustEnded = true;
        HasEndedOnce = true;
    }
}
