using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Registers;

/// <summary>The time of the accesses to come: registers have no clock, and who drives them sets this one before an access.</summary>
public sealed class RegisterClock
{
    public SimTime Now { get; set; }
}
