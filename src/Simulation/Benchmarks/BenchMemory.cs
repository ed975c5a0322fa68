using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>The memory behind the four devices of every benchmark: mapped and touched once, since that takes longer than a run.</summary>
internal sealed class BenchMemory : IBackendSource, IDisposable
{
    private const int Devices = 4;
    private const ulong DeviceBytes = 256 * Sizes.MiB;
    private const ulong PageBytes = 4096;

    private readonly MemoryBackend[] _backends = [.. Enumerable.Range(0, Devices).Select(_ => MemoryBackend.Anonymous(DeviceBytes))];

    public BenchMemory()
    {
        foreach (var backend in _backends)
        {
            for (var offset = 0UL; offset < DeviceBytes; offset += PageBytes)
            {
                backend.MarkWritten(offset);
                backend.LineAt(offset) = 1;
            }
        }
    }

    public IReadOnlyList<MemoryBackend> Backends => _backends;

    public MemoryBackend? Open(string device, BackingOptions options, bool isPersistent) =>
        options.Size.Bytes == 0 ? null : _backends[device[^1] - '0'];

    public void Dispose()
    {
        foreach (var backend in _backends) backend.Dispose();
    }
}
