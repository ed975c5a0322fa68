using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>What the driver knows of one device function: the commands of its mailbox, and how far its event log is read.</summary>
internal sealed class DcdFunction(int device)
{
    private readonly List<DcdCommand> _waiting = [];
    private DcdCommand? _outstanding;
    private byte _tag;

    public int Device => device;

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

    /// <summary>The command that a response answers.</summary>
    public DcdCommand Complete(CciMessage response)
    {
        if (_outstanding is null || !response.IsResponse || response.Tag != _tag || response.Opcode != _outstanding.Opcode)
        {
            var outstanding = _outstanding is null ? "nothing" : $"{_outstanding.Opcode} with tag {_tag}";
            throw new InvalidOperationException(
                $"device {device} answered {response.Opcode} with tag {response.Tag}; outstanding is {outstanding}");
        }
        var command = _outstanding;
        _outstanding = null;
        return command;
    }
}
