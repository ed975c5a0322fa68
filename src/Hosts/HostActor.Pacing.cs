using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>One timer for the earliest issue of streams that wait for time to pass.</content>
public sealed partial class HostActor
{
    private const ulong StreamWake = CacheAnswer - 1;

    private TimerHandle _wake;
    private SimTime _wakeAt = SimTime.Never;

    // A wake that comes too early is cheaper than to move it back.
    private void ScheduleWake()
    {
        var next = _unit.NextWake(NowInPicoseconds);
        if (next >= _wakeAt) return;
        if (_wakeAt != SimTime.Never) CancelTimer(_wake);
        _wakeAt = next;
        _wake = SetTimer(next - Now, StreamWake);
    }
}
