using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class DeviceIdentityTests
{
    private const string Device = "dcd0: {logicalDevices: 2,";

    [Theory]
    [InlineData("serial: 0x1234, ", 0x1234UL)]
    [InlineData("serial: 0x1234, profile: qemu-11, ", 0x1234UL)]
    [InlineData("profile: qemu-11, ", 0UL)]
    public void A_device_has_the_serial_number_that_it_was_given(string options, ulong serial) =>
        Assert.Equal(serial, SerialOf("dcd0", ScenarioText.SmallWith(Device, $"dcd0: {{{options}logicalDevices: 2,")));

    [Fact]
    public void Devices_without_a_serial_number_get_different_ones_that_stay_the_same()
    {
        var first = SerialOf("dcd0", ScenarioText.Small);

        Assert.Equal(StableHash.OfText("dcd0"), first);
        Assert.NotEqual(first, SerialOf("dcd1", ScenarioText.Small));
    }

    private static ulong SerialOf(string device, string text)
    {
        using var fabric = FabricBuilder.Build(ScenarioText.LoadRight(text));
        return fabric.Devices[device].Device.Serial;
    }
}
