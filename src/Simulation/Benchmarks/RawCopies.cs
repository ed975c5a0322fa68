using System.Diagnostics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>The wall to measure against: random 64 B copies out of the devices' own memory, nothing else.</summary>
internal static class RawCopies
{
    private const int Copies = 10_000_000;

    /// <summary>Copies per second on this thread; the memory has been touched before.</summary>
    // Compiled once: what the compiler made of it after more profiling was half as fast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Measure(IReadOnlyList<MemoryBackend> memory)
    {
        var backends = memory.ToArray();
        var linesEach = backends[0].Size / Sizes.Line;
        Span<byte> line = stackalloc byte[Sizes.Line];
        var state = 0x2545F4914F6CDD1DUL;
        var checksum = 0UL;
        var clock = Stopwatch.StartNew();
        for (var copy = 0; copy < Copies; copy++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var backend = backends[(int)((state >> 60) & (ulong)(backends.Length - 1))];
            Unsafe.CopyBlockUnaligned(ref line[0], ref backend.LineAt(Math.BigMul(state << 8, linesEach, out _) * Sizes.Line), Sizes.Line);
            checksum += line[(int)(state & 63)];
        }

        var seconds = clock.Elapsed.TotalSeconds;
        GC.KeepAlive(checksum);
        return Copies / seconds;
    }
}
