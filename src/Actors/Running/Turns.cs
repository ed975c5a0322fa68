namespace CxlFabricSim.Actors.Running;

/// <summary>How far two sides have come that run in turn.</summary>
internal struct Turns
{
    private long _first;
    private long _second;

    /// <summary>How far the one has come that is ahead.</summary>
    public readonly long Farthest => Math.Max(_first, _second);

    /// <summary>Nothing happens on any side before a time.</summary>
    public void Skip(long time)
    {
        _first = Math.Max(_first, time);
        _second = Math.Max(_second, time);
    }

    /// <summary>The turn of whichever side is behind: to as far as what the other one sends takes, but not beyond an end.</summary>
    /// <param name="latency">The shortest channel between them; inside a side, where there is but one.</param>
    /// <param name="end">The end.</param>
    /// <param name="areTwo">Whether there are two; the first one otherwise.</param>
    public Turn Take(long latency, long end, bool areTwo)
    {
        var isOfSecond = areTwo && _second < _first;
        var from = isOfSecond || !areTwo ? _first : _second;
        var turn = new Turn(isOfSecond, from < end - latency ? from + latency : end);
        if (isOfSecond || !areTwo) _second = turn.End;
        if (!isOfSecond) _first = turn.End;
        return turn;
    }
}

/// <summary>One side runs.</summary>
/// <param name="IsOfSecond">Which.</param>
/// <param name="End">To where.</param>
internal readonly record struct Turn(bool IsOfSecond, long End);
