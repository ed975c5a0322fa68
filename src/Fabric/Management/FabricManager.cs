using System.Globalization;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>
/// The fabric manager's way through its steps: ask every device of a step, wait until all have taken the request, then look at
/// their extent lists until the host has accepted or given back what the step is about. When its own steps are made, a policy may have
/// more of them.
/// </summary>
public sealed class FabricManager(IReadOnlyList<ManagementStep> steps, SimTime pollInterval, RebalancePolicy? policy = null)
{
    private readonly Queue<(int Device, CciMessage Request)> _requests = new();
    private readonly List<ManagementFailure> _failures = [];
    private PartState[] _parts = [];
    private int _step = -1;
    private ManagementStep? _current;
    private SimTime _deadline;
    private byte _tag;

    public IReadOnlyList<ManagementFailure> Failures => _failures;

    /// <summary>Steps that ended as they should.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Moves capacity once all steps are made; null when there is nobody to do that.</summary>
    public RebalancePolicy? Policy => policy;

    /// <summary>All steps were made that are not the policy's.</summary>
    public bool HasMadeSteps => _step >= steps.Count;

    public bool IsFinished => HasMadeSteps && _parts.Length == 0 && (policy is null || policy.IsFinished);

    /// <summary>When <see cref="Advance"/> wants to be called next.</summary>
    public SimTime NextWake { get; private set; } = SimTime.Zero;

    /// <summary>The next request to send, if there is one.</summary>
    public bool TryTakeRequest(out int device, out CciMessage request)
    {
        var found = _requests.TryDequeue(out var next);
        (device, request) = (next.Device, next.Request);
        return found;
    }

    /// <summary>Time has come to <paramref name="now"/>.</summary>
    public void Advance(SimTime now)
    {
        if (IsFinished || now < NextWake) return;
        if (_step < 0 || _parts.Length == 0)
        {
            if (_step < 0) _step = 0;
            Begin(now);
            return;
        }

        if (now >= _deadline)
        {
            Fail(now, Expectation(), $"after {_current!.Timeout}: {string.Join(", ", _parts.Where(part => part.Stage != Stage.Done).Select(Progress))}");
            return;
        }

        foreach (var part in _parts)
        {
            if (part.Stage == Stage.Waiting) AskForExtents(part, 0);
            else if (part.Stage == Stage.Background && part.AwaitedTag is null) Ask(part, Opcode.BackgroundOperationStatus, []);
        }

        NextWake = Earlier(now + pollInterval, _deadline);
    }

    /// <summary>A device has answered; null stands for an answer that was none.</summary>
    public void Answered(int device, CciMessage? response, SimTime now)
    {
        var part = Array.Find(_parts, candidate => candidate.Part.Device == device);
        if (part == null || response == null || part.AwaitedTag != response.Tag) return;
        part.AwaitedTag = null;
        if (_current!.Binding is not null && TakeBindingAnswer(part, response, now)) return;
        if (response.ReturnCode != MailboxReturnCode.Success)
        {
            if (part.Stage == Stage.Waiting && part.SeenBefore > 0)
            {
                // The list has become shorter than what was read of it: look again from its start.
                AskForExtents(part, 0);
                return;
            }

            Fail(now, Expectation(), string.Create(CultureInfo.InvariantCulture,
                $"{part.Part.Name} answered {response.Opcode} with {response.ReturnCode} ({(ushort)response.ReturnCode:X4}h)"));
            return;
        }

        if (part.Stage == Stage.Asked)
        {
            if (_current!.EndsWithAnswer)
            {
                EndStep(now, true);
                return;
            }

            part.Stage = Stage.Waiting;
            NextWake = Earlier(now + pollInterval, _deadline);
            return;
        }

        if (DcdManagementPayloads.ReadExtents(response.Payload.Span, part.Seen) is not var (total, generation))
        {
            Fail(now, Expectation(), $"{part.Part.Name} answered {response.Opcode} with {response.Payload.Length} malformed bytes");
            return;
        }

        if (part.SeenBefore > 0 && generation != part.Generation)
        {
            // Pages of two generations make up a list that never was.
            AskForExtents(part, 0);
            return;
        }

        part.Generation = generation;
        if (part.Seen.Count < total && part.Seen.Count > part.SeenBefore)
        {
            AskForExtents(part, part.Seen.Count);
            return;
        }

        var step = _current!;
        part.HeldBytes = step.HeldOf(part.Part, part.Seen);
        if (part.HeldBytes != (step.IsRelease ? 0 : part.Part.Length)) return;
        part.Stage = Stage.Done;
        if (_parts.All(candidate => candidate.Stage == Stage.Done)) EndStep(now, true);
    }

    /// <summary>A host, by its number in the policy, reports how much capacity it wants.</summary>
    public void DemandReported(int host, ulong bytes) => policy?.Report(host, bytes);

    private static SimTime Earlier(SimTime left, SimTime right) => left < right ? left : right;

    private void Begin(SimTime now)
    {
        if (NextStep(now) is not { } step) return;
        _current = step;
        _deadline = now + step.Timeout;
        NextWake = _deadline;
        _parts = [.. step.Parts.Select(part => new PartState(part))];
        foreach (var part in _parts) Ask(part, step.Opcode, step.PayloadFor(part.Part));
    }

    /// <summary>A binding that takes time goes on in the background, until its status says that it has ended and how.</summary>
    private bool TakeBindingAnswer(PartState part, CciMessage response, SimTime now)
    {
        if (part.Stage == Stage.Asked && response.ReturnCode == MailboxReturnCode.BackgroundCommandStarted)
        {
            part.Stage = Stage.Background;
            NextWake = Earlier(now + pollInterval, _deadline);
            return true;
        }

        if (part.Stage != Stage.Background || response.ReturnCode != MailboxReturnCode.Success) return false;
        if (BackgroundStatus.TryRead(response.Payload.Span) is not { } status)
        {
            Fail(now, Expectation(), $"{part.Part.Name} answered {response.Opcode} with {response.Payload.Length} malformed bytes");
            return true;
        }

        if (status.IsRunning) NextWake = Earlier(now + pollInterval, _deadline);
        else if (status.ReturnCode == MailboxReturnCode.Success) EndStep(now, true);
        else Fail(now, Expectation(), $"{part.Part.Name} ended {status.Opcode} with {status.ReturnCode}");
        return true;
    }

    private ManagementStep? NextStep(SimTime now)
    {
        if (HasMadeSteps)
        {
            var step = policy?.Next(now);
            NextWake = policy?.NextLook ?? SimTime.Never;
            return step;
        }

        if (now >= steps[_step].NotBefore) return steps[_step];
        NextWake = steps[_step].NotBefore;
        return null;
    }

    private void AskForExtents(PartState part, int start)
    {
        if (part.AwaitedTag != null) return;
        if (start == 0) part.Seen.Clear();
        part.SeenBefore = start;
        Ask(part, Opcode.GetDcRegionExtentLists, DcdManagementPayloads.GetExtents(part.Part.HostId, (uint)start));
    }

    private void Ask(PartState part, Opcode opcode, byte[] payload)
    {
        part.AwaitedTag = _tag;
        _requests.Enqueue((part.Part.Device, CciMessage.Request(_tag++, opcode, payload)));
    }

    private string Expectation() => $"step {_step}: {_current!.Describe()}";

    private string Progress(PartState part) => part.Stage == Stage.Background
        ? $"{part.Part.Name} still at it"
        : part.Stage == Stage.Asked
        ? $"no answer from {part.Part.Name}"
        : $"{_current!.Host} holds 0x{part.HeldBytes:x} of these 0x{part.Part.Length:x} bytes of {part.Part.Name}";

    private void Fail(SimTime now, string expected, string found)
    {
        _failures.Add(new ManagementFailure(now, expected, found));
        EndStep(now, false);
    }

    private void EndStep(SimTime now, bool succeeded)
    {
        if (succeeded) StepsDone++;
        if (HasMadeSteps) policy!.Ended(succeeded);
        _parts = [];
        _step++;
        NextWake = now;
        Begin(now);
    }

    private enum Stage
    {
        Asked,
        Background,
        Waiting,
        Done,
    }

    private sealed class PartState(ManagementPart part)
    {
        public ManagementPart Part { get; } = part;

        public Stage Stage { get; set; } = Stage.Asked;

        public byte? AwaitedTag { get; set; }

        public List<DcExtent> Seen { get; } = [];

        public int SeenBefore { get; set; }

        public uint Generation { get; set; }

        /// <summary>What the host held of it when the list was last read to its end.</summary>
        public ulong HeldBytes { get; set; }
    }
}
