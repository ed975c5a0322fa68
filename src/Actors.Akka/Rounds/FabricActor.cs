using Akka.Actor;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>
/// The top of a run's actors: <c>/user/fabric</c>; all of them have its dispatcher. A node that cannot go on is a bug of this engine, and ends
/// the run as well.
/// </summary>
internal sealed class FabricActor : UntypedActor
{
    public const string Name = "fabric";

    private readonly DrivenRounds _rounds;
    private readonly bool _isPerActor;
    private readonly IMeetingPlace? _meetings;
    private readonly Action<Exception?> _ended;

    public FabricActor(DrivenRounds rounds, bool isPerActor, IMeetingPlace? meetings, Action<Exception?> ended) =>
        (_rounds, _isPerActor, _meetings, _ended) = (rounds, isPerActor, meetings, ended);

    public static Props Create(DrivenRounds rounds, bool isPerActor, IMeetingPlace? meetings, Action<Exception?> ended) =>
        Props.Create(() => new FabricActor(rounds, isPerActor, meetings, ended));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        -1, -1,
        exception =>
        {
            _ended(exception);
            return Directive.Stop;
        },
        loggingEnabled: false);

    protected override void PreStart() => Context.ActorOf(
        NodeActor.Create(_rounds, _isPerActor, _meetings, _ended).WithDispatcher(Context.Props.Dispatcher), $"node-{_rounds.Node}");

    protected override void OnReceive(object message) => Unhandled(message);
}
