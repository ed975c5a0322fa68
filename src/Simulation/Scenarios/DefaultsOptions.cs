namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>What parts of a fabric have where they do not say otherwise; those that a topology makes as well.</summary>
public sealed record DefaultsOptions
{
    public HostOptions Host { get; init; } = new();

    public SwitchOptions Switch { get; init; } = new();

    public DeviceOptions Device { get; init; } = new();
}
