using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Parts of a Set Feature transfer that come out of order, and actions that there are not.</summary>
internal sealed class FeatureTransfersNotChecked() : MailboxDeparture(
    new DepartureText(
        "feature-transfers-not-checked", "parts of a Set Feature transfer are not checked for order, an undefined action is taken",
        "Feature Transfer Out of Order (1Ch), Invalid Input", "CXL 3.x, Set Feature"),
    (int)Opcode.SetFeature)
{
    private const int ActionOffset = 16;
    private const int ActionMask = 7;
    private const int Initiate = 1;
    private const int Continue = 2;
    private const int Finish = 3;
    private const int Abort = 4;
    private const int TransferOutOfOrder = 0x1C;

    private bool _isTransferring;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        var action = step.Input[ActionOffset] & ActionMask;
        if (action > Abort) return Answer.Of(InvalidInput);
        if (!_isTransferring && action is (Continue or Finish)) return Answer.Of(TransferOutOfOrder);
        if (action == Initiate) _isTransferring = true;
        if (action is Finish or Abort) _isTransferring = false;
        return recorded;
    }
}
