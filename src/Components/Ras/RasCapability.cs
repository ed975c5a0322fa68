using System.Buffers.Binary;

namespace CxlFabricSim.Components.Ras;

/// <summary>
/// The RAS capability structure of a component (CXL 3.x, "CXL RAS Capability Structure"), 58h bytes: uncorrectable status, mask and
/// severity, correctable status and mask, error capabilities and control, header log. Records several headers: the first error pointer
/// and the header log show the oldest error; clearing its status bit shows the next. All errors are masked until the host unmasks them.
/// </summary>
public sealed class RasCapability
{
    /// <summary>The length of the structure.</summary>
    public const int Bytes = 0x58;

    /// <summary>Words of a header.</summary>
    public const int HeaderWords = 16;

    private const int UncorrectableStatus = 0x00;
    private const int UncorrectableMask = 0x04;
    private const int UncorrectableSeverity = 0x08;
    private const int CorrectableStatus = 0x0C;
    private const int CorrectableMask = 0x10;
    private const int CapabilitiesAndControl = 0x14;
    private const int HeaderLog = 0x18;

    private const uint AllUncorrectable = 0x1CFFF;
    private const uint AllCorrectable = 0x7F;
    private const uint MultipleHeaderRecording = 1 << 9;

    // A bit that no error has, as PCI Express recommends when no error is left.
    private const uint NoErrorPointer = 0x3F;

    private readonly List<Recorded> _errors = [];
    private readonly uint[] _headerLog = new uint[HeaderWords];
    private uint _uncorrectableMask = AllUncorrectable;
    private uint _uncorrectableSeverity = AllUncorrectable;
    private uint _correctableStatus;
    private uint _correctableMask = AllCorrectable;
    private uint _firstErrorPointer;

    /// <summary>Correctable errors recorded, ever.</summary>
    public long CorrectableErrors { get; private set; }

    /// <summary>Uncorrectable errors recorded, ever.</summary>
    public long UncorrectableErrors { get; private set; }

    private uint UncorrectableBits
    {
        get
        {
            var bits = 0u;
            foreach (var error in _errors) bits |= Bit((int)error.Type);
            return bits;
        }
    }

    /// <summary>Records a correctable error, if it is not masked.</summary>
    /// <returns>The message to send to the host.</returns>
    public RasSignal Report(CorrectableError error)
    {
        if ((_correctableMask & Bit((int)error)) != 0) return RasSignal.None;
        _correctableStatus |= Bit((int)error);
        CorrectableErrors++;
        return RasSignal.Correctable;
    }

    /// <summary>Records an uncorrectable error, if it is not masked.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="header">The header of the transaction; missing words are zero, those after the sixteenth are not kept.</param>
    /// <returns>The message to send to the host, by the error's severity.</returns>
    public RasSignal Report(UncorrectableError error, ReadOnlySpan<uint> header)
    {
        if ((_uncorrectableMask & Bit((int)error)) != 0) return RasSignal.None;
        var kept = new uint[HeaderWords];
        header[..Math.Min(header.Length, HeaderWords)].CopyTo(kept);
        _errors.Add(new Recorded(error, kept));
        UncorrectableErrors++;
        if (_errors.Count == 1) ShowOldest();
        return (_uncorrectableSeverity & Bit((int)error)) != 0 ? RasSignal.Fatal : RasSignal.NonFatal;
    }

    /// <summary>What an operating system does when it binds a driver: every error is recorded from now on.</summary>
    public void UnmaskAll()
    {
        _uncorrectableMask = 0;
        _correctableMask = 0;
    }

    /// <summary>Back to the state after power-on: everything masked, nothing recorded.</summary>
    public void Reset()
    {
        _errors.Clear();
        Array.Clear(_headerLog);
        _uncorrectableMask = AllUncorrectable;
        _uncorrectableSeverity = AllUncorrectable;
        _correctableStatus = 0;
        _correctableMask = AllCorrectable;
        _firstErrorPointer = 0;
    }

    /// <summary>Reads the register at an offset of the structure, a multiple of 4; what lies beyond it is zero.</summary>
    public uint Read32(int offset) => offset switch
    {
        UncorrectableStatus => UncorrectableBits,
        UncorrectableMask => _uncorrectableMask,
        UncorrectableSeverity => _uncorrectableSeverity,
        CorrectableStatus => _correctableStatus,
        CorrectableMask => _correctableMask,
        CapabilitiesAndControl => MultipleHeaderRecording | _firstErrorPointer,
        >= HeaderLog and < Bytes when offset % sizeof(uint) == 0 => _headerLog[(offset - HeaderLog) / sizeof(uint)],
        _ => 0,
    };

    /// <summary>Writes the register at an offset of the structure: masks and severity are stored, ones clear status bits, the rest is read-only.</summary>
    public void Write32(int offset, uint value)
    {
        switch (offset)
        {
            case UncorrectableStatus: ClearUncorrectable(value); break;
            case UncorrectableMask: _uncorrectableMask = value & AllUncorrectable; break;
            case UncorrectableSeverity: _uncorrectableSeverity = value & AllUncorrectable; break;
            case CorrectableStatus: _correctableStatus &= ~value; break;
            case CorrectableMask: _correctableMask = value & AllCorrectable; break;
        }
    }

    /// <summary>Copies the whole structure.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (var offset = 0; offset < Bytes; offset += sizeof(uint))
            BinaryPrimitives.WriteUInt32LittleEndian(destination[offset..], Read32(offset));
    }

    /// <summary>
    /// The bit of the first error alone takes the oldest record: the way of multiple header recording. Any other value clears all
    /// records of its bits, as on a device that records one header.
    /// </summary>
    private void ClearUncorrectable(uint value)
    {
        if (_errors.Count == 0) return;
        if (value == Bit((int)_firstErrorPointer)) _errors.RemoveAt(0);
        else _errors.RemoveAll(error => (value & Bit((int)error.Type)) != 0);
        if (_errors.Count > 0) ShowOldest();
        else _firstErrorPointer = NoErrorPointer;
    }

    private void ShowOldest()
    {
        _firstErrorPointer = (uint)_errors[0].Type;
        _errors[0].Header.CopyTo(_headerLog, 0);
    }

    private static uint Bit(int error) => 1u << error;

    private readonly record struct Recorded(UncorrectableError Type, uint[] Header);
}
