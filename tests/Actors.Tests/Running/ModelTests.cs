using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class ModelTests
{
    private static readonly ChannelOptions Good = new() { Latency = new SimTime(1), Credits = [1] };

    public static TheoryData<string, ChannelOptions> BadChannels => new()
    {
        { "the latency of a channel is above zero", Good with { Latency = SimTime.Zero } },
        { "the latency of a channel is above zero", Good with { Latency = new SimTime(-1) } },
        { "a port's delay cannot be -1 ps", Good with { PortDelay = new SimTime(-1) } },
        { "0 credits", Good with { Credits = [] } },
        { "0 credits", Good with { Credits = [0, 0] } },
        { "65536 credits", Good with { Credits = [65_535, 1] } },
        { "4294967294 credits", Good with { Credits = [int.MaxValue, int.MaxValue] } },
        { "4 credits", Good with { Credits = [5, -1] } },
        { "33 credits", Good with { Credits = [.. Enumerable.Repeat(1, 33)] } },
        { "999 bytes a second", Good with { BytesPerSecond = 999 } },
    };

    [Theory]
    [MemberData(nameof(BadChannels))]
    public void Channel_that_cannot_be_is_refused_by_name(string complaint, ChannelOptions options)
    {
        var (model, left, right) = TwoActors();

        var error = Assert.Throws<ArgumentException>(() => model.Connect(left, right, options));

        Assert.StartsWith("actor0->actor1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Empty(left.Outputs);
    }

    [Fact]
    public void Channel_at_the_limits_is_accepted()
    {
        var (model, left, right) = TwoActors();

        model.Connect(left, right, Good with { Credits = [65_535] });
        model.Connect(left, right, Good with { Credits = [.. Enumerable.Repeat(1, 32)] });
        model.Connect(left, right, Good with { BytesPerSecond = 1_000 });

        Assert.Equal(3, left.Outputs.Length);
    }

    [Fact]
    public void Channel_joins_the_next_ports_of_both_actors()
    {
        var (model, left, right) = TwoActors();

        model.Connect(left, right, Good);
        var second = model.Connect(left, right, Good, "up");

        Assert.Equal((1, 1), (second.Output.Index, second.Input.Index));
        Assert.Equal(("up", "actor0->actor1"), (second.Output.Name, left.Outputs[0].Name));
        Assert.Same(right, second.Input.Owner);
    }

    [Fact]
    public void Actor_joins_one_model_once()
    {
        var (model, left, _) = TwoActors();

        Assert.Throws<InvalidOperationException>(() => model.Add(left));
    }

    [Fact]
    public void Actor_outside_the_model_cannot_be_connected()
    {
        var (model, left, _) = TwoActors();
        var stranger = new KernelActor(7, new Script());

        Assert.Contains("actor7 is not part of the model", Assert.Throws<ArgumentException>(() => model.Connect(left, stranger, Good)).Message, StringComparison.Ordinal);
        Assert.Contains("actor7 is not part of the model", Assert.Throws<ArgumentException>(() => model.Connect(stranger, left, Good)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_without_threads_or_without_time_is_refused()
    {
        var model = new Model();

        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(model, new RunSettings { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(model, new RunSettings { Duration = SimTime.Zero }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(5, 5)]
    [InlineData(12, 7)]
    public void Every_partition_gets_an_actor(int actors, int count)
    {
        var weights = Enumerable.Repeat(1L, actors).ToArray();
        var channels = Enumerable.Range(1, actors - 1).Select(sender => (sender, 0, 20L)).ToArray();

        var partitions = Partitioner.Divide(weights, channels, count);

        Assert.Equal(Enumerable.Range(0, count), partitions.Distinct().Order());
    }

    [Fact]
    public void The_cut_goes_through_the_longest_channels()
    {
        // Two pairs with short channels inside, and a long one between them.
        (int, int, long)[] channels = [(0, 2, 10), (2, 0, 10), (1, 3, 10), (3, 1, 10), (0, 1, 500), (1, 0, 500)];

        var partitions = Partitioner.Divide([1, 1, 1, 1], channels, 2);

        Assert.Equal(partitions[0], partitions[2]);
        Assert.Equal(partitions[1], partitions[3]);
        Assert.NotEqual(partitions[0], partitions[1]);
    }

    [Fact]
    public void Groups_are_dealt_out_by_weight()
    {
        var partitions = Partitioner.Divide([8, 4, 3, 1], [(0, 1, 10), (1, 2, 10), (2, 3, 10)], 2);

        Assert.Equal([0, 1, 1, 1], partitions);
    }

    private static (Model Model, Actor Left, Actor Right) TwoActors()
    {
        var model = new Model();
        return (model, model.Add(new KernelActor(0, new Script())), model.Add(new KernelActor(1, new Script())));
    }
}
