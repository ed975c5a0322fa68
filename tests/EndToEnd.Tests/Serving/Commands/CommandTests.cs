using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>Every command of a fabric manager in raw packets over a real socket, in both dialects: its answer, and what a wrong request gets.</summary>
public sealed class CommandTests
{
    private const string SwitchIdentity = "e519 28a1 0000 0000";
    private const string DeviceIdentity = "8680 930d f41a 0011";

    // Made from the component's name where the scenario gives none.
    private const string AnySerial = "????????????????";
    private const byte DevicePort = 3;

    public static TheoryData<ManagementDialect> Dialects => [ManagementDialect.Spec, ManagementDialect.Jrlabs];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_switch_has_the_generic_commands(ManagementDialect dialect) =>
        Hold("mld.yaml", "sw0", dialect, [.. GenericCases.Of(SwitchIdentity, AnySerial, "00"), .. GenericCases.Events]);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_device_has_the_generic_commands(ManagementDialect dialect) =>
        Hold("mld.yaml", "mld0", dialect, [.. GenericCases.Of(DeviceIdentity, AnySerial, "03"), .. GenericCases.Events]);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_device_behind_a_port_has_them_in_a_tunnel(ManagementDialect dialect) =>
        Hold("mld.yaml", "sw0", dialect, [.. GenericCases.Of(DeviceIdentity, AnySerial, "03"), .. GenericCases.Events], DevicePort);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_logical_device_has_them_in_a_tunnel_within_a_tunnel(ManagementDialect dialect) =>
        Hold("mld.yaml", "sw0", dialect, GenericCases.Of(DeviceIdentity, AnySerial, "03"), DevicePort, 3);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Physical_ports_are_shown_and_controlled(ManagementDialect dialect) => Hold("mld.yaml", "sw0", dialect, SwitchCases.Physical);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Virtual_switches_are_shown_bound_and_unbound(ManagementDialect dialect) => Hold("mld.yaml", "sw0", dialect, SwitchCases.Virtual);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Devices_behind_other_switches_are_bound_by_their_ids(ManagementDialect dialect)
    {
        using var fabric = FarFabric.Serve(dialect);

        Hold(fabric, "sw1", dialect, SwitchCases.Far);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Logical_devices_are_reached_by_config_and_memory_requests(ManagementDialect dialect) =>
        Hold("mld.yaml", "sw0", dialect, SwitchCases.LogicalDeviceIo);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Logical_devices_are_allocated_behind_a_port(ManagementDialect dialect) =>
        Hold("mld.yaml", "sw0", dialect, DeviceCases.LogicalDevices, DevicePort);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Logical_devices_are_allocated_at_the_device(ManagementDialect dialect) => Hold("mld.yaml", "mld0", dialect, DeviceCases.LogicalDevices);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Heads_are_shown(ManagementDialect dialect) => Hold("multi-headed.yaml", "dcd0", dialect, DeviceCases.Heads);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Capacity_is_given_shared_referred_to_and_taken(ManagementDialect dialect) => Hold("shared-capacity.yaml", "dcd0", dialect, CapacityCases.All);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Capacity_is_managed_behind_a_port(ManagementDialect dialect) => Hold("shared-capacity.yaml", "sw0", dialect, CapacityCases.All, DevicePort);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_tunnel_answers_for_itself_and_not_for_what_is_inside(ManagementDialect dialect)
    {
        using var fabric = Serve("mld.yaml", dialect);
        using var client = fabric.Connect("sw0");
        var @switch = new CommandClient(client, dialect);

        // What is inside is unknown: the tunnel has done its work.
        var unknown = @switch.AskTunnel(DevicePort, 0, 0x56FF, []);
        Assert.Equal(0, unknown.Code);
        Assert.Equal((3, 0), (@switch.Inner(unknown.Payload).Code, @switch.Inner(unknown.Payload).Payload.Length));

        // A port that leads up, one that is not there, a pool of logical devices that a port is not, a target type that nobody knows.
        foreach (var (port, type) in new (byte, byte)[] { (0, 0), (4, 0), (DevicePort, 1), (DevicePort, 2) })
            Assert.Equal((2, 0), (@switch.AskTunnel(port, type, 0x0001, []).Code, @switch.AskTunnel(port, type, 0x0001, []).Payload.Length));

        // A logical device that is not there: the device's tunnel refuses, the switch's does not.
        var device = new CommandClient(client, dialect, DevicePort);
        Assert.Equal(2, device.AskTunnel(16, 0, 0x0001, []).Code);
        Assert.Equal(0, device.AskTunnel(15, 0, 0x0001, []).Code);

        byte[] identify = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] inner = dialect == ManagementDialect.Jrlabs ? [8, .. identify] : identify;
        byte[] tunnel = [DevicePort, 0, (byte)inner.Length, 0, .. inner];
        Assert.Equal(0, @switch.Ask(0x5300, tunnel).Code);
        Assert.Equal((WireCase.InvalidPayloadLength, 0), (@switch.Ask(0x5300, tunnel[..^1]).Code, @switch.Ask(0x5300, tunnel[..^1]).Payload.Length));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_pool_of_a_device_with_several_heads_is_reached_through_any(ManagementDialect dialect)
    {
        using var fabric = Serve("multi-headed.yaml", dialect);
        using var connection = fabric.Connect("dcd0");
        var client = new CommandClient(connection, dialect);

        var answer = client.AskTunnel(0, 1, 0x5500, [0, 255]);

        Assert.Equal(0, answer.Code);
        Assert.Equal("0202000000020000" + "0001", Convert.ToHexStringLower(client.Inner(answer.Payload).Payload));
        using var other = Serve("mld.yaml", dialect);
        using var single = other.Connect("mld0");
        Assert.Equal(2, new CommandClient(single, dialect).AskTunnel(0, 1, 0x0001, []).Code);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void No_answer_is_longer_than_the_manager_takes(ManagementDialect dialect)
    {
        using var fabric = Serve("mld.yaml", dialect);
        using var connection = fabric.Connect("sw0");
        var @switch = new CommandClient(connection, dialect);
        var device = new CommandClient(connection, dialect, DevicePort);
        byte[] all = [0, 255];
        byte[] set = [16, 0, 0, 0, .. Enumerable.Repeat<byte[]>([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16).SelectMany(range => range)];

        // Of 256 bytes the header takes 12 and the list's beginning 4: fifteen logical devices of sixteen, and none of what cannot be shorter.
        Assert.Equal(0, device.Ask(0x0004, [8]).Code);
        Assert.Equal([16, 0, 0, 15], device.Ask(0x5401, all).Payload[..4]);
        Assert.Equal(4 + 15 * 16, device.Ask(0x5401, all).Payload.Length);
        Assert.Equal(2, device.Ask(0x5402, set).Code);
        Assert.Equal(0, device.Ask(0x0004, [9]).Code);
        Assert.Equal((16, 0), (device.Ask(0x5401, all).Payload[3], device.Ask(0x5402, set).Code));

        // The switch has a limit of its own, for what comes out of its tunnels as well.
        Assert.Equal(0, @switch.Ask(0x0004, [8]).Code);
        Assert.Equal(2, device.Ask(0x5401, all).Code);
        Assert.Equal(0, device.Ask(0x5401, [0, 13]).Code);
        Assert.Equal(2, @switch.Ask(0x5302, [DevicePort, 0, 0xFF, 0, 3, 0, 241, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]).Code);
        Assert.Equal(244, @switch.Ask(0x5302, [DevicePort, 0, 0xFF, 0, 3, 0, 240, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]).Payload.Length);
    }

    [Theory]
    [InlineData(ManagementDialect.Spec, 0)]
    [InlineData(ManagementDialect.Jrlabs, 2)]
    public void The_type_byte_of_a_dialect_counts_in_the_limit(ManagementDialect dialect, int code)
    {
        using var fabric = Serve("mld.yaml", dialect);
        using var connection = fabric.Connect("sw0");
        Assert.Equal(0, new CommandClient(connection, dialect).Ask(0x0004, [8]).Code);
        var device = new CommandClient(connection, dialect, DevicePort);

        // Two headers of 12 bytes, the tunnel's 4, the list's 4 and 14 times 16 are 256; where a type byte stands inside it is one too many.
        Assert.Equal(code, device.Ask(0x5401, [0, 14]).Code);
        Assert.Equal(0, device.Ask(0x5401, [0, 13]).Code);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_request_to_a_logical_device_is_the_switchs_and_unsupported_in_a_tunnel(ManagementDialect dialect)
    {
        using var fabric = Serve("mld.yaml", dialect);
        using var connection = fabric.Connect("sw0");

        Assert.Equal(3, new CommandClient(connection, dialect, DevicePort).Ask(0x5301, [DevicePort, 0, 0xF0, 0, 3, 0, 0, 0, 0, 0, 0, 0]).Code);
        Assert.Equal(0, new CommandClient(connection, dialect).Ask(0x5301, [DevicePort, 0, 0xF0, 0, 3, 0, 0, 0, 0, 0, 0, 0]).Code);
    }

    [Fact]
    public void A_memory_request_in_the_layout_of_libcxlmi_is_read()
    {
        using var fabric = Serve("mld.yaml", ManagementDialect.Spec);
        using var connection = fabric.Connect("sw0");

        var client = new CommandClient(connection, ManagementDialect.Spec);
        var (code, payload) = client.Ask(0x5302, [DevicePort, 0, 0xF0, 3, 0, 4, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, .. new byte[4]]);

        Assert.Equal((0, 8), (code, payload.Length));
        Assert.Equal([4, 0, 0, 0, 1, 0, 0x11], payload[..7]);
    }

    [Fact]
    public void No_command_of_a_fabric_manager_is_left_out()
    {
        IEnumerable<WireCase> all =
        [
            .. GenericCases.Of("", "", ""), .. GenericCases.Events, .. SwitchCases.Physical, .. SwitchCases.Virtual, .. SwitchCases.LogicalDeviceIo,
            .. SwitchCases.Far,
            .. DeviceCases.LogicalDevices, .. DeviceCases.Heads, .. CapacityCases.All,
        ];
        var fabricManagement = Enum.GetValues<Opcode>().Where(opcode => opcode is >= Opcode.IdentifySwitchDevice and < Opcode.InjectFault);

        // Tunnels have tests of their own.
        var carriedOut = all.Where(known => known.Code is 0 or 1).Select(known => (Opcode)known.Opcode);
        Assert.Empty(fabricManagement.Except(carriedOut).Except([Opcode.TunnelManagement]));
    }

    private static void Hold(string config, string component, ManagementDialect dialect, IEnumerable<WireCase> cases, params byte[] route)
    {
        using var fabric = Serve(config, dialect);
        Hold(fabric, component, dialect, cases, route);
    }

    private static void Hold(ServedFabric fabric, string component, ManagementDialect dialect, IEnumerable<WireCase> cases, params byte[] route)
    {
        using var connection = fabric.Connect(component);
        var client = new CommandClient(connection, dialect, route);
        var known = new HashSet<ushort>();
        foreach (var expected in cases)
        {
            if (known.Add(expected.Opcode))
            {
                var (code, payload) = client.Ask(expected.Opcode, expected.WrongPayload());
                Assert.True(code == WireCase.InvalidPayloadLength && payload.Length == 0, $"{expected.Opcode:X4}h of a wrong length: {code:X4}h");
            }

            var answer = client.Ask(expected.Opcode, expected.Payload());
            var isThere = expected.Matches(answer.Code, answer.Payload);
            bool AskAgain() => expected.Matches((answer = client.Ask(expected.Opcode, expected.Payload())).Code, answer.Payload);
            if (expected.IsEventual && !isThere) isThere = ServedFabric.Comes(AskAgain);
            var answered = $"{answer.Code:X4}h {Convert.ToHexStringLower(answer.Payload)}";
            Assert.True(isThere, $"{expected.Opcode:X4}h {expected.Request}\nexpected {expected.Code:X4}h {expected.Answer}\nanswered {answered}");
        }
    }

    /// <summary>A scenario's fabric without its workload; what a host has only after the manager's steps goes with them.</summary>
    private static ServedFabric Serve(string config, ManagementDialect dialect) =>
        ServedFabric.Idle(config, dialect, config == "mld.yaml" ? ["hosts:host2:regions=~"] : []);
}
