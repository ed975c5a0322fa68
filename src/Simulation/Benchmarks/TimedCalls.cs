using System.Diagnostics;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>Calls one mailbox and adds up what each command takes.</summary>
internal sealed class TimedCalls(Func<Opcode, byte[], byte[], MailboxReturnCode> execute)
{
    private readonly SortedDictionary<Opcode, (long Calls, long Ticks)> _spent = [];
    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    public MailboxReturnCode Call(Opcode opcode, byte[] input)
    {
        var start = Stopwatch.GetTimestamp();
        var code = execute(opcode, input, _output);
        var ticks = Stopwatch.GetTimestamp() - start;
        var (calls, before) = _spent.GetValueOrDefault(opcode);
        _spent[opcode] = (calls + 1, before + ticks);
        return code;
    }

    /// <summary>A call that must succeed.</summary>
    public void Expect(Opcode opcode, byte[] input)
    {
        if (Call(opcode, input) is var code and not MailboxReturnCode.Success)
            throw new InvalidOperationException($"{opcode} was answered with {code}");
    }

    public void Reset() => _spent.Clear();

    public IEnumerable<CommandTiming> Timings(string name) => _spent.Select(
        entry => new CommandTiming(name, entry.Key, entry.Value.Calls, 1e6 * entry.Value.Ticks / Stopwatch.Frequency / entry.Value.Calls));
}
