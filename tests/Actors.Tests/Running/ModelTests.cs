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
    public void Every_partition_gets_an_actor_and_neighbours_stay_together(int actors, int count)
    {
        var model = new Model();
        for (var actor = 0; actor < actors; actor++) model.Add(new KernelActor(actor, new Script()));
        for (var sender = 0; sender < actors; sender++) model.Connect(model.Actors[sender], model.Actors[0], Good);

        var partitions = Partitioner.Divide(model.Actors, count);

        Assert.Equal(partitions.Order(), partitions);
        Assert.Equal(Enumerable.Range(0, count), partitions.Distinct());
    }

    private static (Model Model, Actor Left, Actor Right) TwoActors()
    {
        var model = new Model();
        return (model, model.Add(new KernelActor(0, new Script())), model.Add(new KernelActor(1, new Script())));
    }
}
