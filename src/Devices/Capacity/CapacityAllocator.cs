using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>Chooses extents where the fabric manager leaves that to the device (CXL 3.x, "Initiate Dynamic Capacity Add", selection policies).</summary>
internal static class CapacityAllocator
{
    /// <summary>Policy Free: the lowest free blocks of a region, in as many extents as that takes. False when there are too few.</summary>
    public static bool TryTakeLowest(CapacityLedger ledger, int region, ulong length, out List<DcExtent> extents)
    {
        extents = [];
        foreach (var run in ledger.FreeRuns(region))
        {
            var taken = Math.Min(run.Length, length);
            extents.Add(run with { Length = taken });
            length -= taken;
            if (length == 0) return true;
        }

        return false;
    }

    /// <summary>Policy Contiguous: one extent, where it leaves the smallest rest; the lowest of equals. False when no run is long enough.</summary>
    public static bool TryTakeContiguous(CapacityLedger ledger, int region, ulong length, out List<DcExtent> extents)
    {
        extents = [];
        DcExtent? best = null;
        foreach (var run in ledger.FreeRuns(region))
            if (run.Length >= length && (best is null || run.Length < best.Value.Length)) best = run;
        if (best is null) return false;
        extents.Add(best.Value with { Length = length });
        return true;
    }
}
