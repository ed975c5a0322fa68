namespace CxlFabricSim.Cli.Verbs;

/// <summary>What a benchmark measured.</summary>
/// <param name="RawCopiesPerSecond">Random 64 B copies from the same memory, without a simulator around them.</param>
/// <param name="Cases">One for every fabric.</param>
internal sealed record BenchReport(double RawCopiesPerSecond, IReadOnlyList<BenchCase> Cases);

/// <summary>One measured fabric.</summary>
internal sealed record BenchCase(
    string Name, int Threads, double RequestsPerSecond, double EventsPerSecond, double RatioToRawCopy, double AllocatedBytesPerRequest);
