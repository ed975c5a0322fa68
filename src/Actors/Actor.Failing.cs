using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors;

/// <content>What to tell of an actor that has failed.</content>
public abstract partial class Actor
{
    /// <summary>The message that it took last, with its time and its way; null where it has taken none.</summary>
    internal string? DescribeLastTaken(Func<Message, string>? describe)
    {
        InputPort? last = null;
        var (slot, time) = (0, -1L);
        foreach (var port in Inputs)
        {
            // At one instant messages are taken in the order of ports.
            if (!port.TryLastTaken(out var slotTaken, out var taken) || taken < time) continue;
            (last, slot, time) = (port, slotTaken, taken);
        }

        if (last is null) return null;
        var what = slot == InputPort.Gone ? "a message that has been overwritten since" : Describe(last.MessageIn(slot));
        return $"{what} over {last.Name} at {new SimTime(time)}";

        string Describe(Message message) =>
            describe?.Invoke(message) ?? $"{message.Word0:x16} {message.Word1:x16} {message.Word2:x16} {message.Word3:x16}";
    }
}
