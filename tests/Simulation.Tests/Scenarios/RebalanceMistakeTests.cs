namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Rebalancing that cannot be done, each wrong in one piece of the small scenario.</summary>
public sealed class RebalanceMistakeTests
{
    private const string Bridge = "bridges: {hb0: [rp0]}\n    windows";
    private const string Wants = "demand: [{at: 0, capacity: 64MiB}, {at: 5us, capacity: 0}]\n    " + Bridge;
    private const string Manager = "  steps:\n    - {action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}";
    private const string Rebalance = "  rebalance: {every: 50us, until: 1ms, devices: [dcd0, dcd1], unit: 16MiB}";

    /// <summary>The small scenario with a manager that rebalances, and one piece of that exchanged.</summary>
    public static string With(string piece, string replacement)
    {
        var right = ScenarioText.SmallWith(Bridge, Wants).Replace(Manager, Rebalance, StringComparison.Ordinal);
        Assert.Contains(piece, right, StringComparison.Ordinal);
        return right.Replace(piece, replacement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scenario_that_the_mistakes_are_made_in_is_right() => Assert.Empty(ScenarioText.Load(With("unit", "unit")).Errors);

    [Theory]
    [InlineData("every: 50us", "every: 0", "manager:rebalance:every", "is zero", "above zero")]
    [InlineData("until: 1ms", "until: 49us", "manager:rebalance:until", "before the first look", "50 us or later")]
    [InlineData("until: 1ms, ", "", "manager:rebalance", "never ends", "until")]
    [InlineData("unit: 16MiB", "unit: 0", "manager:rebalance:unit", "is zero", "at least 2MiB")]
    [InlineData("unit: 16MiB", "unit: 3MiB", "manager:rebalance:unit", "3MiB is not a multiple of 2MiB", "2MiB or 4MiB")]
    [InlineData("unit: 16MiB", "unit: 24MiB", "manager:rebalance:unit", "a region of dcd0 has 1GiB, which is no multiple of 24MiB", "a power of two")]
    [InlineData("unit: 16MiB", "unit: 16MiB, timeout: 0", "manager:rebalance:timeout", "is zero", "above zero")]
    [InlineData("unit: 16MiB", "region: 1", "manager:rebalance:region", "dcd0 has no region 1", "it has one, 0")]
    [InlineData("unit: 16MiB", "region: 8", "manager:rebalance:region", "is 8", "from 0 to 7")]
    [InlineData("50us, until: 1ms, devices: [dcd0, dcd1]", "50us, until: 1ms, devices: []", "manager:rebalance:devices", "there are none", "at least one")]
    [InlineData("50us, until: 1ms, devices: [dcd0, dcd1]", "50us, until: 1ms, devices: [dcd0, dcd9]", "manager:rebalance:devices:1", "no device \"dcd9\"", "did you mean")]
    [InlineData("50us, until: 1ms, devices: [dcd0, dcd1]", "50us, until: 1ms, devices: [dcd0, dcd0, dcd1]", "manager:rebalance:devices:1", "twice", "once")]
    [InlineData("50us, until: 1ms, devices: [dcd0, dcd1]", "50us, until: 1ms, devices: [dcd0]", "hosts:host0:demand", "no region that shows dc0 of dcd0, and would accept nothing", "memory: dc0")]
    [InlineData("dcd1: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd1: {logicalDevices: 2, volatile: 512MiB}", "manager:rebalance:devices:1", "no dynamic capacity", "dynamic: 1GiB")]
    [InlineData("dcd1: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd1: {logicalDevices: 2, volatile: 512MiB, dynamic: 2GiB}", "manager:rebalance:devices:1", "a region of dcd1 has 2GiB, one of dcd0 has 1GiB", "one length")]
    [InlineData("vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]", "vppbs: [{port: ds0, ld: 0}]", "hosts:host0:demand", "host0 has no path to dcd1", "bind a vPPB")]
    [InlineData("memory: dc0", "memory: volatile", "hosts:host0:demand", "no region that shows dc0 of dcd0, dcd1", "memory: dc0")]
    [InlineData("demand: [{at: 0, capacity: 64MiB}, {at: 5us, capacity: 0}]", "demand: []", "manager:rebalance", "no host has a demand", "demand:")]
    [InlineData("{at: 5us, capacity: 0}", "{at: 0, capacity: 0}", "hosts:host0:demand:1:at", "not after", "times in order")]
    [InlineData("{at: 5us, capacity: 0}", "{at: 5us}", "hosts:host0:demand:1:capacity", "is missing", "256MiB")]
    [InlineData(Rebalance, "  pollInterval: 1us", "hosts:host0:demand", "nobody asks", "a rebalance")]
    [InlineData(Rebalance, Rebalance + "\n  steps: [{action: add, host: host0, devices: [dcd1], extents: [{offset: 0, length: 2MiB}]}]", "manager:steps:0", "region 0 of dcd1 is rebalanced", "other regions or devices")]
    public void A_mistake_is_named_with_its_key_and_what_would_do(string piece, string replacement, string key, string found, string wouldDo)
    {
        var errors = ScenarioText.Load(With(piece, replacement)).Errors;

        var mistake = errors.FirstOrDefault(error => error.Key == key && error.Found.Contains(found, StringComparison.Ordinal));
        Assert.True(mistake is not null, $"\"{found}\" at {key} is not among: {string.Join('\n', errors)}");
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
        Assert.True(mistake.Line > 0);
    }

    [Theory]
    [InlineData("until: 1ms", "until: 50us")]
    [InlineData("until: 1ms, devices: [dcd0, dcd1], unit: 16MiB", "until: 1ms, devices: [dcd1, dcd0], unit: 1GiB")]
    [InlineData("until: 1ms, devices: [dcd0, dcd1], unit: 16MiB", "until: 1ms, devices: [dcd1, dcd0], unit: 2MiB")]
    [InlineData("{at: 5us, capacity: 0}", "{at: 1ps, capacity: 1B}")]
    public void What_just_fits_has_no_mistakes(string piece, string replacement) => Assert.Empty(ScenarioText.Load(With(piece, replacement)).Errors);
}
