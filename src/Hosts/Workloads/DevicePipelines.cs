namespace CxlFabricSim.Hosts.Workloads;

/// <summary>Constant latencies on the way to a device.</summary>
/// <param name="Device">The 12-bit id by which completions name it.</param>
/// <param name="Read">Of lines that are read.</param>
/// <param name="Write">Of lines that are written.</param>
public sealed record DevicePipelines(ushort Device, Pipelines Read, Pipelines Write);
