using Akka.Actor;
using CxlFabricSim.Actors.Akka.Membership;

namespace CxlFabricSim.Actors.Akka.Tests;

public sealed class AkkaSettingsTests
{
    [Fact]
    public void Settings_of_the_user_lie_over_ours_and_the_rest_stays()
    {
        var config = AkkaSettings.ForMember(new MemberOptions { Hocon = "akka.cluster.split-brain-resolver.active-strategy = keep-oldest" });

        Assert.Equal("keep-oldest", config.GetString("akka.cluster.split-brain-resolver.active-strategy"));
        Assert.Equal(TimeSpan.FromSeconds(1), config.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after"));
    }

    [Fact]
    public void Command_line_lies_over_all()
    {
        var config = AkkaSettings.ForMember(new MemberOptions
        {
            Seeds = ["m1:9110", "m2:9110"],
            Listen = new MemberAddress("m1", 9110),
            Roles = ["devices"],
            Hocon = "akka.remote.dot-netty.tcp.port = 1\nakka.cluster.roles = [other]",
        });

        Assert.Equal(["akka.tcp://cxlfabric@m1:9110", "akka.tcp://cxlfabric@m2:9110"], config.GetStringList("akka.cluster.seed-nodes"));
        Assert.Equal(9110, config.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal(["devices"], config.GetStringList("akka.cluster.roles"));
    }

    [Fact]
    public void Member_is_on_the_loopback_unless_told_otherwise() =>
        Assert.Equal("127.0.0.1", AkkaSettings.ForMember(new MemberOptions()).GetString("akka.remote.dot-netty.tcp.hostname"));

    [Fact]
    public void Seeds_in_the_users_settings_are_seen()
    {
        Assert.True(AkkaSettings.NamesMembers("akka.cluster.seed-nodes = [\"akka.tcp://cxlfabric@m1:9110\"]"));
        Assert.True(AkkaSettings.NamesMembers("akka.discovery.method = config"));
        Assert.False(AkkaSettings.NamesMembers("akka.loglevel = INFO"));
    }

    [Fact]
    public void Discovery_is_asked_where_no_seeds_are_named()
    {
        const string discovery = "akka.discovery.method = config";

        Assert.True(AkkaSettings.AsksDiscovery(AkkaSettings.ForMember(new MemberOptions { Hocon = discovery })));
        Assert.False(AkkaSettings.AsksDiscovery(AkkaSettings.ForMember(new MemberOptions { Hocon = discovery, Seeds = ["m1:9110"] })));
        Assert.False(AkkaSettings.AsksDiscovery(AkkaSettings.ForMember(new MemberOptions { Hocon = $"{discovery}\nakka.cluster.seed-nodes = [\"akka.tcp://cxlfabric@m1:9110\"]" })));
        Assert.False(AkkaSettings.AsksDiscovery(AkkaSettings.ForMember(new MemberOptions())));
    }

    [Fact]
    public void Discovered_members_are_asked_in_the_same_order_everywhere()
    {
        using var system = ActorSystem.Create("discovery", AkkaSettings.ForOneProcess(Endpoints("\"m2:9110\", \"m1:9111\", \"m1:9110\", \"m0\"")));

        Assert.Equal(
            ["akka.tcp://cxlfabric@m1:9110", "akka.tcp://cxlfabric@m1:9111", "akka.tcp://cxlfabric@m2:9110"],
            DiscoveredSeeds.Find(system).Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("akka.discovery { method = config, config.services.cxlfabric.endpoints = [\"m0\"] }", "akka.discovery finds nobody with host and port for the service \"cxlfabric\"")]
    [InlineData("akka.discovery { method = config, config.services.other.endpoints = [\"m0:1\"] }", "akka.discovery finds nobody with host and port for the service \"cxlfabric\"")]
    [InlineData("akka.discovery.method = nothing", "akka.discovery fails for the service \"cxlfabric\": Could not load")]
    public void Discovery_that_finds_nobody_is_the_users_mistake(string hocon, string told)
    {
        using var system = ActorSystem.Create("discovery", AkkaSettings.ForOneProcess(hocon));

        Assert.StartsWith(told, Assert.Throws<FormatException>(() => DiscoveredSeeds.Find(system)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_cannot_be_read_are_the_users_mistake() =>
        Assert.Throws<FormatException>(() => AkkaSettings.ForOneProcess("akka { a = 1 }, b = 2"));

    private static string Endpoints(string endpoints) => $"akka.discovery {{ method = config, config.services.cxlfabric.endpoints = [{endpoints}] }}";

    [Theory]
    [InlineData("127.0.0.1:9110", "127.0.0.1", 9110)]
    [InlineData("m1:0", "m1", 0)]
    public void Addresses_are_read(string text, string host, int port) => Assert.Equal(new MemberAddress(host, port), MemberAddress.Parse(text));

    [Theory]
    [InlineData("m1")]
    [InlineData(":9110")]
    [InlineData("m1:65536")]
    public void What_is_no_address_is_none(string text) => Assert.Null(MemberAddress.Parse(text));

    [Fact]
    public void Actor_system_starts_with_the_defaults_alone()
    {
        using var system = ActorSystem.Create("defaults", AkkaSettings.ForOneProcess(null));

        Assert.True(system.Dispatchers.HasDispatcher(AkkaSettings.FabricDispatcher));
    }
}
