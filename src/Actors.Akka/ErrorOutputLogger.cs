using Akka.Actor;
using Akka.Event;

namespace CxlFabricSim.Actors.Akka;

/// <summary>Writes what Akka logs to the error output: standard output may carry results.</summary>
public sealed class ErrorOutputLogger : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent logged:
                Console.Error.WriteLine($"akka: {logged}");
                break;
        }
    }
}
