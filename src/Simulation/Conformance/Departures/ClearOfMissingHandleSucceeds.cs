using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Clear Event Records with more handles than the log has records.</summary>
internal sealed class ClearOfMissingHandleSucceeds() : MailboxDeparture(
    new DepartureText(
        "clear-of-missing-handle-succeeds", "handles past the end of the log are ignored", "Invalid Handle, nothing is cleared",
        "CXL 3.x, Clear Event Records"),
    (int)Opcode.ClearEventRecords)
{
    private int _there;
    private bool _wasRefused;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        _wasRefused = false;
        if (!recorded.IsSuccess || !ClearEvents.IsWellFormed(step) || ClearEvents.IsClearAll(step)) return recorded;
        if (ClearEvents.CountOf(step) <= _there) return recorded;
        _wasRefused = true;
        return Answer.Of(InvalidHandle);
    }

    /// <summary>Clears the records that the recorded device cleared: those that are there.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (!_wasRefused) return;
        _wasRefused = false;
        if (_there == 0) return;
        var handles = step.Input[..(ClearEvents.HeaderBytes + _there * sizeof(ushort))];
        handles[2] = (byte)_there;
        scene.Execute(step.Opcode, handles);
    }

    /// <summary>How many records the log holds before the step, which afterwards nobody can tell.</summary>
    public override void Prepare(ReplayedStep step, ReplayScene scene)
    {
        if (ClearEvents.IsWellFormed(step)) _there = scene.LogicalDevice.Events[(EventLogKind)step.Input[0]].Count;
    }
}
