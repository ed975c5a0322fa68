using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>The command that ends a background operation early.</summary>
public static class BackgroundCommands
{
    /// <summary>
    /// Request Abort Background Operation (0005h; CXL 3.1, "Request Abort Background Operation"). Input and output: nothing.
    /// Checks, in order, and return codes: the last operation started cannot be aborted, or none ever was: Request Abort Background
    /// Operation Not Supported (20h); otherwise Success, and an operation that still runs is over with Aborted (12h). QEMU lets one
    /// finish that is nearly done and reports Success all the same.
    /// </summary>
    public static void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.RequestAbortBackgroundOperation, 0, (ReadOnlySpan<byte> _, Span<byte> _, SimTime now, out int written) =>
        {
            written = 0;
            return commands.Background.Abort(now);
        });
    }
}
