namespace CxlFabricSim.Protocol.Mctp;

/// <summary>How a listener words CCI messages over MCTP, where the public clients differ.</summary>
public enum ManagementDialect
{
    /// <summary>As CXL 3.x has it, and libcxlmi with it.</summary>
    Spec,

    /// <summary>As the JackrabbitLabs tools have it (jack, cse).</summary>
    Jrlabs,
}
