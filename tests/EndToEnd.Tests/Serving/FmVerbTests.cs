using System.Text.Json;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary><c>cxlsim fm</c> and <c>cxlsim list --connect</c> against a fabric that is served.</summary>
public sealed class FmVerbTests
{
    [Theory]
    [InlineData(ManagementDialect.Spec)]
    [InlineData(ManagementDialect.Jrlabs)]
    public void Capacity_is_added_shown_and_released(ManagementDialect dialect)
    {
        using var fabric = new ServedFabric(dialect, overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        string[] connection = ["--connect", $"127.0.0.1:{fabric.PortOf("dcd0")}", "--dialect", $"{dialect}"];

        Assert.Equal(0, Fm(["dcd", "add", "--host", "1", "--extent", "0x8000000+64MiB", "--extent", "256MiB+2MiB", "--tag", "5be13bce-ae34-4a77-b6c3-16df975fcf1a"]).ExitCode);
        ServedFabric.Await(() => Extents().GetArrayLength() == 2);
        var extent = Extents()[0];
        Assert.Equal(
            ("0x8000000", 64L << 20, "5be13bce-ae34-4a77-b6c3-16df975fcf1a"),
            (extent.GetProperty("start").GetString(), extent.GetProperty("length").GetInt64(), extent.GetProperty("uuid").GetString()));
        var region = JsonDocument.Parse(new Cli().Run(["list", "-RNu", .. connection]).Output).RootElement[1].GetProperty("extents")[0];
        Assert.Equal(("0x8000000", "64.00 MiB (67.11 MB)"), (region.GetProperty("offset").GetString(), region.GetProperty("length").GetString()));

        var again = Fm(["dcd", "add", "--host", "1", "--extent", "0x8000000+64MiB"]);
        Assert.Equal((1, "", "cxlsim fm: 5604h ended with 001Eh InvalidExtentList"), (again.ExitCode, again.Output, again.ErrorLines[0]));

        Assert.Equal(0, Fm(["dcd", "release", "--host", "1", "--extent", "0x8000000+64MiB", "--extent", "256MiB+2MiB"]).ExitCode);
        ServedFabric.Await(() => Extents().GetArrayLength() == 0);

        Outcome Fm(string[] verb) => new Cli().Run(["fm", .. verb, .. connection]);
        JsonElement Extents() => JsonDocument.Parse(Fm(["dcd", "extents", "--host", "1"]).Output).RootElement.GetProperty("extents");
    }

    [Fact]
    public void Raw_commands_print_code_and_payload()
    {
        using var fabric = new ServedFabric();
        string[] connection = ["--connect", $"127.0.0.1:{fabric.PortOf("dcd0")}"];

        Assert.Equal(["0000h Success", "8680930df41a0011d0dc0000000000000d03"], new Cli().Run(["fm", "raw", "0001", .. connection]).OutputLines);
        Assert.Equal((1, "0003h Unsupported\n"), Both(new Cli().Run(["fm", "raw", "abcd", "00ff", .. connection])));
        Assert.Equal(2, new Cli().Run(["fm", "raw", "abcd", "0f0", .. connection]).ExitCode);
    }

    [Theory]
    [InlineData("nonsense", "not a host and a port")]
    [InlineData("127.0.0.1:0", "not a host and a port")]
    [InlineData("127.0.0.1:1", "Connection refused")]
    public void Where_nobody_listens_is_told(string address, string error)
    {
        var outcome = new Cli().Run("fm", "identify", "--connect", address);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
    }

    private static (int, string) Both(Outcome outcome) => (outcome.ExitCode, outcome.Output);
}
