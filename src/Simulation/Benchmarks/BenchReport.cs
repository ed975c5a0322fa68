namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>What a benchmark measured.</summary>
/// <param name="RawCopiesPerSecond">Random 64 B copies from the same memory on one thread, without a simulator around them; the median of all samples.</param>
/// <param name="Cases">One for every fabric.</param>
/// <param name="Commands">One for every command of the benchmarks that call a device without a fabric.</param>
public sealed record BenchReport(double RawCopiesPerSecond, IReadOnlyList<BenchCase> Cases, IReadOnlyList<CommandTiming> Commands);

/// <summary>One measured fabric; every figure is a median over its runs.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="IsSimple">In the simple timing model.</param>
/// <param name="Engine">Who ran the actors.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="RequestsPerSecond">Lines read or written per second of wall time.</param>
/// <param name="EventsPerSecond">Messages taken and timers fired per second of wall time.</param>
/// <param name="RatioToRawCopy">Requests per second over the raw copies measured just before and after.</param>
/// <param name="AllocatedBytesPerRequest">What a request more allocates, from a short run and a long one.</param>
/// <param name="BuildSeconds">From the checked scenario to a fabric that is ready to run.</param>
public sealed record BenchCase(
    string Name, bool IsSimple, string Engine, int Threads, double RequestsPerSecond, double EventsPerSecond, double RatioToRawCopy, double AllocatedBytesPerRequest, double BuildSeconds);
