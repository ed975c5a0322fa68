using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Adds the gateway by which fabric managers outside reach a fabric's components.</summary>
internal static class GatewayFactory
{
    private const string GatewayName = "gateway";
    private const int Credits = 4;

    public static ManagementGateway Create(
        Scenario scenario, Model model, IReadOnlyDictionary<string, Type3DeviceActor> devices, IReadOnlyDictionary<string, SwitchActor> switches)
    {
        var names = ListenerPlace.Components(scenario).ToList();
        var gateway = model.Add(new ManagementGateway(
            GatewayName, [.. names.Select(name => new GatewayTarget(name, switches.ContainsKey(name) ? HotPlugCommands(scenario) : null))]));
        var channel = new ChannelOptions { Latency = scenario.Manager.Latency, Credits = [0, 0, 0, 0, Credits] };
        foreach (var name in names)
        {
            Actor component = switches.TryGetValue(name, out var @switch) ? @switch : devices[name];
            model.Connect(gateway, component, channel);
            model.Connect(component, gateway, channel);
        }

        return gateway;
    }

    /// <summary>What a public client asks a switch beside the commands of the specification: the devices there are.</summary>
    private static CommandTable HotPlugCommands(Scenario scenario)
    {
        var commands = new CommandTable();
        var names = scenario.Devices.Keys.ToArray();
        commands.AddOfAnyLength(Opcode.ListPluggableDevices, (input, output, _, out written) => ListDevices(names, input, output, out written));
        return commands;
    }

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
