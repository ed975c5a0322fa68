namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>A behaviour put together from what a directed test needs.</summary>
internal sealed class Script : ITestBehaviour
{
    public Action<ITestActor>? Start { get; init; }

    public Action<ITestActor, int, TestMessage>? Received { get; init; }

    public Action<ITestActor, ulong>? Timer { get; init; }

    public Action<ITestActor, int>? Ready { get; init; }

    public Func<ITestActor, long, long>? Housekeeping { get; init; }

    public void OnStart(ITestActor actor) => Start?.Invoke(actor);

    public void Receive(ITestActor actor, int input, TestMessage message) => Received?.Invoke(actor, input, message);

    public void OnTimer(ITestActor actor, ulong token) => Timer?.Invoke(actor, token);

    public void OnReady(ITestActor actor, int output) => Ready?.Invoke(actor, output);

    public long OnHousekeeping(ITestActor actor, long time) => Housekeeping?.Invoke(actor, time) ?? long.MaxValue;
}
