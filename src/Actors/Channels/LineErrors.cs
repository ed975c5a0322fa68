using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// Bit errors on a line whose link layer retries: a flit with an error is sent again, and all behind it wait until it is. Random
/// numbers are the line's own, so that a run does not depend on who else has errors.
/// </summary>
/// <param name="bitErrorRate">Wrong bits per bit, above zero and far below one.</param>
/// <param name="retryTime">From the flit that came wrong to its repetition: the way of the receiver's request for it, and back.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="name">The line's name.</param>
public sealed class LineErrors(double bitErrorRate, SimTime retryTime, ulong seed, string name)
{
    private const int BitsPerByte = 8;

    private readonly SeededRandom _random = new(seed, name);

    internal long RetryTime => retryTime.Picoseconds;

    /// <summary>Time on the line until the next wrong bit, exponentially distributed.</summary>
    internal long NextInterval(ulong bytesPerSecond)
    {
        var bits = -PortableMath.Log(1 - _random.NextUnit()) / bitErrorRate;
        var picoseconds = bits * SimTime.PicosecondsPerSecond / BitsPerByte / bytesPerSecond;
        return picoseconds < long.MaxValue / 4 ? (long)picoseconds : long.MaxValue / 4;
    }
}
