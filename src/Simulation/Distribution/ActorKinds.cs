using CxlFabricSim.Actors;
using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Hosts;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>The kinds of actors, by the words that roles have for them: the folder that an actor is in, where actors have paths.</summary>
internal static class ActorKinds
{
    public static string Of(Actor actor) => actor switch
    {
        HostActor => "hosts",
        SwitchActor => "switches",
        Type3DeviceActor => "devices",
        _ => "management",
    };
}
