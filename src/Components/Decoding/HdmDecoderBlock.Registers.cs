using System.Buffers.Binary;

namespace CxlFabricSim.Components.Decoding;

/// <content>The registers: offsets, what of them can be written, commit and its checks.</content>
public sealed partial class HdmDecoderBlock
{
    private const int GlobalControlOffset = 0x04;
    private const int FirstDecoderOffset = 0x10;
    private const int DecoderStride = 0x20;

    private const uint PoisonOnDecodeError = 1u << 0;
    private const uint GlobalControlMask = 0x3;
    private const uint LowAddressMask = 0xF000_0000;

    private const uint LockOnCommit = 1u << 8;
    private const uint Commit = 1u << 9;
    private const uint Committed = 1u << 10;
    private const uint CommitError = 1u << 11;

    // Granularity, ways, lock, commit and target type.
    private const uint ControlWritableMask = 0x13FF;

    private const ulong SizeUnit = 256UL << 20;

    // Supported Coherency Models: device coherent by back-invalidation, and host-only coherent.
    private const uint BothCoherencyModels = 3u << 21;

    private readonly uint _capability;
    private readonly DecoderRegisters[] _decoders;
    private uint _globalControl;
    private bool _isSuspended;

    /// <summary>A memory device can keep its hosts coherent (HDM-DB), as its capability register then says.</summary>
    public bool SupportsBackInvalidate { get; init; }

    /// <summary>Reads that do not decode return poison instead of data.</summary>
    public bool PoisonsOnDecodeError => (_globalControl & PoisonOnDecodeError) != 0;

    /// <summary>
    /// Nothing decodes, whatever the registers say: the component behind cannot be accessed. Costs an access that does decode nothing.
    /// </summary>
    public bool IsSuspended
    {
        get => _isSuspended;
        set
        {
            _isSuspended = value;
            Rebuild();
        }
    }

    /// <summary>A register by its offset in the capability structure; zero where there is none.</summary>
    public uint Read32(int offset)
    {
        if (offset == 0) return SupportsBackInvalidate ? _capability | BothCoherencyModels : _capability;
        if (offset == GlobalControlOffset) return _globalControl;
        if (!TryFindDecoder(offset, out var index, out var register)) return 0;
        ref readonly var decoder = ref _decoders[index];
        return register switch
        {
            0x00 => decoder.BaseLow,
            0x04 => decoder.BaseHigh,
            0x08 => decoder.SizeLow,
            0x0C => decoder.SizeHigh,
            0x10 => decoder.Control,
            0x14 => decoder.TargetsLow,
            0x18 => decoder.TargetsHigh,
            _ => 0,
        };
    }

    /// <summary>Writes a register; reserved bits keep their value and offsets without a register are ignored.</summary>
    public void Write32(int offset, uint value)
    {
        if (offset == GlobalControlOffset) _globalControl = value & GlobalControlMask;
        if (!TryFindDecoder(offset, out var index, out var register)) return;
        ref var decoder = ref _decoders[index];
        if (register == 0x10)
        {
            WriteControl(index, value);
            Rebuild();
            return;
        }

        // What has been committed stays as it was checked until the commit is taken back.
        if (_checksCommits && (decoder.Control & Committed) != 0) return;
        switch (register)
        {
            case 0x00: decoder.BaseLow = value & LowAddressMask; break;
            case 0x04: decoder.BaseHigh = value; break;
            case 0x08: decoder.SizeLow = value & LowAddressMask; break;
            case 0x0C: decoder.SizeHigh = value; break;
            case 0x14: decoder.TargetsLow = _role == HdmDecoderRole.Endpoint ? value & LowAddressMask : value; break;
            case 0x18: decoder.TargetsHigh = value; break;
        }

        Rebuild();
    }

    /// <summary>
    /// Programs a decoder of a host bridge or switch through its registers; <paramref name="targets"/> names a port for each way.
    /// True when it is committed afterwards.
    /// </summary>
    public bool Program(
        int index, ulong baseAddress, ulong size, int granularity, int ways, ReadOnlySpan<byte> targets, bool commit = true)
    {
        if (_role != HdmDecoderRole.TargetList) throw new InvalidOperationException("an endpoint's HDM decoder takes a DPA skip, not targets");
        if (targets.Length > sizeof(ulong))
            throw new ArgumentException($"an HDM decoder names at most 8 targets, not {targets.Length}", nameof(targets));
        Span<byte> list = stackalloc byte[sizeof(ulong)];
        list.Clear();
        targets.CopyTo(list);
        return Program(index, baseAddress, size, granularity, ways, BinaryPrimitives.ReadUInt64LittleEndian(list), commit);
    }

    /// <summary>
    /// Programs a decoder of a memory device through its registers; <paramref name="dpaSkip"/> is the DPA passed over before it.
    /// True when it is committed afterwards.
    /// </summary>
    public bool ProgramEndpoint(
        int index, ulong baseAddress, ulong size, int granularity, int ways, ulong dpaSkip, bool commit = true)
    {
        if (_role != HdmDecoderRole.Endpoint) throw new InvalidOperationException("a port's HDM decoder takes targets, not a DPA skip");
        return Program(index, baseAddress, size, granularity, ways, dpaSkip, commit);
    }

    private bool Program(int index, ulong baseAddress, ulong size, int granularity, int ways, ulong targetsOrSkip, bool commit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_decoders.Length, nameof(index));
        var start = FirstDecoderOffset + index * DecoderStride;
        if (_checksCommits) Write32(start + 0x10, 0);
        Write32(start + 0x00, (uint)baseAddress);
        Write32(start + 0x04, (uint)(baseAddress >> 32));
        Write32(start + 0x08, (uint)size);
        Write32(start + 0x0C, (uint)(size >> 32));
        Write32(start + 0x14, (uint)targetsOrSkip);
        Write32(start + 0x18, (uint)(targetsOrSkip >> 32));
        var control = (uint)(InterleaveCode.OfGranularity(granularity) | InterleaveCode.OfWays(ways) << 4);
        Write32(start + 0x10, commit ? control | Commit : control);
        return (ReadControl(index) & Committed) != 0;
    }

    /// <summary>The writes, by offset in the capability structure, that make a block after reset decode as this one does.</summary>
    public IReadOnlyList<(int Offset, uint Value)> ToProgram()
    {
        const int ControlOffset = 0x10;
        var writes = new List<(int Offset, uint Value)> { (GlobalControlOffset, _globalControl) };
        for (var index = 0; index < _decoders.Length; index++)
        {
            if ((ReadControl(index) & Committed) == 0) continue;
            var start = FirstDecoderOffset + index * DecoderStride;

            // The commit comes last, when what it checks is there.
            ReadOnlySpan<int> registers = [0x00, 0x04, 0x08, 0x0C, 0x14, 0x18, ControlOffset];
            foreach (var register in registers) writes.Add((start + register, Read32(start + register)));
        }

        return writes;
    }

    /// <summary>The control register of one decoder.</summary>
    public uint ReadControl(int index) => _decoders[index].Control;

    /// <summary>What one decoder's registers say.</summary>
    public HdmDecoderState StateOf(int index)
    {
        ref readonly var decoder = ref _decoders[index];
        return new HdmDecoderState(
            (decoder.Control & Committed) != 0, decoder.Base, decoder.Size, decoder.Ways, 1 << decoder.GranularityCode + InterleaveCode.GranularityShift, decoder.TargetsOrSkip);
    }

    /// <summary>Sets HDM Decoder Enable and returns the global control register.</summary>
    public uint Enable()
    {
        Write32(GlobalControlOffset, _globalControl | 2);
        return _globalControl;
    }

    /// <summary>A reset: nothing is programmed any more, whether it was locked or not.</summary>
    /// <param name="mappedBelow">
    /// Decoders without interleave whose DPAs lie below this one decode on until the next write to a register, as mappings that nobody
    /// took away; 0 for none.
    /// </param>
    public void Reset(ulong mappedBelow = 0)
    {
        var kept = 0;
        for (var index = 0; index < _routeCount; index++)
        {
            ref readonly var route = ref _routes[index];
            var isMapped = route.Shift == 0 && !route.DividesByThree && route.Dpa + route.Size <= mappedBelow;
            if (isMapped) _routes[kept++] = route;
        }

        Array.Clear(_decoders);
        _globalControl = 0;
        _routeCount = kept;
        _firstSize = 0;
        if (kept > 0) KeepFirst(in _routes[0]);
    }

    private void WriteControl(int index, uint value)
    {
        ref var decoder = ref _decoders[index];
        if (_checksCommits && (decoder.Control & (Committed | LockOnCommit)) == (Committed | LockOnCommit)) return;
        if (_checksCommits && (decoder.Control & Committed) != 0 && (value & Commit) != 0) return;
        decoder.Control = value & ControlWritableMask;
        if ((value & Commit) == 0) return;
        decoder.Control |= !_checksCommits || CanCommit(index) ? Committed : CommitError;
    }

    /// <summary>The checks of "Committing Decoder Programming": ways and granularity, alignment, ascending order without overlap.</summary>
    private bool CanCommit(int index)
    {
        ref readonly var decoder = ref _decoders[index];
        var ways = decoder.Ways;
        var waysAreSupported = _role == HdmDecoderRole.Endpoint ? ways > 0 : ways is 1 or 2 or 4 or 8;
        if (!waysAreSupported || decoder.GranularityCode > InterleaveCode.MaxGranularityCode) return false;
        if (decoder.Base + decoder.Size < decoder.Base) return false;
        if (decoder.Size % ((ulong)ways * SizeUnit) != 0) return false;
        if (index == 0) return true;
        ref readonly var previous = ref _decoders[index - 1];
        return (previous.Control & Committed) != 0 && decoder.Base >= previous.Base + previous.Size;
    }

    /// <summary>Decoders count in order up to the first that is not committed: what follows cannot know its DPA.</summary>
    private void Rebuild()
    {
        _routeCount = 0;
        _firstSize = 0;
        if (_isSuspended) return;
        var nextDpa = 0UL;
        for (var index = 0; index < _decoders.Length; index++)
        {
            ref readonly var decoder = ref _decoders[index];
            if ((decoder.Control & Committed) == 0)
            {
                if (_role == HdmDecoderRole.Endpoint) break;
                continue;
            }

            if (_role == HdmDecoderRole.Endpoint) AddEndpointRoute(in decoder, ref nextDpa);
            else AddTargetRoute(in decoder);
        }

        if (!_checksCommits && _role == HdmDecoderRole.Endpoint) PutLaterMappingsFirst();
        if (_routeCount > 0 && !_routes[0].DividesByThree) KeepFirst(in _routes[0]);
    }

    /// <summary>
    /// QEMU maps what is not interleaved over what was mapped before (overlapping-decoders-last-one-wins-when-not-interleaved): of two such
    /// routes that overlap the later one decodes. Where commits are checked nothing overlaps.
    /// </summary>
    private void PutLaterMappingsFirst()
    {
        for (var later = 1; later < _routeCount; later++)
        {
            var route = _routes[later];
            var place = Array.FindIndex(_routes, 0, later, earlier => Hides(in route, in earlier));
            if (place < 0) continue;
            Array.Copy(_routes, place, _routes, place + 1, later - place);
            _routes[place] = route;
        }
    }

    private static bool Hides(in Route later, in Route earlier) =>
        later.Shift == 0 && !later.DividesByThree && earlier.Shift == 0 && !earlier.DividesByThree
        && later.Base < earlier.Base + earlier.Size && earlier.Base < later.Base + later.Size;

    private void AddEndpointRoute(in DecoderRegisters decoder, ref ulong nextDpa)
    {
        var ways = decoder.Ways;
        if (ways == 0) return;
        var dividesByThree = ways % 3 == 0;
        nextDpa += decoder.TargetsOrSkip;
        _routes[_routeCount++] = new Route
        {
            Base = decoder.Base,
            Size = decoder.Size,
            Dpa = nextDpa,
            LowMask = (1UL << decoder.GranularityCode + InterleaveCode.GranularityShift) - 1,
            Shift = dividesByThree ? decoder.WaysCode - 8 : decoder.WaysCode,
            DividesByThree = dividesByThree,
        };
        nextDpa += decoder.Size / (ulong)ways;
    }

    private void AddTargetRoute(in DecoderRegisters decoder)
    {
        var ways = decoder.Ways;
        if (ways is not (1 or 2 or 4 or 8)) return;
        _routes[_routeCount++] = new Route
        {
            Base = decoder.Base,
            Size = decoder.Size,
            Targets = decoder.TargetsOrSkip,
            WayMask = (ulong)ways - 1,
            Shift = decoder.GranularityCode + InterleaveCode.GranularityShift,
        };
    }

    private void KeepFirst(in Route route)
    {
        _firstBase = route.Base;
        _firstSize = route.Size;
        _firstDpa = route.Dpa;
        _firstLowMask = route.LowMask;
        _firstTargets = route.Targets;
        _firstWayMask = route.WayMask;
        _firstShift = route.Shift;
    }

    private bool TryFindDecoder(int offset, out int index, out int register)
    {
        index = (offset - FirstDecoderOffset) / DecoderStride;
        register = (offset - FirstDecoderOffset) % DecoderStride;
        return offset >= FirstDecoderOffset && index < _decoders.Length;
    }

    private static uint CapabilityFor(HdmDecoderRole role, int decoders, int targets)
    {
        var count = decoders switch
        {
            1 => 0u,
            2 or 4 or 6 or 8 or 10 => (uint)decoders / 2,
            _ => throw new ArgumentOutOfRangeException(nameof(decoders), decoders, "HDM decoders come as 1, 2, 4, 6, 8 or 10"),
        };

        // Interleave by address bits 11:8 and 14:12 everywhere; a port's targets; 3, 6, 12 and 16 ways on a device.
        const uint AddressBits = 0x300;
        return role == HdmDecoderRole.Endpoint ? count | 1u << 4 | AddressBits | 0x1800 : count | (uint)targets << 4 | AddressBits;
    }

    /// <summary>The registers of one decoder; the target list and the DPA skip share their place.</summary>
    private struct DecoderRegisters
    {
        public uint BaseLow;
        public uint BaseHigh;
        public uint SizeLow;
        public uint SizeHigh;
        public uint Control;
        public uint TargetsLow;
        public uint TargetsHigh;

        public readonly ulong Base => (ulong)BaseHigh << 32 | BaseLow;

        public readonly ulong Size => (ulong)SizeHigh << 32 | SizeLow;

        public readonly ulong TargetsOrSkip => (ulong)TargetsHigh << 32 | TargetsLow;

        public readonly int GranularityCode => (int)(Control & 0xF);

        public readonly int WaysCode => (int)(Control >> 4 & 0xF);

        public readonly int Ways => InterleaveCode.ToWays(WaysCode);
    }
}
