using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Simulation.Building;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>What a device's CDAT promises is what the scenario says of its timing.</summary>
public sealed class DevicePerformanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Latencies in ps, bandwidths in MB/s, of reads and writes.
    [Theory]
    [InlineData("", 80_000, 80_000, 38_400, 38_400)]
    [InlineData("latency: 46ns, writeLatency: 30ns, bandwidth: 20GB/s", 46_000, 30_000, 20_000, 20_000)]
    [InlineData("readBandwidth: 17GB/s, writeBandwidth: 90GB/s", 80_000, 80_000, 17_000, 38_400)]
    [InlineData("dram: ddr4-3200", 80_000, 80_000, 25_600, 25_600)]
    [InlineData("dram: {type: ddr5-4800, modules: 2}, writeBandwidth: 9.5GB/s", 80_000, 80_000, 76_800, 9500)]
    [InlineData("curve: CURVE", 80_000, 80_000, 14_000, 14_000)]
    [InlineData("profile: qemu-11, latency: 46ns, bandwidth: 20GB/s", 150_000, 250_000, 16_000, 16_000)]
    public void The_tables_values_follow_the_timing_except_where_the_profile_fixes_them(string options, long read, long write, int readRate, int writeRate)
    {
        var curve = _folder.Write("curve.csv", "1,90\n14,400\n");
        var text = $"linkTypes: {{l: {{}}}}\nlinks: {{k: {{type: l, from: h.p, to: m}}}}\nhosts: {{h: {{bridges: {{b: [p]}}}}}}\ndevices: {{m: {{volatile: 256MiB, {options.Replace("CURVE", curve, StringComparison.Ordinal)}}}}}";
        using var fabric = FabricBuilder.Build(ScenarioText.LoadRight(text));

        var table = new Type3Function(fabric.Devices["m"].Device, 0).Cdat;

        var values = table.Entries.Skip(2).Take(4).Select(entry => BitConverter.ToInt64(entry, 0x08) * BitConverter.ToUInt16(entry, 0x10)).ToList();
        Assert.Equal([read, write], values.Take(2));
        Assert.InRange(values[2], readRate - 10, readRate + 10);
        Assert.InRange(values[3], writeRate - 10, writeRate + 10);
    }
}
