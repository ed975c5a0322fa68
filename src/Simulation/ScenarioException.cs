using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation;

/// <summary>A scenario that loads but cannot be built or run here, by no fault of the simulator: a backing file in use, for example.</summary>
public sealed class ScenarioException : Exception
{
    public ScenarioException(string message) : base(message)
    {
    }

    public ScenarioException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>All that is wrong, each with its place.</summary>
    public ScenarioException(IReadOnlyList<ScenarioError> errors) : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>Empty when the message has no place in a scenario.</summary>
    public IReadOnlyList<ScenarioError> Errors { get; } = [];
}
