namespace CxlFabricSim.Fabric.Cci;

/// <summary>What goes on with the bindings of a physical port.</summary>
public enum PortBinding
{
    Settled,
    Unbinding,
}
