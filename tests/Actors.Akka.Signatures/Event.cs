namespace Akka.Event;

public sealed class InitializeLogger;

public sealed class LoggerInitialized;

public abstract class LogEvent;
