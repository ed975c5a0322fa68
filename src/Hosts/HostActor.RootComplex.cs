using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>Requests that wait for the root complex.</content>
public sealed partial class HostActor
{
    private RootComplex? _rootComplex;

    /// <summary>For how long a line occupies the root complex, read and written; nothing for as fast as the links are.</summary>
    public (SimTime Read, SimTime Write) RootComplexLineTimes
    {
        init => _rootComplex = value == default ? null : new RootComplex(value.Read, value.Write);
    }

    private ref byte QueueAtRootComplex(scoped in Message message, int port, bool isWrite)
    {
        var isFirst = _rootComplex!.NextOf(isWrite) == SimTime.Never;
        var waiting = _rootComplex.Queue(isWrite, out var ready);
        waiting.Message = message;
        waiting.Port = port;
        if (isFirst) SetTimer(ready - Now, isWrite ? RootComplexWrite : RootComplexRead);
        return ref waiting.Line[0];
    }

    private void LeaveRootComplex(bool isWrite)
    {
        while (_rootComplex!.TakeReady(isWrite, NowInPicoseconds) is { } waiting)
        {
            NoteLeft(waiting.Message.As<MemoryMessage>().Tag);
            var messageClass = isWrite ? MessageClass.RequestWithData : MessageClass.Request;
            ref var line = ref Outputs[waiting.Port].Send(waiting.Message, (int)messageClass, isWrite);
            if (isWrite) Unsafe.CopyBlockUnaligned(ref line, ref waiting.Line[0], Sizes.Line);
        }

        var next = _rootComplex.NextOf(isWrite);
        if (next != SimTime.Never) SetTimer(next - Now, isWrite ? RootComplexWrite : RootComplexRead);
    }

    private void NoteLeft(ushort tag)
    {
        if (IsOfCache(tag)) _ownRequests[tag - _unit.LineSlots].Left = NowInPicoseconds;
        else _unit.NoteLeft(tag, NowInPicoseconds);
    }
}
