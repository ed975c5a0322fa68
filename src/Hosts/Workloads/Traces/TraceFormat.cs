namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>The forms in which a trace can be read.</summary>
public enum TraceFormat
{
    /// <summary>Our own text: time? host op hpa size.</summary>
    Text,

    /// <summary>Our own compact form.</summary>
    Binary,

    /// <summary>Text of gem5's packet traces.</summary>
    Gem5,

    /// <summary>Text of DynamoRIO's memory tracing samples.</summary>
    DynamoRio,
}
