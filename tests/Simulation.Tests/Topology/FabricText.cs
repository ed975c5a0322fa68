namespace CxlFabricSim.Simulation.Tests.Topology;

/// <summary>Scenarios whose switches are linked to one another.</summary>
internal static class FabricText
{
    /// <summary>Three switches in a row, a host and a device at both ends; each host draws from both devices, the far one by its id.</summary>
    public const string Row =
        """
        name: row
        linkTypes:
          l: {bandwidth: 32GB/s}
        links:
          up0: {type: l, from: host0.rp0, to: sw0.h}
          up2: {type: l, from: host2.rp0, to: sw2.h}
          t01: {type: l, from: sw0.t1, to: sw1.t0}
          t12: {type: l, from: sw1.t2, to: sw2.t1}
          down0: {type: l, from: sw0.d, to: mem0}
          down2: {type: l, from: sw2.d, to: mem2}
        switches:
          sw0:
            ports: [h, d, t1, spare]
            vcs: {v: {upstream: h, vppbs: [{port: d, ld: 0}, {device: mem2, ld: 1}]}}
          sw1:
            ports: [t0, t2]
          sw2:
            ports: [d, t1, h]
            vcs: {v: {upstream: h, vppbs: [{device: mem0, ld: 1}, {port: d, ld: 0}]}}
        devices:
          mem0: {logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}
          mem2: {logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}
        hosts:
          host0: &host
            bridges: {hb0: [rp0]}
            windows: {w0: {targets: [hb0], size: 1GiB}}
            regions:
              fixed: {window: w0, devices: [mem0, mem2]}
              pool: {window: w0, devices: [mem0, mem2], memory: dc0}
            streams:
              mixed: {region: fixed, reads: 50%, size: 256B, length: 64KiB, count: 400}
          host2: *host
        """;

    /// <summary>Two switches below a third; the host's tree goes through all.</summary>
    public const string Tree =
        """
        linkTypes: {l: {}}
        links:
          up: {type: l, from: host0.rp0, to: sw0.us}
          left: {type: l, from: sw0.ds0, to: sw1.us}
          right: {type: l, from: sw0.ds1, to: sw2.us}
          down1: {type: l, from: sw1.ds, to: mem1}
          down2: {type: l, from: sw2.ds, to: mem2}
        switches:
          sw0: {ports: [us, ds0, ds1], vcs: {v: {upstream: us, vppbs: [{port: ds0}, {port: ds1}]}}}
          sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}
          sw2: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}
        devices: {mem1: {volatile: 256MiB}, mem2: {volatile: 256MiB}}
        hosts:
          host0:
            bridges: {hb0: [rp0]}
            windows: {w0: {targets: [hb0], size: 512MiB}}
            regions: {r0: {window: w0, devices: [mem1, mem2]}}
            streams: {s: {region: r0, count: 100}}
        """;

    public static string With(string text, string piece, string replacement)
    {
        Assert.Contains(piece, text, StringComparison.Ordinal);
        return text.Replace(piece, replacement, StringComparison.Ordinal);
    }
}
