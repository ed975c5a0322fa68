using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace CxlFabricSim.Devices.Tests.Commands;

/// <summary>What holds of a device with two hosts and a fabric manager after any stream of commands with any payloads.</summary>
public sealed class CommandStreamProperties
{
    private const int Hosts = 2;
    private const int Manager = Hosts;
    private const int Clock = Hosts + 1;
    private const int Streams = 60;
    private const int CommandsOfStream = 400;
    private const uint Shareable = 0b10;

    private static readonly Opcode[] Opcodes = Enum.GetValues<Opcode>();

    [Theory]
    [InlineData("cxl", 1)]
    [InlineData("cxl", 2)]
    [InlineData("qemu-11", 3)]
    public void Any_stream_of_commands_leaves_capacity_events_and_the_effects_log_in_order(string profile, int seed)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Streams).WithReplay((ulong)seed, 1);
        Prop.ForAll(Calls().ArrayOf(CommandsOfStream).ToArbitrary(), calls => Run(profile, calls)).Check(config);
    }

    private static void Run(string profile, Call[] calls)
    {
        var isQemu = profile == DeviceProfile.Qemu11.Name;
        using var device = new TestDevice(
            isQemu ? DeviceProfile.Qemu11 : DeviceProfile.Cxl, isQemu ? 1 : Hosts, volatileBytes: (isQemu ? 1UL : Hosts) * 256 * Sizes.MiB,
            dynamicBytes: 512 * Sizes.MiB, regions: 2, shareable: isQemu ? 0 : Shareable, labelBytes: 4096);
        var count = 0;
        foreach (var call in calls)
        {
            if (call.Target == Clock) device.Now += SimTime.FromMicroseconds(call.Payload.Length * 10_000L);
            else if (call.Target == Manager) Answer(device.Manage(call.Opcode, call.Payload), device);
            else Answer(device.Execute(isQemu ? 0 : call.Target, call.Opcode, call.Payload), device);
            if (++count % 40 == 0) CheckCapacity(device.Device);
        }

        CheckCapacity(device.Device);
        foreach (var ld in device.Device.LogicalDevices)
        {
            CheckEvents(ld);
            CheckEffectsLog(device, ld);
        }
    }

    private static void Answer(MailboxReturnCode code, TestDevice device)
    {
        Assert.True(Enum.IsDefined(code));
        Assert.InRange(device.Written, 0, 2048);
    }

    /// <summary>Pending, accepted and free make up the capacity; nothing lies on top of something or outside.</summary>
    private static void CheckCapacity(Type3Device device)
    {
        var regions = device.Regions;
        var holders = new int[regions.Blocks];
        foreach (var ld in device.LogicalDevices)
        {
            var own = new bool[regions.Blocks];
            foreach (var extent in ld.Extents.Accepted.Concat(ld.Extents.Offers.SelectMany(offer => offer)))
            {
                Assert.Equal(MailboxReturnCode.Success, regions.CheckForm([extent]));
                for (var block = regions.BlockOf(extent.Start); block < regions.BlockOf(extent.Start) + extent.Length / DynamicRegions.BlockBytes; block++)
                {
                    Assert.False(own[block], $"block {block} twice for {ld.Id}");
                    own[block] = true;
                    holders[block]++;
                }
            }

            Assert.Equal(ld.Extents.TrackedCount, ld.Extents.AcceptedCount + ld.Extents.Offers.Sum(offer => offer.Count));
        }

        // What only the fabric manager refers to is nobody's, and not free either.
        foreach (var extent in device.Management.Tags.Where(tagged => tagged.IsReferenced).SelectMany(tagged => tagged.Extents.Listed))
        {
            for (var block = regions.BlockOf(extent.Start); block < regions.BlockOf(extent.Start) + extent.Length / DynamicRegions.BlockBytes; block++)
                holders[block] = Math.Max(holders[block], 1);
        }

        for (var region = 0; region < regions.Count; region++)
        {
            var first = (int)regions.BlockOf(new Dpa(regions.BaseOf(region)));
            var inRegion = holders.AsSpan(first, (int)(regions.RegionBytes / DynamicRegions.BlockBytes));
            if (!regions.IsShareable(region)) Assert.True(inRegion.IndexOfAnyExceptInRange(0, 1) < 0, "two hosts have one block");
            var held = (ulong)inRegion.Length - (ulong)inRegion.Count(0);
            Assert.Equal(regions.RegionBytes, held * DynamicRegions.BlockBytes + device.Management.FreeBytes(region));
        }
    }

    private static void CheckEvents(LogicalDevice ld)
    {
        foreach (var log in Enum.GetValues<EventLogKind>())
        {
            for (var index = 1; index < ld.Events[log].Count; index++)
                Assert.Equal(ld.Events[log].Handle(index - 1) + 1, ld.Events[log].Handle(index));
        }
    }

    private static void CheckEffectsLog(TestDevice device, LogicalDevice ld)
    {
        // Past any background operation, so that nothing is refused for it.
        device.Now += SimTime.FromMicroseconds(100_000_000_000);
        byte[] request = [.. Guid.Parse("0da9c0b5-bf41-4b78-8f79-96b1623b3f17").ToByteArray(bigEndian: true), 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(MailboxReturnCode.Success, device.Execute(ld.Id, Opcode.GetSupportedLogs, []));
        var size = BinaryPrimitives.ReadInt32LittleEndian(device.Output[24..]);
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(20), size);
        if (device.Execute(ld.Id, Opcode.GetLog, request) == MailboxReturnCode.MediaDisabled) return;
        var listed = new HashSet<Opcode>();
        for (var at = 0; at < size; at += 4) listed.Add((Opcode)BinaryPrimitives.ReadUInt16LittleEndian(device.Output[at..]));
        for (var opcode = 0; opcode <= ushort.MaxValue; opcode++)
            Assert.Equal(listed.Contains((Opcode)opcode), ld.Commands.Knows((Opcode)opcode));
    }

    private static Gen<Call> Calls() =>
        from target in Gen.Frequency((6, Gen.Choose(0, Hosts - 1)), (5, Gen.Constant(Manager)), (1, Gen.Constant(Clock)))
        from opcode in Gen.Frequency(
            (4, Gen.Elements(OpcodesOf(target))), (4, Gen.Elements(Opcodes)), (1, Gen.Choose(0, ushort.MaxValue).Select(value => (Opcode)value)))
        from payload in Gen.Frequency((6, Capacity(opcode)), (2, Bytes(160, 3)), (1, Bytes(2100, 255)))
        select new Call(target, opcode, payload);

    private static Opcode[] OpcodesOf(int target) => target == Manager
        ? [Opcode.InitiateDynamicCapacityAdd, Opcode.InitiateDynamicCapacityRelease, Opcode.DynamicCapacityAddReference, Opcode.DynamicCapacityRemoveReference]
        : [Opcode.AddDynamicCapacityResponse, Opcode.ReleaseDynamicCapacity, Opcode.ClearEventRecords];

    private static Gen<byte[]> Bytes(int longest, int largest) =>
        from length in Gen.Choose(0, longest)
        from bytes in Gen.Choose(0, largest).Select(value => (byte)value).ArrayOf(length)
        select bytes;

    /// <summary>Lists of few extents in few blocks, under few tags, so that they meet.</summary>
    private static Gen<byte[]> Capacity(Opcode opcode) =>
        from extents in Extent().ArrayOf(2)
        from count in Gen.Choose(0, 2)
        from policy in Gen.Choose(0, 3)
        from flags in Gen.Elements(0, 0, 0, 1)
        from host in Gen.Choose(0, Hosts - 1)
        from tag in Gen.Choose(0, 3)
        select Encode(opcode, [.. extents.Take(count)], policy, flags != 0, host, (UInt128)tag);

    private static Gen<DcExtent> Extent() =>
        from place in Gen.Choose(0, 12)
        from region in Gen.Choose(0, 1)
        from length in Gen.Choose(1, 4)
        from tag in Gen.Choose(0, 3)
        select new DcExtent(
            new Dpa(256 * Sizes.MiB + (ulong)region * 256 * Sizes.MiB + (ulong)place * DynamicRegions.BlockBytes),
            (ulong)length * DynamicRegions.BlockBytes, (UInt128)tag);

    private static byte[] Encode(Opcode opcode, DcExtent[] extents, int policy, bool flag, int host, UInt128 tag)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, tag);
        return opcode switch
        {
            Opcode.AddDynamicCapacityResponse or Opcode.ReleaseDynamicCapacity => UpdatedExtents.Encode(extents, flag),
            Opcode.InitiateDynamicCapacityAdd or Opcode.InitiateDynamicCapacityRelease =>
                new CapacityRequest(host, policy, 0, DynamicRegions.BlockBytes * 2, tag, extents) { IsForced = flag }.Encode(),
            Opcode.ClearEventRecords => [4, 1, 0, 0, 0, 0],
            _ => bytes,
        };
    }

    private sealed record Call(int Target, Opcode Opcode, byte[] Payload)
    {
        public override string ToString() => $"{Target}:{(int)Opcode:x4}h {Convert.ToHexStringLower(Payload)}";
    }
}
