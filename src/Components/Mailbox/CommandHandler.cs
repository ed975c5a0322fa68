using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>Carries out one CCI command. The output is as long as a payload may be; <paramref name="written"/> says how much of it is meant.</summary>
public delegate MailboxReturnCode CommandHandler(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written);
