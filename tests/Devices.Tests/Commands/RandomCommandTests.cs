using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

/// <summary>Random commands with random payloads, mostly of plausible form, while time passes and resets come in between.</summary>
public sealed class RandomCommandTests
{
    private const int Commands = 20_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void No_command_throws_and_every_answer_fits_and_is_of_a_command_that_is_there(int seed, bool asQemu)
    {
        var random = new Random(seed);
        using var device = new CommandDevice(asQemu ? DeviceProfile.Qemu11 : DeviceProfile.Cxl);
        var opcodes = Enum.GetValues<Opcode>();
        var descriptions = device.Ld.Commands.Descriptions.ToDictionary(description => description.Opcode);
        for (var step = 0; step < Commands; step++)
        {
            var opcode = opcodes[random.Next(opcodes.Length)];
            var payload = Payload(random, descriptions.TryGetValue(opcode, out var known) ? known.InputBytes : null);

            var code = device.Device.Execute(0, opcode, payload);

            var place = $"seed {seed}, step {step}, {opcode} {Convert.ToHexStringLower(payload)}";
            Assert.True(Enum.IsDefined(code), place);
            Assert.True(device.Device.Written <= CommandTable.PayloadBytes, place);
            if (!descriptions.ContainsKey(opcode)) Assert.True(code == MailboxReturnCode.Unsupported, place);
            Assert.Equal(2 * CommandDevice.Part, device.Ld.VolatileBytes + device.Ld.PersistentBytes);
            if (random.Next(20) == 0) device.Wait(random.NextDouble() * 10);
            if (random.Next(500) == 0) device.Reset((ResetKind)random.Next(2));
            device.Load(new Dpa((ulong)random.Next((int)(CommandDevice.Part / 64)) * 64));
        }
    }

    private static byte[] Payload(Random random, int? length)
    {
        var payload = new byte[random.Next(8) == 0 ? random.Next(300) : length ?? random.Next(160)];

        // Small numbers in most bytes: they name things that are there.
        var largest = random.Next(3) == 0 ? 256 : 4;
        for (var index = 0; index < payload.Length; index++)
            payload[index] = random.Next(3) == 0 ? (byte)random.Next(largest) : (byte)0;
        return payload;
    }
}
