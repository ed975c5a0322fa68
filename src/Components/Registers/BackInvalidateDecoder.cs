namespace CxlFabricSim.Components.Registers;

/// <summary>
/// A BI decoder (CXL 3.x, "CXL BI Decoder Capability Structure"): capability, control, status. A commit succeeds at once; taking the
/// commit bit back takes the committed state back.
/// </summary>
/// <param name="needsCommit">What is written to control takes effect with a commit (switch downstream ports).</param>
public sealed class BackInvalidateDecoder(bool needsCommit) : IRegisterBlock
{
    private const int Bytes = 12;
    private const int ControlOffset = 4;
    private const int StatusOffset = 8;
    private const uint ExplicitCommitRequired = 1u << 1;
    private const uint Forward = 1u << 0;
    private const uint Enable = 1u << 1;
    private const uint Commit = 1u << 2;
    private const uint Committed = 1u << 0;

    // A commit that is not done after 2 x 1 s counts as failed.
    private const uint CommitTimeout = 0x2600;

    private uint _control;

    /// <summary>Back-invalidate requests pass or are made.</summary>
    public bool IsEnabled => (_control & (Enable | Forward)) != 0 && (!needsCommit || (_control & Commit) != 0);

    public int Length => Bytes;

    public uint Read(int offset) => offset switch
    {
        0 => needsCommit ? ExplicitCommitRequired : 0,
        ControlOffset => _control,
        StatusOffset => CommitTimeout | ((_control & Commit) != 0 ? Committed : 0),
        _ => 0,
    };

    public void Write(int offset, uint value, uint written)
    {
        if (offset == ControlOffset) _control = (_control & ~written | value) & (Forward | Enable | Commit);
    }
}
