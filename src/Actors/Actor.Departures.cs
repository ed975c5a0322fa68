using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors;

/// <content>Messages that leave later, at a time that is known now.</content>
public abstract partial class Actor
{
    private Departures? _departures;

    /// <summary>
    /// Sends a message of its class's size at a time not before now, whatever else is sent until then; without a credit, as soon as there is
    /// one. Returns the line beside it, to be filled now. For pushed ports; messages of the class are sent in no other way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref byte SendAt(long time, OutputPort port, scoped in Message message, int messageClass, bool hasLine) =>
        ref (_departures ??= new Departures(this)).Add(time, port, message, messageClass, hasLine);

    /// <summary>What was sent with <see cref="SendAt"/> left at a time, which may lie before what the actor has seen since, but not before its window.</summary>
    protected internal virtual void OnLeft(OutputPort port, in Message message, long time)
    {
    }

    /// <summary>What was sent with <see cref="OutputPort.Send(in Message,int,bool,long)"/> and waited for a credit of its class has it now.</summary>
    protected internal virtual void OnPassed(OutputPort port, in Message message)
    {
    }

    /// <summary>Lets all leave that does so before a time, for an actor that wants to know how many are left; it need not be now yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void LetLeave(SimTime end) => LetLeave(end.Picoseconds);

    /// <summary>Before something else takes a line: what leaves earlier has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LetLeave(long end)
    {
        if (_departures is { } departures && departures.MayLeaveBefore(end)) departures.Leave(end);
    }
}
