using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.AddressMap;

public sealed class HostDecodeTests
{
    private const ulong Unit = 256 * Sizes.MiB;

    private readonly HostAddressMap _map = new();
    private readonly HdmDecoderBlock _bridge = new(HdmDecoderRole.TargetList, checksCommits: true);

    [Fact]
    public void What_no_window_or_no_decoder_claims_leaves_through_no_port()
    {
        var window = _map.Add(2 * Unit, [0]);
        Assert.True(_bridge.Program(0, window.Start.Value, Unit, 256, 1, [0]));
        var decode = new HostDecode(_map, [_bridge], [[5]]);

        Assert.False(decode.TryRoute(window.Start.Value - 1, out _));
        Assert.True(decode.TryRoute(window.Start.Value, out var port) && port == 5);
        Assert.True(decode.TryRoute(window.Start.Value + Unit - 1, out port) && port == 5);
        Assert.False(decode.TryRoute(window.Start.Value + Unit, out _));
        Assert.False(decode.TryRoute(window.Start.Value + 2 * Unit, out _));
    }

    [Fact]
    public void A_root_port_that_is_not_there_or_not_linked_takes_nothing()
    {
        var window = _map.Add(4 * Unit, [0]);
        Assert.True(_bridge.Program(0, window.Start.Value, 4 * Unit, 256, 4, [0, 1, 2, 3]));
        var decode = new HostDecode(_map, [_bridge], [[7, -1, 9]]);

        var ports = Enumerable.Range(0, 4).Select(granule => decode.TryRoute(window.Start.Value + (ulong)granule * 256, out var port) ? port : -2);

        Assert.Equal([7, -2, 9, -2], ports);
    }
}
