using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Commands of the specification that QEMU does not have.</summary>
internal sealed class CommandsNotInQemu() : MailboxDeparture(
    new DepartureText(
        "commands-not-in-qemu", "Unsupported: 0402h to 0405h, 4101h, 4200h, 4203h, 4204h, 4401h, 4501h to 4505h", "they are there",
        "CXL 3.x, CCI Command Opcodes"),
    [.. Known.Keys])
{
    private const int BackgroundCommandStarted = 1;
    private const int InvalidLog = 23;

    // Opcode to length of its input, and the answer to zeros of that length by a device that was asked for nothing before.
    private static readonly Dictionary<int, (int Length, int Code, string Output)> Known = new()
    {
        [(int)Opcode.GetLogCapabilities] = (16, InvalidLog, ""),
        [(int)Opcode.ClearLog] = (16, InvalidLog, ""),
        [(int)Opcode.PopulateLog] = (16, InvalidLog, ""),
        [(int)Opcode.GetSupportedLogsSubList] = (2, Success, ""),
        [(int)Opcode.SetPartitionInfo] = (9, Success, ""),

        // Healthy, 20 degrees, nothing used up or counted.
        [(int)Opcode.GetHealthInfo] = (0, Success, "000000001400000000000000000000000000"),
        [(int)Opcode.GetShutdownState] = (0, Success, "00"),
        [(int)Opcode.SetShutdownState] = (1, Success, ""),
        [(int)Opcode.SecureErase] = (0, BackgroundCommandStarted, ""),
        [(int)Opcode.SetPassphrase] = (96, Success, ""),
        [(int)Opcode.DisablePassphrase] = (64, Success, ""),
        [(int)Opcode.Unlock] = (32, Success, ""),
        [(int)Opcode.FreezeSecurityState] = (0, Success, ""),
        [(int)Opcode.PassphraseSecureErase] = (64, Success, ""),
    };

    public static bool Includes(int opcode) => Known.ContainsKey(opcode);

    /// <summary>What the command does is done to a copy: the recorded device has not done it.</summary>
    public override bool StandsApart(ReplayedStep step, ReplayScene scene) =>
        step.Recorded == Unsupported && Known.ContainsKey(step.Opcode);

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (recorded.Code != Unsupported) return recorded;
        var (length, code, output) = Known[step.Opcode];
        return step.Input.Length == length ? new Answer(code, Convert.FromHexString(output)) : Answer.Of(InvalidPayloadLength);
    }
}
