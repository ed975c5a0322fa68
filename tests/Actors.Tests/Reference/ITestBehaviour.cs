namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>What a test actor does. The same behaviour runs on the kernel and on the reference simulator.</summary>
internal interface ITestBehaviour
{
    void OnStart(ITestActor actor);

    void Receive(ITestActor actor, int input, TestMessage message);

    void OnTimer(ITestActor actor, ulong token);

    void OnReady(ITestActor actor, int output);

    /// <summary>Returns the time of the next call; <see cref="long.MaxValue"/> for none.</summary>
    long OnHousekeeping(ITestActor actor, long time);
}
