using System.Buffers.Binary;
using System.Text.Json;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using static CxlFabricSim.Protocol.MailboxReturnCode;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>
/// Inputs that QEMU does not survive or does not check: what each recording's "specification" says in words, as an expectation, for both
/// profiles.
/// </summary>
public sealed class Hazards
{
    private const ulong Block = DynamicRegions.BlockBytes;
    private const ulong LastBlock = 0xFFFF_FFFF_FFE0_0000;

    private static readonly Dictionary<string, Action<Subject>> Expectations = new(StringComparer.Ordinal)
    {
        ["add-response-nothing-pending-empty"] = device => device.Expect([Success, InvalidInput], Opcode.AddDynamicCapacityResponse, Extents()),
        ["add-response-nothing-pending"] = device =>
            device.Expect([InvalidPhysicalAddress], Opcode.AddDynamicCapacityResponse, Extents((0, Block))),
        ["add-response-length-wraps"] = device =>
        {
            device.Offer(Block);
            device.Expect([InvalidPhysicalAddress], Opcode.AddDynamicCapacityResponse, Extents((0, LastBlock)));
        },
        ["add-response-start-wraps"] = device =>
        {
            device.Offer(Block);
            device.Expect([InvalidPhysicalAddress], Opcode.AddDynamicCapacityResponse, Extents((LastBlock, Block)));
        },
        ["add-response-zero-length"] = device =>
        {
            device.Offer(4 * Block);
            device.Expect([InvalidExtentList, InvalidPhysicalAddress], Opcode.AddDynamicCapacityResponse, Extents((0, 0)));
            device.Expect([InvalidExtentList, InvalidPhysicalAddress], Opcode.AddDynamicCapacityResponse, Extents((0, Block), (Block, 0)));
            Assert.Empty(device.Accepted);
        },
        ["release-zero-length-and-wrap"] = device =>
        {
            device.Offer(4 * Block);
            device.Expect([Success], Opcode.AddDynamicCapacityResponse, Extents((0, 4 * Block)));
            device.Expect([InvalidExtentList, InvalidPhysicalAddress], Opcode.ReleaseDynamicCapacity, Extents((0, 0)));
            device.Expect([InvalidExtentList, InvalidPhysicalAddress], Opcode.ReleaseDynamicCapacity, Extents((0, LastBlock)));
            Assert.Single(device.Accepted);
        },
        ["clear-poison-address-wraps"] = device =>
            device.Expect([InvalidPhysicalAddress], Opcode.ClearPoison, [0xC0, .. Enumerable.Repeat((byte)0xFF, 7), .. new byte[64]]),
        ["maintenance-empty-payload"] = device => device.Expect([InvalidPayloadLength], Opcode.PerformMaintenance, []),
        ["maintenance-one-byte"] = device => device.Expect([InvalidPayloadLength], Opcode.PerformMaintenance, [1]),
        ["get-lsa-zero-length"] = device =>
        {
            device.Expect([Success, InvalidInput], Opcode.GetLabelStorageArea, new byte[8]);
            Assert.Equal(0, device.Written);
        },
        ["set-lsa-no-data"] = device => device.Expect([Success, InvalidInput], Opcode.SetLabelStorageArea, new byte[8]),
        ["get-lsa-longer-than-payload"] = device => device.Expect([InvalidInput], Opcode.GetLabelStorageArea, [0, 0, 0, 0, 0, 0x10, 0, 0]),
        ["poison-list-longer-than-payload"] = device =>
        {
            for (var line = 0; line < 127; line++) device.Expect([Success], Opcode.InjectPoison, BitConverter.GetBytes((ulong)line * 128));
            device.Expect([Success], Opcode.GetPoisonList, [.. new byte[8], .. BitConverter.GetBytes(0x100000UL)]);
            Assert.Equal(1, device.Output[0] & 1);
            Assert.Equal(device.Written, 0x20 + 16 * BinaryPrimitives.ReadUInt16LittleEndian(device.Output.AsSpan(0x0A)));
        },
        ["inject-poison-zero-length"] = device => _ = device.Ld.Media.InjectPoison(new Dpa(0), 0, SimTime.Zero),
        ["add-request-offset-wraps"] = device =>
            Assert.NotNull(device.Device.Management.RequestAdd(0, "prescriptive", 0, [(LastBlock, Block)], 0, SimTime.Zero)),
        ["fm-add-no-extents"] = device => device.ExpectOfManager([InvalidInput], Opcode.InitiateDynamicCapacityAdd, Request()),
        ["fm-add-list-cut-short"] = device =>
        {
            var request = Request();
            request[28] = 1;
            device.ExpectOfManager([InvalidPayloadLength], Opcode.InitiateDynamicCapacityAdd, request);
        },
        ["fm-add-zero-length"] = device =>
        {
            device.ExpectOfManager([InvalidExtentList], Opcode.InitiateDynamicCapacityAdd, Request(new DcExtent(default, 0)));
            Assert.Equal(0, device.Ld.Extents.PendingCount);
        },
        ["fm-set-region-not-configured"] = device => device.ExpectOfManager(
            [Unsupported, InvalidInput], Opcode.SetDcRegionConfiguration, [5, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ["fm-set-region-out-of-range"] = device => device.ExpectOfManager(
            [Unsupported, InvalidInput], Opcode.SetDcRegionConfiguration, [0xC8, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ["reserved-interleave-code"] = device =>
        {
            // A decoder at 110000000h of 256 MiB, committed with interleave ways code 5.
            const int First = 0x10;
            var decoders = device.Ld.Decoders;
            decoders.Write32(First, 0x1000_0000);
            decoders.Write32(First + 0x04, 1);
            decoders.Write32(First + 0x08, 0x1000_0000);
            decoders.Write32(First + 0x10, 0x50 | 1 << 9);

            // QEMU commits anything, as hdm.json records for code 15; harm comes only of using it.
            Assert.Equal(device.Device.Profile.CommitsNotChecked ? 0b01u : 0b10u, decoders.Read32(First + 0x10) >> 10 & 0b11);
            Assert.False(decoders.TryTranslate(0x1_1000_0000, out _));
        },
        ["payload-one-over"] = device =>
        {
            device.Expect([InvalidPayloadLength], Opcode.SetLabelStorageArea, new byte[CommandTable.PayloadBytes + 1]);
            device.Expect([Success], Opcode.SetLabelStorageArea, new byte[CommandTable.PayloadBytes]);
        },
        ["payload-length-field-maximum"] = device => device.Expect([InvalidPayloadLength], Opcode.SetLabelStorageArea, new byte[0xFFFFF]),
    };

    /// <summary>Of a switch's mailbox, whose commands have tests of their own.</summary>
    private static readonly string[] OfSwitches = ["switch-get-timestamp", "switch-set-timestamp"];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var name in Expectations.Keys)
        {
            cases.Add(name, DeviceProfile.Cxl.Name);
            cases.Add(name, DeviceProfile.Qemu11.Name);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hazard_gets_the_answer_of_the_specification_and_does_no_harm(string name, string profile)
    {
        using var device = new Subject(name, profile == DeviceProfile.Qemu11.Name ? DeviceProfile.Qemu11 : DeviceProfile.Cxl);

        Expectations[name](device);

        device.Expect([Success], Opcode.IdentifyMemoryDevice, []);
    }

    [Fact]
    public void Every_recorded_hazard_has_an_expectation()
    {
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "hazards.json")));

        var names = recorded.RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("name").GetString()!["hazard/".Length..]);

        Assert.Equal(names.Except(OfSwitches).Order(StringComparer.Ordinal), Expectations.Keys.Order(StringComparer.Ordinal));
    }

    private static byte[] Extents(params (ulong Offset, ulong Length)[] extents) =>
        UpdatedExtents.Encode([.. extents.Select(extent => new DcExtent(new Dpa(extent.Offset), extent.Length))]);

    private static byte[] Request(params DcExtent[] extents) =>
        new CapacityRequest(0, (int)SelectionPolicy.Prescriptive, 0, 0, 0, extents).Encode();

    /// <summary>A device with one kind of memory, as recorded: of capacity, of labels, of anything else.</summary>
    private sealed class Subject(string hazard, DeviceProfile profile) : IDisposable
    {
        private readonly bool _isOfCapacity = hazard.Split('-')[0] is "add" or "release" or "fm";
        private readonly bool _isOfLabels = hazard.Split('-')[1] is "lsa" || hazard.Split('-')[0] is "payload";

        private Type3Device? _device;

        public Type3Device Device => _device ??= new Type3Device(new Type3Options
        {
            Name = "mem0",
            Profile = profile,
            Volatile = _isOfCapacity || _isOfLabels ? null : MemoryBackend.Anonymous(256 * Sizes.MiB),
            Persistent = _isOfLabels ? MemoryBackend.Anonymous(512 * Sizes.MiB) : null,
            Dynamic = _isOfCapacity ? MemoryBackend.Anonymous(512 * Sizes.MiB) : null,
            DynamicRegions = 2,
            LabelStorageBytes = 4096,
        });

        public LogicalDevice Ld => Device.LogicalDevices[0];

        public IReadOnlyList<DcExtent> Accepted => Ld.Extents.Accepted;

        public byte[] Output { get; } = new byte[CommandTable.PayloadBytes];

        public int Written { get; private set; }

        public void Offer(ulong length) => Assert.Null(Device.Management.RequestAdd(0, "prescriptive", 0, [(0, length)], 0, SimTime.Zero));

        public void Expect(MailboxReturnCode[] allowed, Opcode opcode, byte[] input)
        {
            var code = Device.Execute(0, opcode, input, Output, SimTime.Zero, out var written);
            Written = written;
            Assert.Contains(code, allowed);
            Assert.InRange(written, 0, CommandTable.PayloadBytes);
        }

        public void ExpectOfManager(MailboxReturnCode[] allowed, Opcode opcode, byte[] input) =>
            Assert.Contains(Device.ExecuteManagement(opcode, input, Output, SimTime.Zero, out _), allowed);

        public void Dispose() => _device?.Dispose();
    }
}
