namespace CxlFabricSim.Cli.Verbs;

/// <summary>What a replay of recorded vectors came to.</summary>
/// <param name="Passed">Steps and mappings that gave what was recorded.</param>
/// <param name="Failures">Those that did not.</param>
/// <param name="Skips">Those that were not tried, by reason.</param>
internal sealed record ConformanceReport(int Passed, IReadOnlyList<ConformanceFailure> Failures, IReadOnlyList<ConformanceSkip> Skips);

/// <summary>A step that gave something else.</summary>
internal sealed record ConformanceFailure(string Vector, string Step, string Expected, string Found);

/// <summary>Steps left out for one reason.</summary>
internal sealed record ConformanceSkip(string What, string Why, int Count);
