using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>A million commands of all kinds, with random payloads that are mostly of the right length, on one device.</summary>
internal static class CommandBenchmark
{
    public const string Name = "commands";

    private const int Commands = 1_000_000;
    private const int LongestPayload = 160;

    public static IReadOnlyList<CommandTiming> Run()
    {
        using var device = new Type3Device(new Type3Options
        {
            Name = Name,
            Volatile = MemoryBackend.Anonymous(256 * Sizes.MiB),
            Persistent = MemoryBackend.Anonymous(256 * Sizes.MiB),
            Dynamic = MemoryBackend.Anonymous(512 * Sizes.MiB),
            DynamicRegions = 2,
            LabelStorageBytes = 4096,
        });
        var now = SimTime.Zero;
        var calls = new TimedCalls((opcode, input, output) => device.Execute(0, opcode, input, output, now, out _));
        var commands = device.LogicalDevices[0].Commands.Descriptions.ToArray();
        var random = new Random(1);
        for (var count = 0; count < Commands; count++)
        {
            var command = commands[random.Next(commands.Length)];
            var payload = new byte[random.Next(8) == 0 ? random.Next(LongestPayload) : command.InputBytes ?? random.Next(LongestPayload)];
            for (var index = 0; index < payload.Length; index++) payload[index] = (byte)(random.Next(3) == 0 ? random.Next(4) : 0);
            now += SimTime.FromMicroseconds(1000);
            calls.Call(command.Opcode, payload);
        }

        return [.. calls.Timings(Name)];
    }
}
