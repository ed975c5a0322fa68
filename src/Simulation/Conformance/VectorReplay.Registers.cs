using System.Text.Json;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Config space, component and device registers, data object exchange, CEDT: each item compared counts as a step.</content>
internal sealed partial class VectorReplay
{
    private const int ConfigBytes = 4096;
    private const int ComponentBytes = 4096;
    private const int CommandOffset = 0x04;
    private const int BridgeWindows = 0x20;
    private const int BridgeWindowBytes = 0x10;

    // What the recording machine had written to the command register: memory space and bus master.
    private const uint MemoryAndBusMaster = 0x0006;

    private bool HasRegisters => vector.Has("functions") || vector.Has("host_bridges") || vector.Has("cedt") || vector.Has("doe");

    private void ReplayRegisters()
    {
        if (!HasRegisters) return;
        var functions = new VectorFunctions(vector.Need("device"), _topology);
        foreach (var function in vector.Items("functions"))
            ReplayFunction(function, new FunctionReader(functions.Function(function.Text("name"))));
        foreach (var bridge in vector.Items("host_bridges"))
        {
            var registers = functions.Bridge(bridge.Text("name"));
            ReplayComponent(bridge.Text("name"), bridge, registers);
        }

        if (vector.Has("doe")) ReplayDataObjects(vector.GetProperty("doe"), functions);
        if (vector.Has("cedt")) CountItem("CEDT", Hex(InOrderOfBridges(vector.Bytes("cedt"))), Hex(InOrderOfBridges(functions.Cedt())));
    }

    private void ReplayFunction(JsonElement function, FunctionReader found)
    {
        var name = function.Text("name");
        found.Write32(CommandOffset, MemoryAndBusMaster);
        CountItem($"{name} config space", function.Text("config_space"), Trimmed(ConfigSpace(found)));
        foreach (var bar in function.Need("bars").EnumerateObject())
        {
            var size = found.BarSize(int.Parse(bar.Name, System.Globalization.CultureInfo.InvariantCulture));
            CountItem($"{name} BAR {bar.Name}", bar.Value.Text("size"), $"{size:x}");
        }

        var capabilities = function.Items("capabilities").Select(item => $"{item.Text("id")} at {item.Text("offset")}");
        var listed = found.ExtendedCapabilities().Select(item => $"{item.Id:x4} at {item.Offset:x}");
        CountItem($"{name} extended capabilities", Joined(capabilities), Joined(listed));
        foreach (var dvsec in function.Items("dvsecs")) ReplayDvsec(name, dvsec, found);
        ReplayBlocks(name, function, found);
    }

    /// <summary>With what the recorder blanked: windows of bridges; BARs and bus numbers are zero until somebody writes them.</summary>
    private static byte[] ConfigSpace(FunctionReader found)
    {
        var bytes = FunctionReader.ReadBytes(found.ConfigSpace, 0, ConfigBytes);
        if ((bytes[0x0E] & 0x7F) == BridgeHeader.HeaderType) bytes.AsSpan(BridgeWindows, BridgeWindowBytes).Clear();
        return bytes;
    }

    private void ReplayDvsec(string name, JsonElement dvsec, FunctionReader found)
    {
        var start = (int)dvsec.Hex("offset");
        var what = $"{name} DVSEC {dvsec.Int("id")}";
        CountItem(what, dvsec.Text("raw"), Hex(FunctionReader.ReadBytes(found.ConfigSpace, start, dvsec.Int("length"))));
        CountItem(
            $"{what} header", $"id {dvsec.Int("id")} revision {dvsec.Int("revision")} length {dvsec.Int("length")}",
            $"id {found.Read32(start + 8) & 0xFFFF} revision {found.Read32(start + 4) >> 16 & 0xF} length {found.Read32(start + 4) >> 20}");
        foreach (var dword in dvsec.Items("dwords"))
        {
            var offset = start + (int)dword.Hex("offset");
            var initial = found.Read32(offset);
            found.Write32(offset, uint.MaxValue);
            var ones = found.Read32(offset);
            found.Write32(offset, 0);
            CountItem(
                $"{what} dword {dword.Text("offset")}",
                $"{dword.Text("initial")}, after ones {dword.Text("after_ones")}, after zeros {dword.Text("after_zeros")}",
                $"{initial:x8}, after ones {ones:x8}, after zeros {found.Read32(offset):x8}");
        }
    }

    private void ReplayBlocks(string name, JsonElement function, FunctionReader found)
    {
        foreach (var block in function.Items("register_blocks"))
        {
            var id = block.Int("id");
            var located = Locate(found, id);
            CountItem($"{name} register block {id}", $"BAR {block.Text("bar")}", $"BAR {located}");
            if (located < 0) continue;
            if (id == (int)RegisterBlockId.ComponentRegisters) ReplayComponent(name, function, found.Bar(located));
            if (id == (int)RegisterBlockId.DeviceRegisters) ReplayDevice(name, function, found.Bar(located));
        }
    }

    /// <summary>The BAR that the register locator names for a block; -1 when it names none.</summary>
    private static int Locate(FunctionReader found, int id)
    {
        const int FirstBlock = 0x0C;
        const int BlockStride = 8;
        foreach (var (capability, offset) in found.ExtendedCapabilities())
        {
            if (capability != ExtendedCapabilityId.DesignatedVendorSpecific) continue;
            if ((found.Read32(offset + 8) & 0xFFFF) != (uint)DvsecId.RegisterLocator) continue;
            var length = (int)(found.Read32(offset + 4) >> 20);
            for (var at = FirstBlock; at < length; at += BlockStride)
                if ((found.Read32(offset + at) >> 8 & 0xFF) == id) return (int)(found.Read32(offset + at) & 7);
        }

        return -1;
    }

    private void ReplayComponent(string name, JsonElement component, RegisterFile registers)
    {
        var bytes = FunctionReader.ReadBytes(registers, ComponentRegisters.CacheMemOffset, ComponentBytes);
        CountItem($"{name} component registers", component.Text("component_registers"), Trimmed(bytes));
        var recorded = component.Items("component_capabilities")
            .Select(item => $"{item.Int("id")} v{item.Int("version")} at {item.Text("offset")}");
        CountItem($"{name} component capabilities", Joined(recorded), Joined(ComponentCapabilities(registers)));
    }

    private static IEnumerable<string> ComponentCapabilities(RegisterFile registers)
    {
        var count = (int)(registers.Read(ComponentRegisters.CacheMemOffset, sizeof(uint)) >> 24);
        for (var slot = 1; slot <= count; slot++)
        {
            var header = (uint)registers.Read(ComponentRegisters.CacheMemOffset + slot * sizeof(uint), sizeof(uint));
            if ((header & 0xFFFF) != 0) yield return $"{header & 0xFFFF} v{header >> 16 & 0xF} at {header >> 20:x}";
        }
    }

    private void ReplayDevice(string name, JsonElement function, RegisterFile registers)
    {
        var bytes = FunctionReader.ReadBytes(registers, 0, DeviceRegisters.MailboxOffset);
        CountItem($"{name} device registers", function.Text("device_registers"), Hex(bytes));
        var mailbox = registers.Read(DeviceRegisters.MailboxOffset, sizeof(uint));
        CountItem($"{name} mailbox capabilities", function.Text("mailbox_capabilities"), $"{mailbox:x8}");
    }

    private void ReplayDataObjects(JsonElement doe, VectorFunctions functions)
    {
        var offset = (int)doe.Hex("offset");
        var owner = vector.Items("functions").First(function => function.Items("capabilities")
            .Any(item => item.Hex("id") == ExtendedCapabilityId.DataObjectExchange && (int)item.Hex("offset") == offset));
        var found = new FunctionReader(functions.Function(owner.Text("name")));
        foreach (var exchange in doe.Items("exchanges"))
        {
            var answer = found.Exchange(offset, exchange.Bytes("request"), out var status, out var afterAbort);
            var expected = exchange.Need("response").ValueKind == JsonValueKind.Null
                ? $"none, status {exchange.Text("status")}, after abort {exchange.Text("status_after_abort")}"
                : exchange.Text("response");
            var ours = answer is null ? $"none, status {status:x8}, after abort {afterAbort:x8}" : Hex(answer);
            CountItem($"DOE {exchange.Text("note")}", expected, ours);
        }

        ReplayTable(doe, offset, found);
    }

    /// <summary>Follows the handles from entry 0 to the last, as a driver that wants the whole table.</summary>
    private void ReplayTable(JsonElement doe, int offset, FunctionReader found)
    {
        const int HeaderBytes = 12;
        var table = new List<byte>();
        var handle = 0;
        foreach (var entry in doe.Items("entries"))
        {
            byte[] request = [0x98, 0x1E, 2, 0, 3, 0, 0, 0, 0, 0, (byte)handle, (byte)(handle >> 8)];
            var answer = found.Exchange(offset, request, out _, out _) ?? [];
            CountItem($"CDAT entry {handle}", entry.GetString() ?? "", Hex(answer));
            if (answer.Length <= HeaderBytes) continue;
            table.AddRange(answer.AsSpan(HeaderBytes));
            handle = answer[10] | answer[11] << 8;
        }

        CountItem("CDAT", doe.Text("cdat"), Hex([.. table]));
    }

    /// <summary>
    /// A CEDT with its host bridge structures by UID: their order has no meaning, and that of the recorded tables is the order of a hash
    /// table of names. What follows them stays in place.
    /// </summary>
    private static byte[] InOrderOfBridges(byte[] table)
    {
        const int HeaderBytes = 36;
        const byte BridgeStructure = 0;
        var structures = new List<byte[]>();
        for (var at = HeaderBytes; at + 4 <= table.Length; at += structures[^1].Length)
        {
            var length = BitConverter.ToUInt16(table, at + 2);
            if (length < 4 || at + length > table.Length)
                throw new VectorFormatException($"a structure at {at:x} of the CEDT has a length of {length}");
            structures.Add(table[at..(at + length)]);
        }

        var bridges = structures.Where(structure => structure[0] == BridgeStructure)
            .OrderBy(structure => BitConverter.ToUInt32(structure, 4));
        var others = structures.Where(structure => structure[0] != BridgeStructure);
        return [.. table[..HeaderBytes], .. bridges.Concat(others).SelectMany(structure => structure)];
    }

    private void CountItem(string description, string expected, string found) =>
        Count(description, vector, _ => StepOutcome.Compare(expected, found));

    private static string Joined(IEnumerable<string> items) => string.Join(", ", items);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Trimmed(byte[] bytes)
    {
        var length = bytes.Length;
        while (length > 0 && bytes[length - 1] == 0) length--;
        return Convert.ToHexStringLower(bytes.AsSpan(0, length));
    }
}
