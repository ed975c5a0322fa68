using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Driver;

/// <summary>A driver with test devices behind it. Commands are answered at once unless held; drains end when the test says so.</summary>
internal sealed class TestHost
{
    public const ulong Block = 2 * Sizes.MiB;
    public const ulong PartLength = 128 * Block;
    public static readonly SimTime PartnerTimeout = SimTime.FromMicroseconds(100);

    private readonly Queue<(int Device, CciMessage Request)> _requests = new();

    private TestHost(int devices, IReadOnlyList<DynamicRegion> regions, SimTime timeout)
    {
        Driver = new DcdDriver(devices, regions, timeout);
        Devices = [.. Enumerable.Range(0, devices).Select(_ => new TestDcd())];
        Spaces = regions.ToDictionary(region => region.Index, _ => new MappedSpace());
    }

    public DcdDriver Driver { get; }

    public TestDcd[] Devices { get; }

    public Dictionary<int, MappedSpace> Spaces { get; }

    public List<DriverAction.DrainCapacity> Drains { get; } = [];

    public List<(int Region, ByteRange Range)> Forgotten { get; } = [];

    public SimTime Now { get; set; }

    public bool HoldsCommands { get; set; }

    /// <summary>Happens once, after the device has executed the next command and before the driver sees the answer.</summary>
    public Action? WhileAnswering { get; set; }

    /// <summary>Requests that wait for an answer, one a device at most.</summary>
    public int Outstanding => _requests.Count;

    /// <summary>Device 0 with regions 0 and 1 over two DC regions one after the other.</summary>
    public static TestHost OneDevice(Action<TestDcd>? prepare = null) =>
        Start(new TestHost(1, [Region(0, BaseOf(0)), Region(1, BaseOf(1))], PartnerTimeout), prepare);

    /// <summary>Region 0 interleaved over all devices, whose DC regions start at different DPAs.</summary>
    public static TestHost Interleaved(int ways, SimTime? timeout = null)
    {
        var parts = Enumerable.Range(0, ways).Select(device => new DynamicRegionPart(device, BaseOf(device))).ToArray();
        return Start(new TestHost(ways, [new DynamicRegion(0, parts, PartLength)], timeout ?? PartnerTimeout), null);
    }

    /// <summary>Blocks of the DC region that starts at <see cref="BaseOf"/> this index.</summary>
    public static DcExtent Extent(int dcRegion, ulong firstBlock, ulong blocks) => new(BaseOf(dcRegion) + firstBlock * Block, blocks * Block);

    public static Dpa BaseOf(int dcRegion) => new(Sizes.GiB + (ulong)dcRegion * PartLength);

    /// <summary>Blocks of a region.</summary>
    public static ByteRange Blocks(ulong first, ulong count) => new(first * Block, count * Block);

    public void Offer(int device, params DcExtent[] extents) => Notify(device, Devices[device].Offer(extents));

    public void AskBack(int device, params DcExtent[] extents) => Notify(device, Devices[device].AskBack(extents));

    public void TakeAway(int device, DcExtent extent) => Notify(device, Devices[device].TakeAway(extent));

    public void Notify(int device, bool interrupts)
    {
        if (interrupts) Driver.Interrupt(device, TestDcd.DynamicCapacityVector);
        Settle();
    }

    public void EndDrain(int index = 0)
    {
        var drain = Drains[index];
        Drains.RemoveAt(index);
        Driver.Drained(drain.Token, Now);
        Settle();
    }

    public void Wait(SimTime span)
    {
        Now += span;
        Driver.Tick(Now);
        Settle();
    }

    /// <summary>Answers one held command.</summary>
    public void AnswerOne()
    {
        var (device, request) = _requests.Dequeue();
        var response = Devices[device].Execute(request);
        var meanwhile = WhileAnswering;
        WhileAnswering = null;
        meanwhile?.Invoke();
        Driver.CciCompleted(device, response, Now);
        TakeActions();
    }

    public void Settle()
    {
        TakeActions();
        while (!HoldsCommands && _requests.Count > 0) AnswerOne();
    }

    private static TestHost Start(TestHost host, Action<TestDcd>? prepare)
    {
        foreach (var device in host.Devices) prepare?.Invoke(device);
        host.Driver.Start();
        host.Settle();
        foreach (var device in host.Devices) device.Commands.Clear();
        return host;
    }

    private static DynamicRegion Region(int index, Dpa start) => new(index, [new DynamicRegionPart(0, start)], PartLength);

    private void TakeActions()
    {
        while (Driver.TryTakeAction(out var action))
        {
            switch (action)
            {
                case DriverAction.SendRequest send:
                    Assert.DoesNotContain(_requests, waiting => waiting.Device == send.Device);
                    _requests.Enqueue((send.Device, send.Request));
                    break;
                case DriverAction.MapCapacity map:
                    Spaces[map.Region].Add(map.Range);
                    break;
                case DriverAction.DrainCapacity drain:
                    Spaces[drain.Region].Remove(drain.Range);
                    Drains.Add(drain);
                    break;
                case DriverAction.UnmapCapacity unmap:
                    Spaces[unmap.Region].Remove(unmap.Range);
                    break;
                case DriverAction.ForgetCapacity forget:
                    Forgotten.Add((forget.Region, forget.Range));
                    break;
            }
        }
    }
}
