using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using static CxlFabricSim.Hosts.Tests.Driver.TestHost;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class RandomCapacityTests
{
    private const ulong SpaceBlocks = 12;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(4, 6)]
    public void Whatever_is_mapped_is_accepted_on_every_device_and_all_of_it_can_be_taken_back(int ways, int seed)
    {
        var random = new SeededRandom((ulong)seed, "capacity");
        var host = Interleaved(ways);
        var forced = 0;
        for (var step = 0; step < 2_000; step++)
        {
            var device = (int)random.Below((ulong)ways);
            var start = random.Below(SpaceBlocks);
            var extent = Extent(device, start, 1 + random.Below(SpaceBlocks - start));
            var range = new ByteRange(extent.Start.Value, extent.Length);
            switch (random.Below(8))
            {
                // A device offers what is neither accepted nor offered, and asks for what is accepted.
                case < 3 when !host.Devices[device].Accepted.Overlaps(range) && host.Devices[device].Offers.Count == 0:
                    host.Offer(device, extent);
                    break;
                case 3 or 4 when host.Devices[device].Accepted.Contains(range): host.AskBack(device, extent); break;
                case 5 when random.Below(2) == 0 && host.Devices[device].Offers.Count == 0:
                    forced++;
                    host.TakeAway(device, extent);
                    break;
                case 6 when host.Drains.Count > 0: host.EndDrain((int)random.Below((ulong)host.Drains.Count)); break;
                case 7: host.Wait(new SimTime((long)random.Below(60_000_000))); break;
            }
            host.HoldsCommands = random.Below(2) == 0;
            if (host.HoldsCommands && host.Outstanding > 0) host.AnswerOne();
            AssertMappedIsAccepted(host, $"ways {ways}, seed {seed}, step {step}");
        }
        host.HoldsCommands = false;
        host.Settle();
        while (host.Drains.Count > 0) host.EndDrain();
        host.Wait(PartnerTimeout);
        for (var device = 0; device < ways; device++) host.AskBack(device, Extent(device, 0, SpaceBlocks));
        while (host.Drains.Count > 0) host.EndDrain();

        Assert.All(host.Devices, device => Assert.True(device.Accepted.IsEmpty, $"ways {ways}, seed {seed}: {string.Join(' ', device.Accepted.Ranges)}"));
        Assert.Equal(0UL, host.Spaces[0].TotalBytes);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
        // A release that crosses a forced one fails; nothing else does.
        Assert.InRange(host.Driver.Counters.Errors, 0, forced);
    }

    private static void AssertMappedIsAccepted(TestHost host, string when)
    {
        var ways = (ulong)host.Devices.Length;
        foreach (var range in host.Spaces[0].Ranges)
        {
            for (var device = 0; device < host.Devices.Length; device++)
            {
                var part = new ByteRange(BaseOf(device).Value + range.Start / ways, range.Length / ways);
                // A device that takes capacity away does so before its record is read.
                if (host.Devices[device].LogLength > 0) continue;
                Assert.True(host.Devices[device].Accepted.Contains(part), $"{when}: {range} is mapped, device {device} lacks {part}");
            }
        }
    }
}
