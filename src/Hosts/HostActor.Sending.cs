using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>How a line's request leaves, whoever asks: a stream, or the cache for itself.</content>
public sealed partial class HostActor
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SendRead(int port, ulong hpa, ushort tag)
    {
        Message message = default;
        Address(ref message.As<MemoryMessage>(), MessageKind.MemoryRead, port, hpa, tag);
        if (_rootComplex != null && !_rootComplex.TryPass(isWrite: false, NowInPicoseconds)) QueueAtRootComplex(message, port, isWrite: false);
        else Outputs[port].Send(message, (int)MessageClass.Request, false);
    }

    /// <summary>Where the data goes, for the caller to put there at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte SendWrite(int port, ulong hpa, ushort tag)
    {
        Message message = default;
        Address(ref message.As<MemoryMessage>(), MessageKind.MemoryWrite, port, hpa, tag);
        if (_rootComplex != null && !_rootComplex.TryPass(isWrite: true, NowInPicoseconds)) return ref QueueAtRootComplex(message, port, isWrite: true);
        return ref Outputs[port].Send(message, (int)MessageClass.RequestWithData, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Address(ref MemoryMessage header, MessageKind kind, int port, ulong hpa, ushort tag)
    {
        header.Address = hpa;
        header.Source = _ports[port].Id;
        header.LdId = _ports[port].LdId;
        header.Tag = tag;
        header.Kind = kind;
    }

    private void NoteTrace(in MemoryMessage completion, int port)
    {
        if (!Trace!.Takes(completion.Tag)) return;
        var (issued, left, address) = IsOfCache(completion.Tag) ? OwnInFlight(completion.Tag) : _unit.InFlight(completion.Tag);
        var stage = completion.Kind == MessageKind.MemoryData ? TraceStage.Read : TraceStage.Write;
        Trace.Note(completion.Target, completion.Tag, stage, issued, NowInPicoseconds, address.Value);
        if (left > issued) Trace.Note(completion.Target, completion.Tag, TraceStage.HostWait, issued, left);
        Trace.Note(completion.Target, completion.Tag, TraceStage.Host, left, left + Outputs[port].Delay);
    }
}
