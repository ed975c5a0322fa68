using System.Runtime.CompilerServices;
using CxlFabricSim.Components.Decoding;

namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>The host's part of address decode: fixed memory window to host bridge, host bridge to root port.</summary>
/// <param name="map">Windows whose targets are numbers of host bridges.</param>
/// <param name="bridges">HDM decoders of each host bridge; their targets are root port numbers.</param>
/// <param name="rootPorts">For each bridge and root port number, the host's port on the fabric; -1 for one that no link leaves.</param>
public sealed class HostDecode(HostAddressMap map, IReadOnlyList<HdmDecoderBlock> bridges, IReadOnlyList<IReadOnlyList<int>> rootPorts)
{
    private readonly HdmDecoderBlock[] _bridges = [.. bridges];
    private readonly int[][] _rootPorts = [.. rootPorts.Select(ports => ports.ToArray())];

    /// <summary>What every access looks at, and how many cache lines of it.</summary>
    public IEnumerable<(object Object, int Lines)> HotState() =>
        [(this, 1), (map, 1), (_bridges, 1), (_rootPorts, 1), .. _bridges.Select(bridge => ((object)bridge, 3)), .. _rootPorts.Select(ports => ((object)ports, 1))];

    /// <summary>The host's port that an address leaves through; false when no window, no decoder or no linked port claims it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRoute(ulong hpa, out int port)
    {
        if (map.TryFind(hpa, out var window))
        {
            var bridge = window.BridgeOf(hpa);
            if (_bridges[bridge].TryRoute(hpa, out var number) && (uint)number < (uint)_rootPorts[bridge].Length)
            {
                port = _rootPorts[bridge][number];
                return port >= 0;
            }
        }

        port = -1;
        return false;
    }
}
