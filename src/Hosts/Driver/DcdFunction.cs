using System.Diagnostics.CodeAnalysis;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>What the driver knows of one device function: the commands of its mailbox, and how far its event log is read.</summary>
internal sealed class DcdFunction(int device)
{
    private readonly List<DcdCommand> _waiting = [];
    private DcdCommand? _outstanding;
    private byte _tag;
    private bool _wasDetached;

    public int Device => device;

    /// <summary>The device is there and the driver is bound to it.</summary>
    public bool IsAttached { get; set; }

    /// <summary>The device is to be removed: what it offers is refused, what it gave goes back.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Nothing is asked of the device, and nothing waits to be.</summary>
    public bool IsIdle => _outstanding is null && _waiting.Count == 0;

    /// <summary>Extents of an add request whose last record has not been read yet.</summary>
    public List<DcExtent> Offer { get; } = [];

    /// <summary>Records that the device refused to clear: they will be read again and are not to be acted on twice.</summary>
    public List<ushort> Uncleared { get; } = [];

    /// <summary>Extents of the list that is being read, page by page.</summary>
    public List<DcExtent> Listed { get; } = [];

    public uint ListStart { get; set; }

    public bool IsReading { get; set; }

    /// <summary>An interrupt came while reading: the log may have been filled behind the answer that said empty.</summary>
    public bool MustReadAgain { get; set; }

    /// <summary>Get Event Interrupt Policy's answer: a setting for each log, its message number in bits 7:4. Empty until it is known.</summary>
    public byte[] Policy { get; set; } = [];

    /// <summary>Media logs that are being read, and those that filled behind the answer that said empty, a bit each.</summary>
    public int MediaLogsRead { get; set; }

    /// <inheritdoc cref="MediaLogsRead"/>
    public int MediaLogsToReadAgain { get; set; }

    public bool HasOverflowed { get; set; }

    /// <summary>Records lost and not accounted for: each may be an offer that waits for an answer ahead of those we know of.</summary>
    public int LostRecords { get; set; }

    public void Enqueue(DcdCommand command) => _waiting.Add(command);

    public void EnqueueFirst(DcdCommand command) => _waiting.Insert(0, command);

    /// <summary>The next request to send; null while one is outstanding, since a mailbox takes one at a time.</summary>
    public CciMessage? TakeNext()
    {
        if (_outstanding is not null || _waiting.Count == 0) return null;
        _outstanding = _waiting[0];
        _waiting.RemoveAt(0);
        return CciMessage.Request(++_tag, _outstanding.Opcode, _outstanding.Payload);
    }

    /// <summary>The command that a response answers. False when it answers one from before the device was removed.</summary>
    public bool TryComplete(CciMessage response, [NotNullWhen(true)] out DcdCommand? command)
    {
        if (_outstanding is null || !response.IsResponse || response.Tag != _tag || response.Opcode != _outstanding.Opcode)
        {
            command = null;
            if (_wasDetached) return false;
            var outstanding = _outstanding is null ? "nothing" : $"{_outstanding.Opcode} with tag {_tag}";
            throw new InvalidOperationException(
                $"device {device} answered {response.Opcode} with tag {response.Tag}; outstanding is {outstanding}");
        }
        command = _outstanding;
        _outstanding = null;
        return true;
    }

    /// <summary>The device is gone: all that was known of it and asked of it is nothing now.</summary>
    public void Detach()
    {
        _waiting.Clear();
        _outstanding = null;
        _wasDetached = true;
        IsAttached = false;
        IsLeaving = false;
        Offer.Clear();
        Uncleared.Clear();
        Listed.Clear();
        ListStart = 0;
        IsReading = false;
        MustReadAgain = false;
        Policy = [];
        MediaLogsRead = 0;
        MediaLogsToReadAgain = 0;
        HasOverflowed = false;
        LostRecords = 0;
    }
}
