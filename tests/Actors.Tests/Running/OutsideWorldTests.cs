using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class OutsideWorldTests
{
    private static readonly SimTime Latency = new(100);

    [Fact]
    public void What_comes_from_outside_happens_at_its_time_and_the_model_stays_alive_between()
    {
        var run = new ServedModel();
        run.World.Turns.Enqueue(edge => run.Listener.Inject(edge));
        run.World.Turns.Enqueue(edge => run.Listener.Inject(edge + new SimTime(7)));

        run.Run();

        Assert.Equal([SimTime.Zero, run.World.Edges[1] + new SimTime(7)], run.Listener.Heard);
        Assert.Equal(run.Listener.Heard.Select(time => time + Latency), run.Listener.Echoes);
        Assert.True(run.World.Edges[1] > run.Listener.Echoes[0], "the second came before the first had been dealt with");
    }

    [Fact]
    public void Nothing_from_outside_comes_before_the_edge()
    {
        var run = new ServedModel();
        run.World.Turns.Enqueue(edge => run.Listener.Inject(edge));
        run.World.Turns.Enqueue(edge => run.Listener.Inject(edge - new SimTime(1)));

        Assert.Throws<ArgumentOutOfRangeException>(() => run.Run());
    }

    [Fact]
    public void A_model_does_not_pass_the_time_that_it_is_given()
    {
        var run = new ServedModel();
        run.World.Turns.Enqueue(edge => run.Listener.Inject(edge + new SimTime(1_000)));
        run.World.Horizon = edge => edge + new SimTime(10);

        run.Run();

        Assert.Equal([new SimTime(1_000)], run.Listener.Heard);
        Assert.Equal(Enumerable.Range(0, 101).Select(step => new SimTime(step * 10)), run.World.Edges.Take(101));
    }

    [Fact]
    public void An_interrupt_wakes_the_world()
    {
        var run = new ServedModel();
        run.World.Turns.Enqueue(_ => run.Engine.Interrupt());
        run.World.Turns.Enqueue(_ => Assert.Fail("the engine did not look up"));

        var report = run.Run();

        Assert.True(run.World.WasWoken);
        Assert.Equal((0L, false), (report.Events, report.IsInterrupted));
    }

    [Fact]
    public void Only_a_model_on_one_thread_is_spoken_to() =>
        Assert.Throws<ArgumentException>(() => new Engine(new Model(), new RunSettings { Threads = 2, Outside = new ScriptedWorld() }));

    /// <summary>An actor that hears what comes from outside, with a channel to itself.</summary>
    private sealed class ServedModel
    {
        public ServedModel()
        {
            var model = new Model();
            Listener = model.Add(new ListeningActor());
            model.Connect(Listener, Listener, new ChannelOptions { Latency = Latency, Credits = [4] });
            Engine = new Engine(model, new RunSettings { Outside = World });
            World.End = Engine.Interrupt;
        }

        public ScriptedWorld World { get; } = new();

        public ListeningActor Listener { get; }

        public Engine Engine { get; }

        public RunReport Run() => TestRun.Within(Engine.Run);
    }

    private sealed class ListeningActor() : Actor("listener")
    {
        public List<SimTime> Heard { get; } = [];

        public List<SimTime> Echoes { get; } = [];

        public void Inject(SimTime time) => SetTimerFromOutside(time, 0);

        protected internal override void OnTimer(ulong token)
        {
            Heard.Add(Now);
            Outputs[0].Send(default, 0, 1, false);
        }

        protected internal override void Receive(in Delivery delivery) => Echoes.Add(Now);
    }

    /// <summary>Has one thing to say whenever the model has nothing to do, and ends it after the last.</summary>
    private sealed class ScriptedWorld : IOutsideWorld
    {
        public Queue<Action<SimTime>> Turns { get; } = new();

        /// <summary>The edges at which the model was idle or held back.</summary>
        public List<SimTime> Edges { get; } = [];

        public Func<SimTime, SimTime> Horizon { get; set; } = _ => SimTime.Never;

        public Action End { get; set; } = () => { };

        public bool WasWoken { get; private set; }

        public SimTime Attend(SimTime edge, SimTime nextTime)
        {
            if (nextTime != SimTime.Never)
            {
                if (Horizon(edge) != SimTime.Never) Edges.Add(edge);
                return Horizon(edge);
            }

            Edges.Add(edge);
            if (Turns.TryDequeue(out var turn)) turn(edge);
            else End();
            return Horizon(edge);
        }

        public void Wake() => WasWoken = true;
    }
}
