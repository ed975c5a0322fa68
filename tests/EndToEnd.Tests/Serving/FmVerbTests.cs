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
    public void The_list_of_a_served_fabric_follows_its_bindings()
    {
        // Host 2 has no region: what it is given here is not what its scenario plans.
        using var fabric = ServedFabric.Idle("mld.yaml", ManagementDialect.Spec, "hosts:host2:regions=~");
        string[] connection = ["--connect", $"127.0.0.1:{fabric.PortOf("sw0")}"];
        Assert.Equal(("mld0.ld3 mld0.ld7", "region0 region1 region2 region3"), (Hosts(), Regions()));

        Assert.Equal(0, Fm("bind", "--vcs", "2", "--vppb", "0", "--port", "3", "--ld", "5"));
        Assert.Equal(("mld0.ld3 mld0.ld7 mld0.ld5", "mld0.ld5", "mld0.ld7"), (Hosts(), Hosts("-m", "mem2"), Hosts("-r", "region3")));

        Assert.Equal(0, Fm("unbind", "--vcs", "1", "--vppb", "0", "--how", "surprise"));
        Assert.Equal(("mld0.ld3 mld0.ld5", "mld0.ld5", ""), (Hosts(), Hosts("-m", "mem1"), Hosts("-r", "region3")));
        Assert.Equal("region0 region1", Regions());

        // The same logical device again, and its regions with it.
        Assert.Equal(0, Fm("bind", "--vcs", "1", "--vppb", "0", "--port", "3", "--ld", "7"));
        Assert.Equal(("mld0.ld3 mld0.ld7 mld0.ld5", "region0 region1 region2 region3"), (Hosts(), Regions()));

        // PERST takes the device out of its hosts' sight, and the bindings stay.
        Assert.Equal(0, Fm("raw", "5102", "0300"));
        Assert.Equal(("", ""), (Hosts(), Regions()));
        Assert.Equal(0, Fm("raw", "5102", "0301"));
        Assert.Equal("mld0.ld3 mld0.ld7 mld0.ld5", Hosts());

        int Fm(params string[] verb) => new Cli().Run(["fm", .. verb, .. connection]).ExitCode;
        string Hosts(params string[] filter) => All("host", ["-M", .. filter]);
        string Regions() => All("region", ["-R"]);
        string All(string key, string[] arguments)
        {
            var list = JsonDocument.Parse(new Cli().Run(["list", .. arguments, .. connection]).Output).RootElement;
            return string.Join(' ', list.EnumerateArray().Select(one => one.GetProperty(key).GetString()));
        }
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
