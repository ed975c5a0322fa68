using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;

namespace CxlFabricSim.Components.Management;

/// <summary>What a component's CCI towards its fabric manager has, and where it departs from the specification; the default is the specification.</summary>
public sealed record CciProfile
{
    public static readonly CciProfile Cxl = new();

    /// <summary>Commands that are left out, and how the Command Effects Log shows the others.</summary>
    public MailboxRules Rules { get; init; } = new();

    public LogRules LogRules { get; init; } = new();

    public MessageLimits Limits { get; init; } = MessageLimits.Default;
}
