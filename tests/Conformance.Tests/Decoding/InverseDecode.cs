namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>
/// From DPA back to HPA, by the formulas of the CXL specification ("Host Bridge and Upstream Switch Port Decode Flow", "Device
/// Decode Logic", and the modulo arithmetic of the "CXL Fixed Memory Window Structure"), solved for the address. Shares no code with
/// what it checks, and never goes forward.
/// </summary>
internal static class InverseDecode
{
    /// <summary>The only address of the region that can lead to this DPA of this part.</summary>
    public static ulong HpaOf(RandomRegion region, DevicePart part, ulong dpa)
    {
        var granularity = (ulong)region.Granularity;
        var ways = (ulong)region.Ways;
        var offset = dpa - part.Start;

        // Every round of as many granules as there are ways gives this device one. The device drops the way from the granule's number.
        var round = region.Start / granularity + offset / granularity * ways;

        // Each level says a piece of the number of this device's granule: its low bits, from the level's granularity up.
        var bits = 0UL;
        for (var level = 0; level < region.Levels.Count; level++)
        {
            var (place, count) = (part.Places[level], region.Levels[level].Ways);
            var powerOfTwo = count % 3 == 0 ? count / 3 : count;
            bits |= (ulong)(place % powerOfTwo) * ((ulong)region.Levels[level].Granularity / granularity);
        }

        var granule = round + bits;
        if (ways % 3 == 0) granule += WindowThird(region, part, granule) * (ways / 3);
        return granule * granularity + offset % granularity;
    }

    /// <summary>
    /// Which third of the round it is. Only a window divides by 3: its quotient, modulo 3, must be the place's, and each third that
    /// passes adds the same power of two to the quotient.
    /// </summary>
    private static ulong WindowThird(RandomRegion region, DevicePart part, ulong firstGranule)
    {
        var above = (ulong)region.Levels[0].Granularity / (ulong)region.Granularity;
        var quotient = firstGranule / above;
        var step = (ulong)region.Ways / 3 / above;
        var missing = (3 + (ulong)part.Places[0] % 3 - quotient % 3) % 3;

        // 1 and 2 are their own inverses modulo 3.
        return missing * (step % 3) % 3;
    }
}
