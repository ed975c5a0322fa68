using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Doe;

/// <summary>
/// The registers of a DOE capability behind its header (PCI Express base specification, "Data Object Exchange Extended Capability"):
/// software writes a request dword by dword, sets Go, and takes the answer dword by dword.
/// </summary>
/// <remarks>
/// An object of a vendor or type that nobody here answers, or whose protocol does not understand it, is dropped in silence; an object
/// whose length is not what was written is an error. An answer is ready when the write of Go returns.
/// </remarks>
public sealed class DoeMailbox : IRegisterBlock
{
    private const int Bytes = 0x14;
    private const int CapabilityOffset = 0x00;
    private const int ControlOffset = 0x04;
    private const int StatusOffset = 0x08;
    private const int WriteOffset = 0x0C;
    private const int ReadOffset = 0x10;
    private const uint InterruptSupport = 1;
    private const uint Abort = 1;
    private const uint InterruptEnable = 1u << 1;
    private const uint Go = 1u << 31;
    private const uint InterruptStatus = 1u << 1;
    private const uint Error = 1u << 2;
    private const uint ObjectReady = 1u << 31;

    // Nothing here asks for more than three dwords; who writes without end shall not cost memory without end.
    private const int LongestRequestDwords = 64;

    private readonly IDoeProtocol[] _protocols;
    private readonly uint _capability;
    private readonly uint[] _request = new uint[LongestRequestDwords];
    private int _written;
    private uint[] _answer = [];
    private int _taken;
    private bool _hasInterrupts;
    private uint _status;

    /// <param name="interruptVector">The MSI or MSI-X vector of the mailbox.</param>
    /// <param name="protocols">What it answers beside discovery.</param>
    public DoeMailbox(int interruptVector, params IReadOnlyList<IDoeProtocol> protocols)
    {
        _protocols = [new DoeDiscovery(protocols), .. protocols];
        _capability = InterruptSupport | (uint)interruptVector << 1;
    }

    public int Length => Bytes;

    /// <summary>Told that an answer is ready or an error came up, when the host asked for an interrupt then.</summary>
    public Action? Interrupt { get; init; }

    public uint Read(int offset) => offset switch
    {
        CapabilityOffset => _capability,
        ControlOffset => _hasInterrupts ? InterruptEnable : 0,
        StatusOffset => _status | (_taken < _answer.Length ? ObjectReady : 0),
        ReadOffset => _taken < _answer.Length ? _answer[_taken] : 0,
        _ => 0,
    };

    public void Write(int offset, uint value, uint written)
    {
        switch (offset)
        {
            case ControlOffset:
                WriteControl(value, written);
                break;
            case StatusOffset:
                _status &= ~(value & InterruptStatus);
                break;
            case WriteOffset when written == uint.MaxValue:
                if (_written < LongestRequestDwords) _request[_written] = value;
                _written++;
                break;
            case ReadOffset when _taken < _answer.Length:
                _taken++;
                break;
        }
    }

    private void WriteControl(uint value, uint written)
    {
        if ((written & InterruptEnable) != 0) _hasInterrupts = (value & InterruptEnable) != 0;
        if ((value & Abort) != 0)
        {
            Forget();
            _status = 0;
        }
        else if ((value & Go) != 0 && (_status & Error) == 0)
        {
            TakeRequest();
        }
    }

    private void TakeRequest()
    {
        var request = _request.AsSpan(0, Math.Min(_written, LongestRequestDwords));
        var isWhole = _written >= DoeHeader.Dwords && DoeHeader.LengthOf(request[1]) == _written;
        var answer = isWhole && _written <= LongestRequestDwords ? AnswerTo(request) : null;
        Forget();
        if (answer is not null) _answer = answer;
        if (!isWhole) _status |= Error;
        if (!_hasInterrupts || answer is null && isWhole) return;
        _status |= InterruptStatus;
        Interrupt?.Invoke();
    }

    private uint[]? AnswerTo(ReadOnlySpan<uint> request)
    {
        foreach (var protocol in _protocols)
            if (request[0] == DoeHeader.First(protocol.Vendor, protocol.ObjectType)) return protocol.Answer(request);
        return null;
    }

    private void Forget()
    {
        _written = 0;
        _answer = [];
        _taken = 0;
    }
}
