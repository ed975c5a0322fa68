namespace CxlFabricSim.Components.Mailbox;

/// <summary>What a command does beyond its answer, as its entry in the Command Effects Log says (CXL 3.x, "Command Effects Log").</summary>
[Flags]
#pragma warning disable CA1028 // The layout of the log: two bytes a command.
public enum CommandEffects : ushort
#pragma warning restore CA1028
{
    None = 0,
    ConfigurationChangeAfterColdReset = 1 << 0,
    ImmediateConfigurationChange = 1 << 1,
    ImmediateDataChange = 1 << 2,
    ImmediatePolicyChange = 1 << 3,
    ImmediateLogChange = 1 << 4,
    SecurityStateChange = 1 << 5,
    BackgroundOperation = 1 << 6,
    SecondaryMailboxSupported = 1 << 7,
    RequestAbortSupported = 1 << 8,
    ResetBitsValid = 1 << 9,
    ConfigurationChangeAfterConventionalReset = 1 << 10,
    ConfigurationChangeAfterCxlReset = 1 << 11,
}
