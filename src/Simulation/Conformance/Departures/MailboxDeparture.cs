namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A departure in the answers of one or a few mailbox commands.</summary>
internal abstract class MailboxDeparture(DepartureText text, params int[] opcodes) : Departure(text)
{
    protected const int Success = 0;
    protected const int InvalidInput = 2;
    protected const int Unsupported = 3;
    protected const int MediaDisabled = 7;
    protected const int InvalidHandle = 14;
    protected const int InvalidPhysicalAddress = 15;
    protected const int InvalidPayloadLength = 22;

    public sealed override string Expect(ReplayedStep step, string recorded, ReplayScene scene) =>
        opcodes.Contains(step.Opcode) ? Expect(step, Answer.Parse(recorded), scene).ToString() : recorded;

    protected abstract Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene);
}
