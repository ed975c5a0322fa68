using System.Buffers.Binary;
using System.Text.Json;
using CxlFabricSim.EndToEnd.Tests.Serving.Commands;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>Devices plugged over the wire by the emulator's private messages, bindings across switches, and what the switch's event logs hold of them.</summary>
public sealed class PluggingTests
{
    private const byte DevicePort = 3;

    [Fact]
    public void A_device_is_disconnected_and_connected_by_private_messages_and_its_hosts_lose_and_find_it()
    {
        using var fabric = ServedFabric.Idle("mld.yaml", ManagementDialect.Jrlabs, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");
        var commands = new CommandClient(connection, ManagementDialect.Jrlabs);
        var present = commands.Ask(0x5101, [1, DevicePort]).Payload;

        // Of port 3, of port 3 again, which is empty now; device 1, which its link does not lead to; device 0; device 0 again.
        Assert.Equal(0, Private(connection, opcode: 3, DevicePort, 0));
        var empty = commands.Ask(0x5101, [1, DevicePort]).Payload[4..];
        Assert.Equal((DevicePort, 0, 0, 0), (empty[0], empty[4], empty[7], BinaryPrimitives.ReadUInt16LittleEndian(empty.AsSpan(13))));
        Assert.Equal("", Hosts(fabric, "sw0"));
        Assert.Equal(2, Private(connection, 3, DevicePort, 0));
        Assert.Equal(2, Private(connection, 2, DevicePort, 1));
        Assert.Equal(0, Private(connection, 2, DevicePort, 0));
        Assert.Equal(2, Private(connection, 2, DevicePort, 0));
        Assert.Equal(present, commands.Ask(0x5101, [1, DevicePort]).Payload);
        Assert.Equal("mld0.ld3 mld0.ld7", Hosts(fabric, "sw0"));

        // All at once, whichever port is named; and an opcode that nobody knows.
        Assert.Equal(0, Private(connection, 3, 0, 1));
        Assert.Equal("", Hosts(fabric, "sw0"));
        Assert.Equal(2, Private(connection, 9, DevicePort, 0));
    }

    [Fact]
    public void In_the_dialect_of_the_specification_a_private_message_is_dropped_and_changes_nothing()
    {
        using var fabric = ServedFabric.Idle("mld.yaml", ManagementDialect.Spec, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");
        var commands = new CommandClient(connection, ManagementDialect.Spec);
        var present = commands.Ask(0x5101, [1, DevicePort]).Payload;

        connection.Send(RawClient.Cut([0x70, 0x10, 3, 0, 3, DevicePort, 0, 0, 0, 0, 0, 0, 0]));

        // The next answer is that of the next request: nothing came back for the private one.
        Assert.Equal(present, commands.Ask(0x5101, [1, DevicePort]).Payload);
    }

    [Theory]
    [InlineData(ManagementDialect.Spec)]
    [InlineData(ManagementDialect.Jrlabs)]
    public void Event_logs_of_the_switch_hold_what_happened_until_it_is_cleared(ManagementDialect dialect)
    {
        using var fabric = ServedFabric.Idle("mld.yaml", dialect, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");
        var commands = new CommandClient(connection, dialect);
        Assert.Equal(0, commands.Ask(0x5201, [2, 0, DevicePort, 0, 5, 0]).Code);
        Assert.Equal(2, commands.Ask(0x5201, [2, 0, DevicePort, 0, 5, 0]).Code);
        Assert.Equal(0, commands.Ask(0x5102, [DevicePort, 0]).Code);

        // Virtual CXL Switch: virtual switch 2, vPPB 0, binding change, bound to logical device 5 of port 3; the second time it failed.
        var binding = Assert.Single(Records(1), IsVirtual);
        Assert.Equal("020000030305", Convert.ToHexStringLower(binding.AsSpan(0x30, 6)));
        Assert.Equal((0x80, 1), (binding[0x10], binding[0x11] & 3));
        var information = Records(0).Where(record => IsVirtual(record) && record[0x30] == 2).ToList();
        Assert.Equal("020000030305", Convert.ToHexStringLower(Assert.Single(information).AsSpan(0x30, 6)));

        // Physical Switch: port 3, link state change, under PERST.
        var port = Records(0).Single(record => Convert.ToHexStringLower(record.AsSpan(0, 4)) == "77cf9271");
        Assert.Equal((DevicePort, 0), (port[0x30], port[0x31]));

        // Cleared by handle, oldest first; what is left is what was behind it.
        var before = Records(0);
        Assert.Equal(0, commands.Ask(0x0101, [0, 0, 1, 0, 0, 0, before[0][0x14], before[0][0x15]]).Code);
        Assert.Equal(before.Skip(1).Select(Convert.ToHexString), Records(0).Select(Convert.ToHexString));
        Assert.Equal(0, commands.Ask(0x0101, [0, 1, 0, 0, 0, 0]).Code);
        Assert.Empty(Records(0));
        Assert.Single(Records(1));

        static bool IsVirtual(byte[] record) => Convert.ToHexStringLower(record.AsSpan(0, 4)) == "40d26425";

        List<byte[]> Records(byte log)
        {
            var (code, payload) = commands.Ask(0x0100, [log]);
            Assert.Equal(0, code);
            var count = BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(0x14));
            Assert.Equal(0x20 + count * 0x80, payload.Length);
            return [.. Enumerable.Range(0, count).Select(index => payload[(0x20 + index * 0x80)..(0x20 + (index + 1) * 0x80)])];
        }
    }

    [Fact]
    public void Perst_reset_and_plugging_reach_the_host_of_another_switch()
    {
        using var fabric = FarFabric.Serve(ManagementDialect.Jrlabs);
        using var connection = fabric.Connect("far");
        var far = new CommandClient(connection, ManagementDialect.Jrlabs);
        ServedFabric.Await(() => Hosts(fabric, "far") == "mld.ld0");

        Assert.Equal(0, far.Ask(0x5102, [FarFabric.DevicePort, 0]).Code);
        ServedFabric.Await(() => Hosts(fabric, "far") == "");

        // A binding can be made while the link is down; its host sees the device when it comes up.
        using var edge = fabric.Connect("sw1");
        Assert.Equal(0, new CommandClient(edge, ManagementDialect.Jrlabs).Ask(0x5706, [0, 0, 0, 0, 3, 0, 1, 0, .. new byte[20]]).Code);
        Assert.Equal("", Hosts(fabric, "far"));
        ServedFabric.Await(() => far.Ask(0x5102, [FarFabric.DevicePort, 1]).Code == 0);
        ServedFabric.Await(() => Hosts(fabric, "far") == "mld.ld0 mld.ld1");

        Assert.Equal(0, far.Ask(0x5102, [FarFabric.DevicePort, 2]).Code);
        ServedFabric.Await(() => Hosts(fabric, "far") == "mld.ld0 mld.ld1");
        Assert.Equal(0, Private(connection, opcode: 3, FarFabric.DevicePort, 0));
        ServedFabric.Await(() => Hosts(fabric, "far") == "");
        Assert.Equal(0, Private(connection, opcode: 2, FarFabric.DevicePort, 0));
        ServedFabric.Await(() => Hosts(fabric, "far") == "mld.ld0 mld.ld1");
    }

    [Fact]
    public void Perst_and_plugging_below_a_cascade_reach_the_hosts_above()
    {
        const byte Port = 2;
        const string All = "dcd0.ld0 dcd2.ld0 dcd1.ld0 dcd3.ld0 dcd0.ld1 dcd2.ld1 dcd1.ld1 dcd3.ld1";
        using var fabric = ServedFabric.Idle("cascade.yaml", ManagementDialect.Jrlabs);
        using var connection = fabric.Connect("sw1");
        var low = new CommandClient(connection, ManagementDialect.Jrlabs);
        var all = Hosts(fabric, "sw1").Split(' ').Order().ToList();
        Assert.Equal(All.Split(' ').Order(), all);

        Assert.Equal(0, low.Ask(0x5102, [Port, 0]).Code);
        ServedFabric.Await(() => !Hosts(fabric, "sw1").Contains("dcd0", StringComparison.Ordinal));
        Assert.Equal(all.Where(one => !one.StartsWith("dcd0", StringComparison.Ordinal)), Hosts(fabric, "sw1").Split(' ').Order());
        ServedFabric.Await(() => low.Ask(0x5102, [Port, 1]).Code == 0);
        ServedFabric.Await(() => Hosts(fabric, "sw1").Split(' ').Order().SequenceEqual(all));
        Assert.Equal(0, Private(connection, opcode: 3, Port, 0));
        ServedFabric.Await(() => !Hosts(fabric, "sw1").Contains("dcd0", StringComparison.Ordinal));
        Assert.Equal(0, Private(connection, opcode: 2, Port, 0));
        ServedFabric.Await(() => Hosts(fabric, "sw1").Split(' ').Order().SequenceEqual(all));
    }

    /// <summary>Who has what, as a list of memdevs tells.</summary>
    private static string Hosts(ServedFabric fabric, string component)
    {
        var list = new Cli().Run("list", "-M", "--connect", $"127.0.0.1:{fabric.PortOf(component)}", "--dialect", "jrlabs").Output;
        return string.Join(' ', JsonDocument.Parse(list).RootElement.EnumerateArray().Select(one => one.GetProperty("host").GetString()));
    }

    /// <summary>The return code of a private message.</summary>
    private static int Private(RawClient connection, byte opcode, byte a, uint b)
    {
        connection.Send(RawClient.Cut([0x70, 0x10, 3, 0, opcode, a, 0, 0, 0, (byte)b, (byte)(b >> 8), 0, 0]));
        var answer = connection.Receive();
        Assert.Equal((0x70, 0x11, 3, opcode), (answer[0], answer[1], answer[2], answer[4]));
        return answer[3];
    }
}
