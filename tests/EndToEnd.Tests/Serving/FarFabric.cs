using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>
/// Two edge switches with a host each and a third with a device of two logical devices: host 0 has one of them, host 1 none. The root ports are
/// the ids 1 and 2, the device is 3, behind port 1 of the third switch.
/// </summary>
internal static class FarFabric
{
    public const byte DevicePort = 1;

    private const string Text =
        """
        name: far
        linkTypes: {l: {bandwidth: 64GB/s, latency: 20ns}}
        links:
          up0: {type: l, from: h0.p, to: sw0.u}
          up1: {type: l, from: h1.p, to: sw1.u}
          t0: {type: l, from: sw0.f, to: far.a}
          t1: {type: l, from: sw1.f, to: far.b}
          down: {type: l, from: far.ds, to: mld}
        switches:
          sw0: {ports: [u, f], vcs: {v0: {upstream: u, vppbs: [{device: mld, ld: 0}]}}}
          sw1: {ports: [u, f], vcs: {v1: {upstream: u, vppbs: [{}]}}}
          far: {ports: [a, ds, b]}
        devices: {mld: {logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}}
        hosts:
          h0: &host {bridges: {b: [p]}, windows: {w: {targets: [b], size: 512MiB}}}
          h1: *host
        """;

    public static ServedFabric Serve(ManagementDialect dialect) => ServedFabric.OfText(Text, dialect);
}
