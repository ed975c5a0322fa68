using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Random;

/// <summary>
/// Does a bit of everything, led by its own random numbers: what it sees decides what it does, so a difference between two
/// engines grows until it shows.
/// </summary>
internal sealed class RandomBehaviour : ITestBehaviour
{
    private readonly TestRandom _random;
    private readonly ChannelPlan[] _outputs;
    private readonly Queue<TestMessage>[][] _queues;
    private readonly long[] _notBefore;

    // For each output, the classes whose messages all leave at times of their own.
    private readonly uint[] _leavesLater;
    private readonly long _longestChannel;
    private readonly bool _announces;
    private readonly long[] _delays;
    private readonly List<ulong> _held = [];
    private readonly List<int> _timers = [];
    private int _messagesLeft;
    private int _timersLeft;
    private ulong _nextId;
    private int _lastServed;

    public RandomBehaviour(ulong seed, int actor, ChannelPlan[] outputs, long longestChannel, bool announces)
    {
        _random = new TestRandom(seed * 1000 + (ulong)actor);
        _outputs = outputs;
        _queues = [.. outputs.Select(output => output.Credits.Select(_ => new Queue<TestMessage>()).ToArray())];
        _notBefore = new long[outputs.Length];
        _longestChannel = longestChannel;
        _announces = announces;
        _delays = [0, 0, 1, 10, 100, outputs.Length == 0 ? 7 : outputs[0].Latency, 1_000, 20_000, longestChannel * 40, 30_000_000];
        _messagesLeft = 10 + _random.Below(60);
        _timersLeft = 5 + _random.Below(30);
        _leavesLater = [.. outputs.Select(output => output.Pulled || _random.Percent(60) ? 0u : (uint)_random.Below(32))];
        _nextId = (ulong)(actor + 1) * 1_000_000;
    }

    public void OnStart(ITestActor actor)
    {
        if (_random.Percent(30)) actor.ScheduleHousekeeping(_random.Pick(0, 1, 500, _longestChannel));
        for (var count = _random.Below(4); count > 0; count--) SetTimer(actor);
        SendSome(actor, 5);
    }

    public void Receive(ITestActor actor, int input, TestMessage message)
    {
        switch (_random.Below(10))
        {
            case 0:
            case 1:
                actor.Hold();
                _held.Add(message.Id);
                actor.SetTimer(Delay(), message.Id);
                break;
            case 2:
                actor.ReleaseAt(actor.Now + Delay());
                break;
            default:
                break;
        }

        if (_random.Percent(70)) SendSome(actor, 3);
        if (_random.Percent(15)) SetTimer(actor);
        if (_announces && _random.Percent(1)) actor.AnnounceStop(actor.Now + 2 * _longestChannel + _random.Below(2));
    }

    public void OnTimer(ITestActor actor, ulong token)
    {
        if (token >= 1_000_000)
        {
            _held.Remove(token);
            actor.Release(token);
        }

        SendSome(actor, 3);
        if (_random.Percent(50)) SetTimer(actor);
        if (_timers.Count > 0 && _random.Percent(20)) actor.Note(actor.CancelTimer(_timers[_random.Below(_timers.Count)]) ? 1UL : 0);
    }

    public void OnReady(ITestActor actor, int output)
    {
        var queues = _queues[output];
        for (var step = 1; step <= queues.Length; step++)
        {
            var @class = (_lastServed + step) % queues.Length;
            if (queues[@class].Count == 0 || !actor.HasCredit(output, @class)) continue;
            var message = queues[@class].Dequeue();
            actor.Send(output, message, message.Record == null && _random.Percent(10) ? actor.Now + _random.Below(50) : 0);
            _lastServed = @class;
            Want(actor, output);
            break;
        }

        if (_random.Percent(15)) SendSome(actor, 2);
        if (_random.Percent(10)) SetTimer(actor);
    }

    public long OnHousekeeping(ITestActor actor, long time)
    {
        actor.Note((ulong)(_messagesLeft * 100 + _held.Count));
        return time > 400_000_000 ? long.MaxValue : time + 1 + _longestChannel * 3 + time / 8;
    }

    private void SendSome(ITestActor actor, int most)
    {
        for (var count = _random.Below(most + 1); count > 0 && _messagesLeft > 0 && _outputs.Length > 0; count--, _messagesLeft--)
        {
            var output = _random.Below(_outputs.Length);
            var plan = _outputs[output];
            var @class = _random.Below(plan.Credits.Length);
            if (plan.Credits[@class] == 0) continue;
            if ((_leavesLater[output] & 1u << @class) != 0)
            {
                var line = _random.Percent(50) ? Bytes(64) : null;
                actor.SendLater(output, new TestMessage(_nextId++, @class, KernelActor.ClassBytes) { Line = line }, actor.Now + Delay());
                continue;
            }

            // An arbiter that has a big message of one class on the line cannot start one of another: one class has them all.
            var mayBeBig = !plan.Pulled || @class == plan.Credits.Length - 1;
            var message = MakeMessage(@class, mayBeBig ? 3000 : 256);
            if (_random.Percent(20)) actor.Note(actor.HasCredit(output, @class) ? 3UL : 2);
            if (plan.Pulled)
            {
                _queues[output][@class].Enqueue(message);
                Want(actor, output);
            }
            else
            {
                _notBefore[output] = Math.Max(_notBefore[output], actor.Now + (_random.Percent(10) ? _random.Below(200) : 0));
                actor.Send(output, message, message.Record == null && _random.Percent(30) ? _notBefore[output] : 0);
            }
        }
    }

    private TestMessage MakeMessage(int @class, int largest)
    {
        var bytes = Math.Min(largest, _random.Pick(16, 64, 68, 100, 255, 256, 257, 512, 513, 100 + _random.Below(2900)));
        var message = new TestMessage(_nextId++, @class, bytes);
        return _random.Below(4) switch
        {
            0 => message with { Line = Bytes(64) },
            1 => message with { Record = Bytes(_random.Below(bytes)) },
            _ => message,
        };
    }

    private void Want(ITestActor actor, int output)
    {
        var wanted = 0u;
        for (var @class = 0; @class < _queues[output].Length; @class++)
        {
            if (_queues[output][@class].Count > 0) wanted |= 1u << @class;
        }

        actor.SetWanted(output, wanted);
    }

    private void SetTimer(ITestActor actor)
    {
        if (_timersLeft-- <= 0) return;
        _timers.Add(actor.SetTimer(Delay(), (ulong)_timersLeft));
    }

    private long Delay() => _delays[_random.Below(_delays.Length)];

    private byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)_random.Next())];
}
