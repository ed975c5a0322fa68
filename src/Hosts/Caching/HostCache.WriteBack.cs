using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Caching;

/// <content>Dirty lines on their way to memory: pushed out by others, or because their capacity is given back.</content>
internal sealed partial class HostCache
{
    private readonly WriteBack[] _buffers;
    private readonly byte[] _bufferData;
    private readonly Stack<int> _freeBuffers;
    private readonly Dictionary<ulong, int> _bufferOf;
    private readonly Queue<int> _toSend = new();
    private readonly List<Flush> _flushes = [];

    /// <summary>Whether someone waits until nothing of a range is left here.</summary>
    public bool IsFlushing => _flushes.Count > 0;

    /// <summary>The next line to write to memory: its tag, address and data.</summary>
    public bool TryTakeWriteBack(out ushort tag, out ulong hpa, out ReadOnlySpan<byte> data)
    {
        if (!_toSend.TryDequeue(out var buffer))
        {
            (tag, hpa) = (0, 0);
            data = default;
            return false;
        }

        tag = (ushort)(_fills.Length + buffer);
        hpa = _buffers[buffer].Line * Sizes.Line;
        data = DataOf(buffer);
        return true;
    }

    public bool IsWriteBack(ushort tag) => tag >= _fills.Length;

    public void EndWriteBack(ushort tag, bool isSuccess)
    {
        var buffer = tag - _fills.Length;
        ref var state = ref _buffers[buffer];
        if (!state.IsBusy) throw new InvalidOperationException($"a completion with tag {tag}, for which nothing is written back");
        if (!isSuccess) Counters.WriteBackErrors++;

        // The line may have come back, been written and been pushed out again meanwhile.
        if (_bufferOf.TryGetValue(state.Line, out var latest) && latest == buffer) _bufferOf.Remove(state.Line);
        state.IsBusy = false;
        _freeBuffers.Push(buffer);
    }

    /// <summary>Begins to write back and to forget all that is held of a range in which nothing is accessed any more.</summary>
    public void BeginFlush(ulong first, ulong count, int token) => _flushes.Add(new Flush(first, count, token));

    /// <summary>Goes on with what is to be flushed; the token of a range of which nothing is left.</summary>
    public bool TryTakeFlushed(out int token)
    {
        for (var index = 0; index < _flushes.Count; index++)
        {
            if (!IsFlushed(_flushes[index])) continue;
            token = _flushes[index].Token;
            _flushes.RemoveAt(index);
            return true;
        }

        token = 0;
        return false;
    }

    private bool IsFlushed(in Flush flush)
    {
        var isDone = true;
        for (var index = 0; index < _store.Count; index++)
        {
            ref var entry = ref _store[index];
            if (!entry.IsHeld || entry.Line - flush.First >= flush.Count) continue;
            if (entry.IsDirty && !HasRoom)
            {
                isDone = false;
                continue;
            }

            if (entry.IsDirty) BeginWriteBack(index);
            entry = default;
        }

        foreach (ref var fill in _fills.AsSpan()) isDone &= !fill.IsBusy || fill.Line - flush.First >= flush.Count;
        foreach (ref var buffer in _buffers.AsSpan()) isDone &= !buffer.IsBusy || buffer.Line - flush.First >= flush.Count;
        return isDone;
    }

    private Span<byte> DataOf(int buffer) => _bufferData.AsSpan(buffer * Sizes.Line, Sizes.Line);

    private void BeginWriteBack(int index)
    {
        var buffer = _freeBuffers.Pop();
        var line = _store[index].Line;
        _store.DataOf(index).CopyTo(DataOf(buffer));
        _buffers[buffer] = new WriteBack { Line = line, IsBusy = true };
        _bufferOf[line] = buffer;
        _toSend.Enqueue(buffer);
        Counters.WriteBacks++;
    }

    private struct WriteBack
    {
        public ulong Line;
        public bool IsBusy;
    }

    private readonly record struct Flush(ulong First, ulong Count, int Token);
}
