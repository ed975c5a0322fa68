namespace CxlFabricSim.Hosts.Workloads;

/// <content>Operations of a key-value mix: how many lines they have, and those that write what they have read.</content>
public sealed partial class TrafficSource
{
    // Records that have been read and are to be written; and where each access began, in which state of the space.
    private int[] _resumed = [];
    private (ulong Position, int Generation)[] _places = [];
    private int _firstResumed;
    private int _resumedCount;

    private OperationKind ChooseOperation()
    {
        var (kind, first, records) = _keyValue!.Next(_slots, _random);
        _position = _phase.Part.Start + first * _phase.AccessBytes;
        _lines = records * LinesOf(_phase);
        _isWrite = kind is OperationKind.Update or OperationKind.Insert;
        return kind;
    }

    /// <summary>The record of an operation that will write it has been read.</summary>
    private void AwaitWrite(int access)
    {
        _resumed[(_firstResumed + _resumedCount++) % _resumed.Length] = access;
        if (_places[access].Generation == _region.Space.Generation) return;
        GiveUpResumed();
    }

    /// <summary>The second half of an operation that has read its record.</summary>
    private bool Resume()
    {
        _current = _resumed[_firstResumed];
        _firstResumed = (_firstResumed + 1) % _resumed.Length;
        _resumedCount--;
        _position = _places[_current].Position;
        _lines = LinesOf(_phase);
        _line = 0;
        _isWrite = true;
        _isPosted = _phase.IsPosted;
        ref var state = ref _accesses[_current];
        state.IsWrite = true;
        state.LinesLeft = _lines;
        return true;
    }

    /// <summary>The space changed: what was to be written lies elsewhere, or nowhere. The operations are made again.</summary>
    private void GiveUpResumed()
    {
        for (; _resumedCount > 0; _resumedCount--)
        {
            _free[_freeCount++] = _resumed[_firstResumed];
            _firstResumed = (_firstResumed + 1) % _resumed.Length;
            _left++;
        }
    }
}
