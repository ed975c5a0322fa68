using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The event interrupt policy: which modes are taken and what is shown of them.</summary>
internal sealed class InterruptPolicyNotChecked() : MailboxDeparture(
    new DepartureText(
        "interrupt-policy-not-checked",
        "Set Event Interrupt Policy takes reserved modes and longer payloads and keeps MSI alone; the number of dynamic capacity is hidden",
        "Invalid Input, Invalid Payload Length; every mode is kept, every number shown", "CXL 3.x, Set Event Interrupt Policy"),
    (int)Opcode.GetEventInterruptPolicy, (int)Opcode.SetEventInterruptPolicy)
{
    private const byte Msi = 1;
    private const byte Reserved = 3;
    private const int ModeMask = 3;

    // The message number of each log; the fifth setting is the dynamic capacity log's.
    private static readonly byte[] Vectors = [2, 3, 4, 5, 6];

    private readonly byte[] _modes = new byte[Vectors.Length];
    private readonly bool[] _isRecordedAsMsi = new bool[Vectors.Length];

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        if (step.Opcode == (int)Opcode.GetEventInterruptPolicy)
        {
            return recorded.Output.AsSpan().SequenceEqual(Recorded())
                ? new Answer(Success, [.. _modes.Select((mode, log) => mode == Msi ? (byte)(mode | Vectors[log] << 4) : mode)])
                : recorded;
        }

        for (var log = 0; log < Math.Min(step.Input.Length, Vectors.Length); log++)
            _isRecordedAsMsi[log] = (step.Input[log] & ModeMask) == Msi;
        if (step.Input.Length > Vectors.Length) return Answer.Of(InvalidPayloadLength);
        if (step.Input.Any(setting => (setting & ModeMask) == Reserved)) return Answer.Of(InvalidInput);
        for (var log = 0; log < step.Input.Length; log++) _modes[log] = (byte)(step.Input[log] & ModeMask);
        return recorded;
    }

    /// <summary>The recorded device shows MSI alone, and of the dynamic capacity log no number.</summary>
    private byte[] Recorded()
    {
        var settings = new byte[Vectors.Length];
        for (var log = 0; log < settings.Length; log++)
            if (_isRecordedAsMsi[log]) settings[log] = (byte)(Msi | (log == Vectors.Length - 1 ? 0 : Vectors[log] << 4));
        return settings;
    }
}
