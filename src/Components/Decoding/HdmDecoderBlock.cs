using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Components.Decoding;

/// <summary>
/// The HDM decoder capability of one component: its registers (CXL 3.x, "CXL HDM Decoder Capability Structure") and the
/// address decode that follows from them.
/// </summary>
/// <remarks>
/// Decode is precomputed whenever a register changes what is committed, and the first decoder stands in fields of its own: nearly
/// every access of nearly every fabric takes that path.
/// </remarks>
public sealed partial class HdmDecoderBlock
{
    /// <summary>The number of decoders of every component here, as QEMU has it.</summary>
    public const int DefaultDecoders = 4;

    /// <summary>Where the capability stands in a component's CXL.cache and CXL.mem registers, as QEMU has it.</summary>
    public const int ComponentRegisterOffset = 0x128;

    private readonly HdmDecoderRole _role;
    private readonly bool _checksCommits;
    private readonly Route[] _routes;
    private int _routeCount;

    // The first decoder's decode, of whichever role this block has. A size of zero sends all accesses to the slow path.
    private ulong _firstBase;
    private ulong _firstSize;
    private ulong _firstDpa;
    private ulong _firstLowMask;
    private ulong _firstTargets;
    private ulong _firstWayMask;
    private int _firstShift;

    /// <param name="role">What the component decides by decoding.</param>
    /// <param name="checksCommits">
    /// A commit that overlaps, breaks the order or asks what the component cannot do ends with the error bit, as the
    /// specification allows; otherwise every commit succeeds, as in QEMU.
    /// </param>
    /// <param name="decoders">1, 2, 4, 6, 8 or 10.</param>
    /// <param name="targets">How many targets a port's capability register tells of: 1, 2, 4 or 8; it does not restrain decoding.</param>
    public HdmDecoderBlock(HdmDecoderRole role, bool checksCommits, int decoders = DefaultDecoders, int targets = 8)
    {
        _role = role;
        _checksCommits = checksCommits;
        _capability = CapabilityFor(role, decoders, targets);
        _routes = new Route[decoders];
        _decoders = new DecoderRegisters[decoders];
    }

    public HdmDecoderRole Role => _role;

    public int DecoderCount => _decoders.Length;

    /// <summary>Target-list role: the port that an address goes to; false when no committed decoder claims it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRoute(ulong hpa, out int port)
    {
        if (hpa - _firstBase < _firstSize)
        {
            port = (byte)(_firstTargets >> (int)((hpa >> _firstShift & _firstWayMask) << 3));
            return true;
        }

        return TryRouteInOthers(hpa, out port);
    }

    /// <summary>Endpoint role: the DPA of an address; false when no committed decoder claims it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTranslate(ulong hpa, out ulong dpa)
    {
        var offset = hpa - _firstBase;
        if (offset < _firstSize)
        {
            dpa = _firstDpa + (offset & _firstLowMask | offset >> _firstShift & ~_firstLowMask);
            return true;
        }

        return TryTranslateInOthers(hpa, out dpa);
    }

    // Both walk in decoder order from the first, which may be an interleave by 3 that the fields do not hold.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRouteInOthers(ulong hpa, out int port)
    {
        for (var index = 0; index < _routeCount; index++)
        {
            ref readonly var route = ref _routes[index];
            if (hpa - route.Base >= route.Size) continue;
            port = (byte)(route.Targets >> (int)((hpa >> route.Shift & route.WayMask) << 3));
            return true;
        }

        port = -1;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTranslateInOthers(ulong hpa, out ulong dpa)
    {
        for (var index = 0; index < _routeCount; index++)
        {
            ref readonly var route = ref _routes[index];
            var offset = hpa - route.Base;
            if (offset >= route.Size) continue;
            dpa = route.Dpa + (route.DividesByThree
                ? ThirdOf(offset, in route)
                : offset & route.LowMask | offset >> route.Shift & ~route.LowMask);
            return true;
        }

        dpa = 0;
        return false;
    }

    /// <summary>Interleave by 3, 6, 12: the granules of this device are those whose number, over the power of two, is divided by 3.</summary>
    private static ulong ThirdOf(ulong offset, in Route route)
    {
        var granuleBits = BitOperations.PopCount(route.LowMask);
        return (offset >> granuleBits + route.Shift) / 3 << granuleBits | offset & route.LowMask;
    }

    /// <summary>One committed decoder, ready to decode.</summary>
    private struct Route
    {
        public ulong Base;
        public ulong Size;

        /// <summary>Endpoint: the DPA at the decoder's base.</summary>
        public ulong Dpa;

        /// <summary>Endpoint: the address bits inside a granule.</summary>
        public ulong LowMask;

        /// <summary>Target list: a port a byte, first way lowest.</summary>
        public ulong Targets;

        public ulong WayMask;

        /// <summary>Target list: down to the way; endpoint: the way bits that leave the address.</summary>
        public int Shift;

        public bool DividesByThree;
    }
}
