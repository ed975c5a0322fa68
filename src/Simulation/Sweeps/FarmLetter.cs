using System.Text;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>
/// What the nodes of a sweep write each other: one byte that says what, then the key of a run as UTF-8, the JSON of a result, or the numbers
/// of lost nodes, a byte each.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Body">What belongs to it.</param>
internal readonly record struct FarmLetter(FarmLetterKind Kind, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public byte[] Encode() => [(byte)Kind, .. Body.Span];

    public static FarmLetter Decode(byte[] bytes) => new((FarmLetterKind)bytes[0], bytes.AsMemory(1));
}

/// <summary>Kinds of letters.</summary>
internal enum FarmLetterKind : byte
{
    /// <summary>To a node: make the run of this key.</summary>
    Run = 1,

    /// <summary>To the first node: what came out.</summary>
    Result = 2,

    /// <summary>To a node: leave all runs, there is nothing more to do. With those that are lost, whom nobody should wait for.</summary>
    End = 3,
}
