using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>How long it takes to overwrite memory: QEMU's table, which stands for no device in particular.</summary>
internal static class SanitizeDuration
{
    private static readonly (ulong MiB, int Seconds)[] Steps =
    [
        (512, 4), (1024, 8), (2048, 15), (4096, 30), (8192, 60), (16384, 2 * 60), (32768, 4 * 60), (65536, 8 * 60), (131072, 15 * 60),
        (262144, 30 * 60), (524288, 60 * 60), (1048576, 120 * 60),
    ];

    private const int LongestSeconds = 240 * 60;

    public static SimTime Of(ulong bytes)
    {
        foreach (var (mebibytes, seconds) in Steps)
            if (bytes / Sizes.MiB <= mebibytes) return Seconds(seconds);
        return Seconds(LongestSeconds);
    }

    private static SimTime Seconds(int seconds) => new(seconds * SimTime.PicosecondsPerSecond);
}
