using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>Where <c>cxlsim serve</c> listens for fabric managers: one MCTP listener for each switch and each device.</summary>
public sealed record ManagementOptions
{
    /// <summary>The address, of this machine alone unless it says otherwise; 0.0.0.0 is every interface.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>The TCP port of the first listener; the others follow, switches before devices, in order of name. Zero: any that is free.</summary>
    public int Port { get; init; } = 2508;

    /// <summary>How CCI messages are worded: spec (CXL 3.x, libcxlmi) or jrlabs (jack).</summary>
    public ManagementDialect Dialect { get; init; } = ManagementDialect.Spec;

    /// <summary>What is different for single switches and devices.</summary>
    public IReadOnlyDictionary<string, EndpointOptions> Endpoints { get; init; } = new Dictionary<string, EndpointOptions>();
}

/// <summary>One component's listener, where it differs.</summary>
public sealed record EndpointOptions
{
    /// <summary>The address; empty for that of all.</summary>
    public string Listen { get; init; } = "";

    /// <summary>The TCP port; none for the one in order.</summary>
    public int? Port { get; init; }

    /// <summary>How CCI messages are worded; none for as all.</summary>
    public ManagementDialect? Dialect { get; init; }
}
