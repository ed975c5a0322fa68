namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Scenarios whose values are right one by one and cannot be built together.</summary>
public sealed class ValidationTests
{
    [Theory]
    // Links.
    [InlineData("up0: {type: fast,", "up0: {type: slow,", "links:up0:type", "no link type \"slow\"", "known: fast")]
    [InlineData("from: host0.rp0,", "from: host9.rp0,", "links:up0:from", "no host or switch \"host9\"", "did you mean \"host0\"", "hosts:host0:bridges:hb0:0")]
    [InlineData("from: host0.rp0,", "from: host0.rp7,", "links:up0:from", "no root port of host0 \"rp7\"", "rp0", "hosts:host0:bridges:hb0:0")]
    [InlineData("from: host0.rp0,", "from: host0,", "links:up0:from", "names no port", "host0.rp0", "hosts:host0:bridges:hb0:0")]
    [InlineData("from: sw0.ds0, to: dcd0", "from: dcd0, to: sw0.ds0", "links:down0:from", "is a device", "the device in to", "*")]
    [InlineData("to: sw0.us0", "to: sw0.us7", "links:up0:to", "no port of sw0 \"us7\"", "did you mean \"us0\"", "switches:sw0:vcs:vcs0:upstream")]
    [InlineData("to: sw0.us0", "to: host1.rp0", "links:up0:to", "is at a host", "nearer the host", "*")]
    [InlineData("to: sw0.us0", "to: sw0.ds0", "links:up0:to", "upstream port of no virtual switch", "upstream: ds0", "*")]
    [InlineData("from: sw0.ds1,", "from: sw0.us1,", "links:down1:from", "is the upstream port of vcs1", "downstream port", "*")]
    [InlineData("from: sw0.ds1,", "from: sw0.ds0,", "links:down1:from", "already an end of link down0", "one link", "*")]
    [InlineData("to: dcd1}", "to: dcd0}", "links:down1:to", "already an end of link down0", "one link", "*")]
    [InlineData("  down1: {type: fast, from: sw0.ds1, to: dcd1}\n", "", "devices:dcd1", "dcd1 has no link", "to: dcd1", "*")]
    [InlineData("{hb0: [rp0]}\nmanager", "{hb0: [rp0, rp1]}\nmanager", "hosts:host1:bridges:hb0:1", "host1.rp1 has no link", "from: host1.rp1")]
    [InlineData("{hb0: [rp0]}\nmanager", "{hb0: [rp0], hb1: [rp0]}\nmanager", "hosts:host1:bridges:hb1:0", "already belongs to hb0", "names of their own")]
    [InlineData("{hb0: [rp0]}\nmanager", "{hb0: [rp0], hb1: []}\nmanager", "hosts:host1:bridges:hb1", "no root port", "[rp0]")]
    [InlineData("latency: 20ns", "latency: 0ns", "linkTypes:fast:latency", "is zero", "20ns")]
    [InlineData("bandwidth: 32GB/s", "bandwidth: 0", "linkTypes:fast:bandwidth", "is zero", "32GB/s")]
    [InlineData("latency: 20ns", "latency: 20ns, credits: {io: 0}", "linkTypes:fast:credits:io", "is 0", "from 1")]
    // Switches.
    [InlineData("ports: [us0, us1, ds0, ds1]", "ports: [us0, us1, ds0, ds1, us0]", "switches:sw0:ports:4", "stands in the list twice", "once")]
    [InlineData("vcs1: {upstream: us1", "vcs1: {upstream: us0", "switches:sw0:vcs:vcs1:upstream", "already the upstream port of vcs0", "its own", "*")]
    [InlineData("vcs1: {upstream: us1, vppbs: [{port: ds0", "vcs1: {upstream: us1, vppbs: [{port: ds5", "switches:sw0:vcs:vcs1:vppbs:0:port", "no port of sw0 \"ds5\"", "did you mean \"ds0\"")]
    [InlineData("vcs1: {upstream: us1, vppbs: [{port: ds0", "vcs1: {upstream: us1, vppbs: [{port: us0", "switches:sw0:vcs:vcs1:vppbs:0:port", "is an upstream port", "downstream")]
    [InlineData("vppbs: [{port: ds0, ld: 1}", "vppbs: [{port: ds0, ld: 2}", "switches:sw0:vcs:vcs1:vppbs:0:ld", "dcd0 has no logical device 2", "0 to 1")]
    [InlineData("vppbs: [{port: ds0, ld: 1}", "vppbs: [{port: ds0, ld: -1}", "switches:sw0:vcs:vcs1:vppbs:0:ld", "dcd0 has no logical device -1", "0 to 1")]
    [InlineData("vppbs: [{port: ds0, ld: 1}", "vppbs: [{port: ds0, ld: 0}", "switches:sw0:vcs:vcs1:vppbs:0:ld", "already bound to switches:sw0:vcs:vcs0:vppbs:0", "logicalDevices")]
    [InlineData("vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]", "vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}, {port: ds0, ld: 2}]", "hosts:host0", "reaches dcd0 more than once", "unbind", "switches:sw0:vcs:vcs0:vppbs:2:ld")]
    // Devices.
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {logicalDevices: 0,", "devices:dcd0:logicalDevices", "is 0", "from 1 to 16", "*")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {logicalDevices: 17,", "devices:dcd0:logicalDevices", "is 17", "from 1 to 16", "*")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {profile: qemu, logicalDevices: 2,", "devices:dcd0:profile", "no profile \"qemu\"", "cxl, qemu-11")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {latency: 0, logicalDevices: 2,", "devices:dcd0:latency", "is zero", "above zero")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {persistent: 512MiB, labelStorage: 0, logicalDevices: 2,", "devices:dcd0:labelStorage", "persistent memory needs labels", "leave it out")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {labelStorage: 257MiB, logicalDevices: 2,", "devices:dcd0:labelStorage", "257MiB for labels", "at most 256MiB")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {persistent: 768MiB, logicalDevices: 2,", "devices:dcd0:persistent:size", "768MiB is not a multiple of 512MiB (256MiB for each of 2 logical devices)", "512MiB or 1GiB would do")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {persistent: 1B, logicalDevices: 2,", "devices:dcd0:persistent:size", "1B is not a multiple", "512MiB would do")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {persistent: {path: x}, logicalDevices: 2,", "devices:dcd0:persistent:path", "a file for no memory", "size")]
    [InlineData("dcd0: {logicalDevices: 2,", "dcd0: {persistent: {size: 512MiB, path: x, hugePages: true}, logicalDevices: 2,", "devices:dcd0:persistent:hugePages", "beside a path", "leave one")]
    // Windows and regions.
    [InlineData("targets: [hb0]", "targets: [hb1]", "hosts:host0:windows:w0:targets:0", "no host bridge \"hb1\"", "did you mean \"hb0\"", "*")]
    [InlineData("targets: [hb0]", "targets: []", "hosts:host0:windows:w0:targets", "0 host bridges", "1, 2, 3, 4", "*")]
    [InlineData("size: 4GiB", "size: 4100MiB", "hosts:host0:windows:w0:size", "4100MiB is not a multiple of 256MiB", "4GiB or 4352MiB would do")]
    [InlineData("size: 4GiB", "size: 2304MiB", "hosts:host0:windows:w0:size", "too small for r0 (512MiB), r1 (2GiB)", "at least 2560MiB")]
    [InlineData("size: 4GiB", "size: 4GiB, granularity: 128B", "hosts:host0:windows:w0:granularity", "is 128B", "256B")]
    [InlineData("size: 4GiB", "size: 4GiB, granularity: 32KiB", "hosts:host0:windows:w0:granularity", "is 32KiB", "16KiB")]
    [InlineData("memory: volatile}", "memory: volatile, granularity: 768B}", "hosts:host0:regions:r0:granularity", "is 768B", "512B")]
    [InlineData("r0: {window: w0,", "r0: {window: w9,", "hosts:host0:regions:r0:window", "no window \"w9\"", "did you mean \"w0\"")]
    [InlineData("devices: [dcd0, dcd1], memory: volatile", "devices: [dcd0, dcd9], memory: volatile", "hosts:host0:regions:r0:devices:1", "no device \"dcd9\"", "did you mean")]
    [InlineData("devices: [dcd0, dcd1], memory: volatile", "devices: [dcd0, dcd0], memory: volatile", "hosts:host0:regions:r0:devices:1", "twice", "once", "*")]
    [InlineData("devices: [dcd0, dcd1], memory: volatile", "devices: [], memory: volatile", "hosts:host0:regions:r0:devices", "0 devices", "1, 2, 3")]
    [InlineData("memory: dc0", "memory: persistent", "hosts:host0:regions:r1:memory", "no persistent memory", "volatile, dc0", "*")]
    [InlineData("memory: dc0", "memory: dc1", "hosts:host0:regions:r1:memory", "no dc1 memory", "volatile, dc0", "*")]
    [InlineData("memory: dc0", "memory: volatile", "hosts:host0:regions:r1:memory", "r0 shows the volatile memory of dcd0 already", "one region", "*")]
    [InlineData("      r0: {window: w0, devices: [dcd0, dcd1], memory: volatile}", "      r9: {window: w0, devices: [dcd0, dcd1], memory: volatile}\n      r0: {window: w0, devices: [dcd1], memory: dc0}", "hosts:host0:regions:r9:memory", "stands behind", "volatile, persistent, dc0", "*")]
    // Streams.
    [InlineData("{region: r0, count: 100}", "{region: r7, count: 100}", "hosts:host0:streams:s0:region", "no region \"r7\"", "did you mean")]
    [InlineData("{region: r0, count: 100}", "{region: r0}", "hosts:host0:streams:s0", "never ends", "duration")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 0}", "hosts:host0:streams:s0:count", "is 0", "at least 1")]
    [InlineData("{region: r0, count: 100}", "{region: r0, start: 2us, stop: 2us}", "hosts:host0:streams:s0:stop", "not after the start", "later")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, outstanding: 0}", "hosts:host0:streams:s0:outstanding", "is 0", "from 1")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, size: 0}", "hosts:host0:streams:s0:size", "is 0B", "64B to 1MiB")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, size: 96B}", "hosts:host0:streams:s0:size", "96B is not a multiple of 64B", "64B or 128B")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, size: 1025KiB}", "hosts:host0:streams:s0:size", "is 1025KiB", "64B to 1MiB")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: zipf, skew: 5}", "hosts:host0:streams:s0:skew", "is 5", "below 5")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: zipf, skew: 0}", "hosts:host0:streams:s0:skew", "is 0", "above 0")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: strided, stride: 0}", "hosts:host0:streams:s0:stride", "is zero", "a multiple of 64B")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: strided, stride: 4160B, size: 4KiB}", "hosts:host0:streams:s0:stride", "4160B is not a multiple of 4KiB (the size of an access)", "4KiB or 8KiB would do")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: strided, size: 8KiB}", "hosts:host0:streams:s0:stride", "4KiB is not a multiple of 8KiB", "8KiB would do")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, pattern: strided, stride: 96B, size: 96B}", "hosts:host0:streams:s0:size", "96B is not a multiple of 64B", "64B or 128B")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, capacity: 2MiB}", "hosts:host0:streams:s0:capacity", "there from the beginning", "leave it out")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, offset: 512MiB}", "hosts:host0:streams:s0:offset", "outside r0, which has 512MiB", "below 512MiB")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, offset: 256MiB, length: 262_208KiB}", "hosts:host0:streams:s0:length", "leaves r0", "at most 256MiB")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1, size: 4KiB, length: 2KiB}", "hosts:host0:streams:s0:length", "does not hold one access of 4KiB", "at least 4KiB")]
    [InlineData("capacity: 64MiB", "capacity: 3MiB", "hosts:host0:streams:s1:capacity", "3MiB is not a multiple of 2MiB", "2MiB or 4MiB")]
    [InlineData("capacity: 64MiB", "capacity: 4GiB", "hosts:host0:streams:s1:capacity", "never be mapped", "at most 2GiB")]
    // Manager.
    [InlineData("{action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}", "{action: unbind, switch: sw7, vcs: vcs0}", "manager:steps:0:switch", "no switch \"sw7\"", "did you mean \"sw0\"")]
    [InlineData("{action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}", "{action: unbind, switch: sw0, vcs: vcs7}", "manager:steps:0:vcs", "no virtual switch of sw0 \"vcs7\"", "did you mean")]
    [InlineData("{action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}", "{action: unbind, switch: sw0, vcs: vcs0, vppb: 2}", "manager:steps:0:vppb", "sw0.vcs0 has no vPPB 2", "it has 0 to 1")]
    [InlineData("{action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}", "{action: bind, switch: sw0, vcs: vcs0, vppb: 0, port: us1}", "manager:steps:0:port", "leads up", "a port with a device below")]
    [InlineData("host: host0, devices", "host: host7, devices", "manager:steps:0:host", "no host \"host7\"", "did you mean \"host0\"")]
    [InlineData("devices: [dcd0, dcd1], extents", "devices: [dcd0, dcd7], extents", "manager:steps:0:devices:1", "no device \"dcd7\"", "did you mean")]
    [InlineData("devices: [dcd0, dcd1], extents", "devices: [], extents", "manager:steps:0:devices", "there are none", "at least one")]
    [InlineData("extents: [{offset: 0, length: 64MiB}]", "extents: []", "manager:steps:0:extents", "there are none", "{offset: 0, length: 64MiB}")]
    [InlineData("offset: 0, length: 64MiB", "offset: 1MiB, length: 64MiB", "manager:steps:0:extents:0:offset", "1MiB is not a multiple of 2MiB", "2MiB would do")]
    [InlineData("offset: 0, length: 64MiB", "offset: 0, length: 0", "manager:steps:0:extents:0:length", "is zero", "2MiB")]
    [InlineData("offset: 0, length: 64MiB", "offset: 962MiB, length: 64MiB", "manager:steps:0:extents:0", "ends beyond region 0 of dcd0, which has 1GiB", "offsets")]
    [InlineData("length: 64MiB}]", "length: 64MiB}, {offset: 62MiB, length: 2MiB}]", "manager:steps:0:extents:1", "overlaps extent 0", "apart")]
    [InlineData("host: host0, devices", "region: 1, host: host0, devices", "manager:steps:0:region", "dcd0 has no region 1", "it has one, 0", "*")]
    [InlineData("host: host0, devices", "region: 8, host: host0, devices", "manager:steps:0:region", "is 8", "from 0 to 7", "*")]
    [InlineData("host: host0, devices", "tag: 5be13bce, host: host0, devices", "manager:steps:0:tag", "not a UUID", "5be13bce-ae34-4a77-b6c3-16df975fcf1a")]
    [InlineData("host: host0, devices", "policy: tag, host: host0, devices", "manager:steps:0:policy", "an add is not by tag", "prescriptive, free, contiguous or shared", "*")]
    [InlineData("action: add, ", "action: release, policy: free, ", "manager:steps:0:policy", "a release is not free", "prescriptive or tag", "*")]
    [InlineData("action: add, ", "action: add, forced: true, ", "manager:steps:0:forced", "never forced", "action: release")]
    [InlineData("host: host0, devices", "policy: free, length: 2MiB, tag: 5be13bce-ae34-4a77-b6c3-16df975fcf1a, host: host0, devices", "manager:steps:0:extents", "only a prescriptive step lists extents", "length and tag", "*")]
    [InlineData("host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "policy: free, length: 3MiB, tag: 5be13bce-ae34-4a77-b6c3-16df975fcf1a, host: host0, devices: [dcd0]", "manager:steps:0:length", "3MiB is not a multiple of 2MiB", "4MiB")]
    [InlineData("host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "policy: free, length: 0, tag: 5be13bce-ae34-4a77-b6c3-16df975fcf1a, host: host0, devices: [dcd0]", "manager:steps:0:length", "is zero", "2MiB")]
    [InlineData("host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "policy: free, length: 2MiB, host: host0, devices: [dcd0]", "manager:steps:0:tag", "there is none", "a UUID")]
    [InlineData("host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "policy: free, length: 2MiB, tag: 5be13bce-ae34-4a77-b6c3-16df975fcf1a, host: host0, devices: [dcd0, dcd1]", "manager:steps:0:devices", "each would choose for itself", "one device")]
    [InlineData("host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "policy: shared, length: 2MiB, tag: 5be13bce-ae34-4a77-b6c3-16df975fcf1a, host: host0, devices: [dcd0]", "manager:steps:0:region", "region 0 of dcd0 is not shareable", "dynamic: {shareable: [0]}")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, host: host0, devices: [dcd0]", "manager:steps:0:fault", "there is none", "kind: poison", "*")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, fault: {kind: poison}, host: host0, devices: [dcd0, dcd1]", "manager:steps:0:devices", "a fault is one device's", "one device", "*")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, fault: {kind: poison, address: 32B}, host: host0, devices: [dcd0]", "manager:steps:0:fault:address", "32B is not a multiple of 64B", "64B", "*")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, fault: {kind: poison, length: 0}, host: host0, devices: [dcd0]", "manager:steps:0:fault:length", "is zero", "64B", "*")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, fault: {kind: dram, type: 256}, host: host0, devices: [dcd0]", "manager:steps:0:fault:type", "is 256", "from 0 to 255", "*")]
    [InlineData("action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]", "action: inject, fault: {kind: dram}, host: host0, devices: [dcd0], extents: [{offset: 0, length: 64MiB}]", "manager:steps:0:extents", "nothing is added", "leave it out", "*")]
    [InlineData("action: add, ", "action: add, fault: {kind: dram}, ", "manager:steps:0:fault", "only action inject", "action: inject", "*")]
    [InlineData("host: host0, devices", "timeout: 0, host: host0, devices", "manager:steps:0:timeout", "is zero", "above zero")]
    [InlineData("manager:", "manager:\n  pollInterval: 0", "manager:pollInterval", "is zero", "above zero")]
    // Expectations.
    [InlineData("verifyFailures == 0", "verifyFailure == 0", "expectations:0", "no metric hosts.host0.verifyFailure", "did you mean hosts.host0.verifyFailures?")]
    [InlineData("verifyFailures == 0", "verifyFailures = 0", "expectations:0", "is not an expectation", "== != < <= > >=")]
    [InlineData("verifyFailures == 0", "verifyFailures == none", "expectations:0", "\"none\" is not a number", "metric operator number")]
    [InlineData("verifyFailures == 0", "verifyFailures < 2us", "expectations:0", "is a count, the number is a time", "write a count")]
    [InlineData("name: small", "duration: 0", "duration", "is zero", "above zero")]
    public void What_cannot_be_built_is_named_with_line_and_what_would_do(
        string piece, string replacement, string key, string found, string wouldDo, params string[] consequences)
    {
        var text = ScenarioText.SmallWith(piece, replacement);

        var errors = ScenarioText.Load(text).Errors;

        var mistake = errors.FirstOrDefault(error => error.Key == key && error.Found.Contains(found, StringComparison.Ordinal));
        Assert.True(mistake is not null, $"\"{found}\" at {key} is not among: {string.Join('\n', errors)}");
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
        var line = text.Split('\n')[mistake.Line - 1];
        Assert.True(line.Contains(replacement, StringComparison.Ordinal) || line.Contains(LastName(key), StringComparison.Ordinal), $"{mistake} points to: {line}");
        if (!consequences.Contains("*")) Assert.Equal(consequences.Order(), errors.Where(error => error != mistake).Select(error => error.Key).Order());
    }

    [Theory]
    [InlineData("manager:steps:0:extents:0:offset=960MiB")]
    [InlineData("manager:steps:0:extents=[{offset: 0, length: 2MiB}, {offset: 2MiB, length: 2MiB}]")]
    [InlineData("hosts:host0:streams:s0:length=512MiB")]
    [InlineData("hosts:host0:streams:s0:offset=524_224KiB")]
    [InlineData("hosts:host0:streams:s0:size=64B")]
    [InlineData("hosts:host0:streams:s0:size=1MiB")]
    [InlineData("hosts:host0:streams:s0={region: r0, count: 1, pattern: strided, stride: 12KiB, size: 4KiB}")]
    [InlineData("hosts:host0:streams:s0={region: r0, count: 1, pattern: strided, stride: 4KiB, size: 4KiB}")]
    [InlineData("hosts:host0:streams:s0={region: r0, count: 1, stride: 100B, size: 4KiB}")]
    [InlineData("hosts:host0:streams:s0:count=1")]
    [InlineData("hosts:host0:streams:s1:capacity=2GiB")]
    [InlineData("hosts:host0:windows:w0:size=2560MiB")]
    [InlineData("hosts:host0:regions:r0:granularity=16KiB")]
    [InlineData("linkTypes:fast:credits={request: 1, requestWithData: 1, noDataResponse: 1, dataResponse: 1, io: 1}")]
    [InlineData("devices:dcd0:dynamic={size: 2GiB, regions: 2}", "devices:dcd1:dynamic={size: 2GiB, regions: 2}", "manager:steps:0:region=1")]
    public void What_just_fits_has_no_mistakes(params string[] options) => Assert.Empty(ScenarioText.Load(ScenarioText.Small, options).Errors);

    [Theory]
    [InlineData("1GiB", 4, "")]
    [InlineData("2GiB", 8, "")]
    [InlineData("1GiB", 3, "768MiB or 1536MiB would do")]
    [InlineData("1GiB", 8, "2GiB would do")]
    [InlineData("1GiB", 9, "a number from 1 to 8")]
    [InlineData("1GiB", 0, "a number from 1 to 8")]
    [InlineData("0", 2, "give dynamic a size, or leave it out")]
    public void Dynamic_capacity_is_cut_into_one_to_eight_regions_of_256_MiB_each(string size, int regions, string wouldDo)
    {
        var loaded = ScenarioText.Load(OneHost($"m0: {{volatile: 256MiB, dynamic: {{size: {size}, regions: {regions}}}}}", "l0: {type: l, from: h.p0, to: m0}", "p0"));

        Assert.Equal(wouldDo.Length == 0 ? [] : [wouldDo], loaded.Errors.Select(error => error.WouldDo));
    }

    [Fact]
    public void A_device_without_memory_is_refused()
    {
        var loaded = ScenarioText.Load(OneHost("m0: {}", "l0: {type: l, from: h.p0, to: m0}", "p0"));

        Assert.Equal("the device has no memory", Assert.Single(loaded.Errors).Found);
    }

    [Fact]
    public void Two_backings_in_one_file_are_refused()
    {
        var loaded = ScenarioText.Load(OneHost("m0: {volatile: {size: 256MiB, path: x.mem}, dynamic: {size: 256MiB, path: ./x.mem}}", "l0: {type: l, from: h.p0, to: m0}", "p0"));

        Assert.Contains("also backs devices:m0:volatile:path", Assert.Single(loaded.Errors).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_attached_directly_has_one_logical_device()
    {
        var loaded = ScenarioText.Load(OneHost("m0: {logicalDevices: 2, volatile: 512MiB}", "l0: {type: l, from: h.p0, to: m0}", "p0"));

        Assert.Equal("devices:m0:logicalDevices", Assert.Single(loaded.Errors).Key);
    }

    [Fact]
    public void A_host_without_a_path_to_a_regions_device_is_told_so()
    {
        var text = ScenarioText.SmallWith("vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]", "vppbs: [{port: ds0, ld: 0}, {port: \"\"}]");

        var errors = ScenarioText.Load(text).Errors;

        Assert.All(errors, error => Assert.Equal("host0 has no path to dcd1", error.Found));
        Assert.Equal(["hosts:host0:regions:r0:devices:1", "hosts:host0:regions:r1:devices:1", "manager:steps:0:devices:1"], errors.Select(error => error.Key));
    }

    [Fact]
    public void A_switch_below_a_switch_that_binds_nothing_leads_to_no_device()
    {
        const string below = "  sw1: {ports: [us0, ds0], vcs: {v: {upstream: us0, vppbs: []}}}\ndevices:";
        var text = ScenarioText.SmallWith("devices:\n", below + "\n").Replace("from: sw0.ds1, to: dcd1}", "from: sw0.ds1, to: sw1.us0}\n  below: {type: fast, from: sw1.ds0, to: dcd1}", StringComparison.Ordinal)
            .Replace("{port: ds1, ld: 1}", "{}", StringComparison.Ordinal);

        var errors = ScenarioText.Load(text).Errors;

        Assert.All(errors, error => Assert.Equal("host0 has no path to dcd1", error.Found));
        Assert.NotEmpty(errors);
    }

    private static string OneHost(string devices, string links, string ports) => string.Join(
        '\n',
        "linkTypes: {l: {}}",
        "devices: {" + devices + "}",
        "links: {" + links + "}",
        "hosts: {h: {bridges: {b0: [" + ports + "]}}}");

    private static string LastName(string key) => key.Split(':').Last(segment => !segment.All(char.IsAsciiDigit));
}
