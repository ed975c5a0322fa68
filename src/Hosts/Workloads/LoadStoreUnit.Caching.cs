using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <content>What a cache behind the unit asks about lines that are being issued.</content>
public sealed partial class LoadStoreUnit
{
    /// <summary>Lines that may be in flight; their tags lie below.</summary>
    public int LineSlots => _slots.Length;

    /// <summary>Whether the line is of mapped capacity; raw streams address other as well.</summary>
    public bool IsMapped(ushort tag) => StreamOf(SlotOf(tag)).Region.Space.IsMapped(SlotOf(tag).RegionOffset, Sizes.Line);

    /// <summary>Whether the line's stream writes past caches.</summary>
    public bool IsNonTemporal(ushort tag) => StreamOf(SlotOf(tag)).IsNonTemporal;

    /// <summary>How many lines behind this one are mapped without a gap, up to a limit.</summary>
    public int MappedBehind(ushort tag, int limit)
    {
        ref var slot = ref SlotOf(tag);
        for (var behind = limit; behind > 0; behind--)
        {
            if (StreamOf(slot).Region.Space.IsMapped(slot.RegionOffset, (ulong)(behind + 1) * Sizes.Line)) return behind;
        }

        return 0;
    }
}
