using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>A host's fixed memory windows, placed one after the other as firmware does.</summary>
public sealed class HostAddressMap
{
    /// <summary>Where the first window starts on QEMU's q35 machine: behind the host bridges' registers at 4 GiB.</summary>
    public static readonly Hpa FirstWindow = new(0x1_1000_0000);

    private readonly List<FixedMemoryWindow> _windows = [];
    private FixedMemoryWindow[] _lookup = [];

    public IReadOnlyList<FixedMemoryWindow> Windows => _windows;

    /// <summary>Where the next window will start.</summary>
    public Hpa Next { get; private set; } = FirstWindow;

    /// <summary>Adds a window behind those already there, at a multiple of 256 MiB.</summary>
    public FixedMemoryWindow Add(ulong size, IReadOnlyList<int> targets, int granularity = 256)
    {
        var window = new FixedMemoryWindow(Next, size, targets, granularity);
        var end = window.Start + size;
        Next = new Hpa((end.Value + Sizes.CapacityMultiple - 1) / Sizes.CapacityMultiple * Sizes.CapacityMultiple);
        _windows.Add(window);
        _lookup = [.. _windows];
        return window;
    }

    /// <summary>The window of an address; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong hpa, [NotNullWhen(true)] out FixedMemoryWindow? window)
    {
        foreach (var candidate in _lookup)
        {
            if (!candidate.Contains(hpa)) continue;
            window = candidate;
            return true;
        }

        window = null;
        return false;
    }
}
