namespace CxlFabricSim.Components.Management;

/// <summary>The target type of Tunnel Management Command.</summary>
public enum TunnelTarget : byte
{
    /// <summary>A port of a switch, or a logical device of a multi-logical device.</summary>
    PortOrLd = 0,

    /// <summary>The pool of logical devices behind one head of a multi-headed device.</summary>
    LdPool = 1,
}
