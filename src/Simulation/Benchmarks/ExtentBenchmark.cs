using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>
/// The commands of dynamic capacity on a device that tracks many extents: 1,000 in each of 8 regions of 1 TiB. Extents are taken away
/// and given back at random, so that the list never gets shorter or tidier.
/// </summary>
internal static class ExtentBenchmark
{
    public const string Name = "extents";

    private const int Regions = 8;
    private const int ExtentsOfRegion = 1000;
    private const int Operations = 20_000;
    private const int ExtentsOfRequest = 50;
    private const ulong RegionBytes = 128UL << 30;

    public static IReadOnlyList<CommandTiming> Run()
    {
        using var device = new Type3Device(new Type3Options
        {
            Name = Name,
            Profile = DeviceProfile.Cxl with { ExtentLimit = 2 * Regions * ExtentsOfRegion },
            Dynamic = MemoryBackend.Anonymous(Regions * RegionBytes),
            DynamicRegions = Regions,
        });
        var extents = (
            from region in Enumerable.Range(0, Regions)
            from extent in Enumerable.Range(0, ExtentsOfRegion)
            select new DcExtent(new Dpa((ulong)region * RegionBytes + (ulong)extent * 2 * DynamicRegions.BlockBytes), DynamicRegions.BlockBytes)).ToArray();
        var host = new TimedCalls((opcode, input, output) => device.Execute(0, opcode, input, output, SimTime.Zero, out _));
        var manager = new TimedCalls((opcode, input, output) => device.ExecuteManagement(opcode, input, output, SimTime.Zero, out _));
        foreach (var group in extents.Chunk(ExtentsOfRequest))
        {
            manager.Expect(Opcode.InitiateDynamicCapacityAdd, AddRequest(group));
            host.Expect(Opcode.AddDynamicCapacityResponse, UpdatedExtents.Encode(group));
        }

        host.Reset();
        manager.Reset();
        var random = new Random(1);
        byte[] page = [1, 0, 0, 0, 0, 0, 0, 0];
        for (var operation = 0; operation < Operations; operation++)
        {
            var extent = extents[random.Next(extents.Length)];
            host.Expect(Opcode.ReleaseDynamicCapacity, UpdatedExtents.Encode([extent]));
            manager.Expect(Opcode.InitiateDynamicCapacityAdd, AddRequest([extent]));
            host.Expect(Opcode.AddDynamicCapacityResponse, UpdatedExtents.Encode([extent]));
            if (operation % 100 == 0) host.Expect(Opcode.GetDynamicCapacityExtentList, page);
        }

        return [.. manager.Timings(Name), .. host.Timings(Name)];
    }

    private static byte[] AddRequest(DcExtent[] extents) => new CapacityRequest(0, (int)SelectionPolicy.Prescriptive, 0, 0, 0, extents).Encode();
}
