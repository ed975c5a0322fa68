using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Adds the gateway by which fabric managers outside reach a fabric's components.</summary>
internal static class GatewayFactory
{
    private const string GatewayName = "gateway";
    private const int Credits = 4;

    // CXL 3.x, "Identify": 00h is a switch, 03h a Type 3 device.
    private const byte SwitchType = 0x00;
    private const byte Type3Type = 0x03;

    // As QEMU has it for every CCI: messages of 512 B.
    private const byte MessageSizeLog2 = 9;

    public static ManagementGateway Create(Scenario scenario, Model model, IReadOnlyDictionary<string, Type3DeviceActor> devices)
    {
        var targets = new List<GatewayTarget>();
        var ports = 0;
        foreach (var name in ListenerPlace.Components(scenario))
        {
            targets.Add(devices.TryGetValue(name, out var device)
                ? new GatewayTarget(name, ports++, DeviceCommands(device.Device))
                : new GatewayTarget(name, -1, SwitchCommands(name, scenario)));
        }

        var gateway = model.Add(new ManagementGateway(GatewayName, targets));
        var channel = new ChannelOptions { Latency = scenario.Manager.Latency, Credits = [0, 0, 0, 0, Credits] };
        foreach (var target in targets.Where(target => target.Port >= 0))
        {
            model.Connect(gateway, devices[target.Name], channel);
            model.Connect(devices[target.Name], gateway, channel);
        }

        return gateway;
    }

    private static CommandTable DeviceCommands(Type3Device device)
    {
        var commands = new CommandTable();
        AddIdentify(commands, device.Profile.Registers.Identity, device.Serial, Type3Type);
        return commands;
    }

    private static CommandTable SwitchCommands(string name, Scenario scenario)
    {
        var commands = new CommandTable();
        AddIdentify(commands, new SwitchProfile().Mailbox, StableHash.OfText(name), SwitchType);
        var names = scenario.Devices.Keys.ToArray();
        commands.AddOfAnyLength(Opcode.ListPluggableDevices, (input, output, _, out written) => ListDevices(names, input, output, out written));
        return commands;
    }

    private static void AddIdentify(CommandTable commands, PciIdentity identity, ulong serial, byte type) =>
        commands.Add(Opcode.Identify, 0, (_, output, _, out written) =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(output, identity.Vendor);
            BinaryPrimitives.WriteUInt16LittleEndian(output[2..], identity.Device);
            BinaryPrimitives.WriteUInt32LittleEndian(output[4..], identity.Subsystem);
            BinaryPrimitives.WriteUInt64LittleEndian(output[8..], serial);
            output[16] = MessageSizeLog2;
            output[17] = type;
            written = 18;
            return MailboxReturnCode.Success;
        });

    /// <summary>Count u8 (0 for all) and first u32 in; count u8, then id u8, length u8 and name with its NUL for each out.</summary>
    private static MailboxReturnCode ListDevices(string[] names, ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (input.Length < 5) return MailboxReturnCode.InvalidPayloadLength;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(input[1..]);
        var wanted = input[0] == 0 ? byte.MaxValue : input[0];
        output[0] = 0;
        written = 1;
        for (var id = start; id < names.Length && id <= byte.MaxValue && output[0] < wanted; id++)
        {
            var name = Encoding.ASCII.GetBytes(names[id]).AsSpan();
            if (name.Length >= byte.MaxValue) name = name[..(byte.MaxValue - 1)];
            if (written + name.Length + 3 > output.Length) break;
            output[written] = (byte)id;
            output[written + 1] = (byte)(name.Length + 1);
            name.CopyTo(output[(written + 2)..]);
            output[written + 2 + name.Length] = 0;
            written += name.Length + 3;
            output[0]++;
        }

        return MailboxReturnCode.Success;
    }
}
