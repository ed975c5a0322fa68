using Akka.Actor;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>
/// A node of the fabric: <c>/user/fabric/node-1</c>. Tells its elements to run a round and gathers their votes; then it meets the other
/// nodes, where it is time for that. A failure below ends the run: nothing is ever restarted with its state lost.
/// </summary>
internal sealed class NodeActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan BetweenLooksAround = TimeSpan.FromMilliseconds(500);

    private readonly DrivenRounds _rounds;
    private readonly bool _isPerActor;
    private readonly IMeetingPlace? _meetings;
    private readonly Action<Exception?> _ended;
    private readonly IActorRef[] _elements;
    private Vote _sum = Vote.Neutral;
    private int _missing;
    private bool _isMeeting;

    public NodeActor(DrivenRounds rounds, bool isPerActor, IMeetingPlace? meetings, Action<Exception?> ended)
    {
        (_rounds, _isPerActor, _meetings, _ended) = (rounds, isPerActor, meetings, ended);
        _elements = new IActorRef[rounds.Partitions];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="rounds">The run.</param>
    /// <param name="isPerActor">Whether an element is one actor of the fabric, and not all of the node.</param>
    /// <param name="meetings">Where the nodes meet; null for one alone.</param>
    /// <param name="ended">Told once that the run is over, and what ended it early.</param>
    public static Props Create(DrivenRounds rounds, bool isPerActor, IMeetingPlace? meetings, Action<Exception?> ended) =>
        Props.Create(() => new NodeActor(rounds, isPerActor, meetings, ended));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        -1, -1,
        exception =>
        {
            End(exception);
            return Directive.Stop;
        },
        loggingEnabled: false);

    protected override void PreStart()
    {
        if (_meetings is not null) Timers.StartPeriodicTimer(LookAround.Instance, LookAround.Instance, BetweenLooksAround);
        var partitions = Enumerable.Range(0, _rounds.Partitions).ToList();
        // A node may be left without any actor: what it has then is one empty part.
        if (!_isPerActor || partitions.Exists(partition => _rounds.ActorsOf(partition).Count != 1))
        {
            Take([KeyValuePair.Create(0, Context.ActorOf(ElementActor.Create(_rounds, 0, Self).WithDispatcher(Context.Props.Dispatcher), ElementNames.All))]);
            return;
        }

        foreach (var kind in partitions.GroupBy(partition => _rounds.KindOf(_rounds.ActorsOf(partition)[0])))
            Context.ActorOf(KindActor.Create(_rounds, [.. kind]).WithDispatcher(Context.Props.Dispatcher), kind.Key);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RanRound ran:
                _sum = _sum.Combine(ran.Vote);
                if (--_missing == 0) EndRound();
                break;
            case NodesMet:
                EndMeeting();
                break;
            case LookAround:
                if (_isMeeting) _meetings!.LookAround();
                break;
            case ElementsMade made:
                Take(made.Elements);
                break;
            case EndedRounds:
                if (--_missing == 0) End(null);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(IReadOnlyList<KeyValuePair<int, IActorRef>> elements)
    {
        foreach (var (partition, element) in elements) _elements[partition] = element;
        if (_elements.Contains(null)) return;
        TellAll(new MeetNeighbours(_elements));
        Run(SimTime.Zero);
    }

    private void Run(SimTime horizon)
    {
        (_sum, _missing) = (Vote.Neutral, _elements.Length);
        TellAll(new RunRound(horizon));
    }

    private void EndRound()
    {
        var outcome = _rounds.EndRound(_sum);
        if (outcome != RoundOutcome.Meet)
        {
            Follow(outcome);
            return;
        }

        _isMeeting = true;
        var self = Self;
        _meetings!.WhenMet(() => self.Tell(NodesMet.Instance, ActorRefs.NoSender));
    }

    private void EndMeeting()
    {
        _isMeeting = false;
        try
        {
            Follow(_rounds.EndMeeting());
        }
        catch (Exception exception) when (exception is NodeLostException or NodeFailedException)
        {
            End(exception);
        }
    }

    private void Follow(RoundOutcome outcome)
    {
        if (outcome == RoundOutcome.Run)
        {
            Run(_rounds.Horizon);
            return;
        }

        _missing = _elements.Length;
        TellAll(EndRounds.Instance);
    }

    private void TellAll(object message)
    {
        foreach (var element in _elements) element.Tell(message, Self);
    }

    private void End(Exception? exception) => _ended(exception);
}
