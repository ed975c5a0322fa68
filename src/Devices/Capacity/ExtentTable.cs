using System.Runtime.InteropServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// Extents in the order in which they came, found by address: with thousands of them adding, finding and taking out any one costs a
/// binary search and a short move. They never overlap.
/// </summary>
internal sealed class ExtentTable
{
    private const int None = -1;

    private readonly List<(bool IsAppended, int Node)> _journal = [];
    private readonly Stack<int> _unused = new();

    // Sorted by address.
    private readonly List<ulong> _starts = [];
    private readonly List<int> _nodeAt = [];

    // Grown with use: an idle device has none.
    private Node[] _nodes = [];
    private int _nodeCount;
    private int _first = None;
    private int _last = None;
    private DcExtent[]? _listed;

    public int Count { get; private set; }

    /// <summary>All extents in their order; made anew after a change.</summary>
    public IReadOnlyList<DcExtent> Listed => _listed ??= List();

    /// <summary>The extents from a place in the order on, without making the whole list.</summary>
    public IEnumerable<DcExtent> From(int place)
    {
        var node = _first;
        for (var passed = 0; passed < place && node != None; passed++) node = _nodes[node].Next;
        for (; node != None; node = _nodes[node].Next) yield return _nodes[node].Extent;
    }

    public void Append(in DcExtent extent)
    {
        var node = TakeNode();
        _nodes[node] = new Node { Extent = extent };
        Link(node, _last, None);
        Index(node);
    }

    /// <summary>The extent that holds all of another; false when no single one does.</summary>
    public bool TryFindHolder(in DcExtent extent, out DcExtent holder)
    {
        holder = default;
        var place = PlaceAtOrBefore(extent.Start.Value);
        if (extent.Length == 0 || place < 0) return false;
        holder = _nodes[_nodeAt[place]].Extent;
        return extent.End.Value <= holder.End.Value;
    }

    /// <summary>
    /// Takes ranges out, one after the other, and tells from which extents. What is left of a split extent moves to the end, front piece before back piece, as in
    /// QEMU. When more than <paramref name="limit"/> extents would be there after any of the ranges nothing changes.
    /// </summary>
    public bool TryRemove(IEnumerable<DcExtent> ranges, int limit, out List<DcExtent> removed)
    {
        removed = [];
        _journal.Clear();
        foreach (var range in ranges)
        {
            Remove(range);
            if (Count <= limit) continue;
            RollBack();
            return false;
        }

        foreach (var (isAppended, node) in _journal)
        {
            if (isAppended) continue;
            removed.Add(_nodes[node].Extent);
            _unused.Push(node);
        }

        return true;
    }

    private void Remove(in DcExtent range)
    {
        if (range.Length == 0) return;
        while (true)
        {
            var place = FirstPlaceEndingAfter(range.Start.Value);
            if (place == _starts.Count || _starts[place] >= range.End.Value) return;
            var node = _nodeAt[place];
            var whole = _nodes[node].Extent;
            Unindex(place);
            Unlink(node);
            _journal.Add((false, node));
            if (whole.Start.Value < range.Start.Value) AppendPiece(whole with { Length = range.Start.Value - whole.Start.Value });
            if (range.End.Value < whole.End.Value) AppendPiece(whole with { Start = range.End, Length = whole.End.Value - range.End.Value });
        }
    }

    private void AppendPiece(in DcExtent piece)
    {
        Append(piece);
        _journal.Add((true, _last));
    }

    /// <summary>Backwards through the journal: a node taken out still knows its neighbours of that moment.</summary>
    private void RollBack()
    {
        for (var step = _journal.Count - 1; step >= 0; step--)
        {
            var (isAppended, node) = _journal[step];
            if (isAppended)
            {
                Unindex(PlaceAtOrBefore(_nodes[node].Extent.Start.Value));
                Unlink(node);
                _unused.Push(node);
            }
            else
            {
                Link(node, _nodes[node].Previous, _nodes[node].Next);
                Index(node);
            }
        }
    }

    private int TakeNode()
    {
        if (_unused.TryPop(out var node)) return node;
        if (_nodeCount == _nodes.Length) Array.Resize(ref _nodes, Math.Max(8, _nodes.Length * 2));
        return _nodeCount++;
    }

    private void Link(int node, int previous, int next)
    {
        _nodes[node].Previous = previous;
        _nodes[node].Next = next;
        if (previous == None) _first = node;
        else _nodes[previous].Next = node;
        if (next == None) _last = node;
        else _nodes[next].Previous = node;
        Count++;
        _listed = null;
    }

    private void Unlink(int node)
    {
        var (previous, next) = (_nodes[node].Previous, _nodes[node].Next);
        if (previous == None) _first = next;
        else _nodes[previous].Next = next;
        if (next == None) _last = previous;
        else _nodes[next].Previous = previous;
        Count--;
        _listed = null;
    }

    private void Index(int node)
    {
        ref var extent = ref _nodes[node].Extent;
        var place = PlaceAtOrBefore(extent.Start.Value) + 1;
        _starts.Insert(place, extent.Start.Value);
        _nodeAt.Insert(place, node);
    }

    private void Unindex(int place)
    {
        _starts.RemoveAt(place);
        _nodeAt.RemoveAt(place);
    }

    private int FirstPlaceEndingAfter(ulong address)
    {
        var place = PlaceAtOrBefore(address);
        return place >= 0 && _nodes[_nodeAt[place]].Extent.End.Value > address ? place : place + 1;
    }

    /// <summary>The place of the last extent that starts at or before an address; -1 when all start behind it.</summary>
    private int PlaceAtOrBefore(ulong address)
    {
        var found = CollectionsMarshal.AsSpan(_starts).BinarySearch(address);
        return found >= 0 ? found : ~found - 1;
    }

    private DcExtent[] List()
    {
        var listed = new DcExtent[Count];
        var index = 0;
        for (var node = _first; node != None; node = _nodes[node].Next) listed[index++] = _nodes[node].Extent;
        return listed;
    }

    private struct Node
    {
        public DcExtent Extent;
        public int Previous;
        public int Next;
    }
}
