using System.Buffers.Binary;

namespace CxlFabricSim.Components.Registers;

/// <summary>Advanced Error Reporting (PCI Express base specification, "Advanced Error Reporting Extended Capability").</summary>
public static class ErrorReporting
{
    public const int Length = 0x48;

    private const uint Uncorrectable = 0x07FF_F030;
    private const uint Correctable = 0xF1C1;

    // Masked after reset: internal errors and blocked TLP prefixes; fatal: the specification's defaults.
    private const uint UncorrectableMasked = 0x0240_0000;
    private const uint FatalByDefault = 0x0046_2030;
    private const uint CorrectableMasked = 0xE000;

    // End-to-end CRC can be made and checked; a port also records several headers.
    private const uint Capabilities = 0xA0;
    private const uint RecordsSeveralHeaders = 0x200;
    private const uint EnableBits = 0x140;

    private const uint EnableSeveralHeaders = 0x400;

    private const int RootPort = 4;

    private const int UncorrectableStatus = 0x04;
    private const int UncorrectableMask = 0x08;
    private const int Severity = 0x0C;
    private const int CorrectableStatus = 0x10;
    private const int CorrectableMask = 0x14;
    private const int CapabilitiesAndControl = 0x18;
    private const uint FirstErrorPointer = 0x1F;
    private const int HeaderLog = 0x1C;
    private const int HeaderLogBytes = 16;

    /// <summary>The registers of an endpoint, or of a port of the type that its PCI Express capability names.</summary>
    public static RegisterField[] Fields(int portType)
    {
        List<RegisterField> fields =
        [
            new(0x04, 4, 0, 0, Uncorrectable),
            new(0x08, 4, UncorrectableMasked, Uncorrectable),
            new(0x0C, 4, FatalByDefault, Uncorrectable),
            new(0x10, 4, 0, 0, Correctable),
            new(0x14, 4, CorrectableMasked, Correctable),
            portType == 0
                ? new(0x18, 4, Capabilities, EnableBits)
                : new(0x18, 4, Capabilities | RecordsSeveralHeaders, EnableBits | EnableSeveralHeaders),
        ];
        if (portType == RootPort)
        {
            fields.Add(new RegisterField(0x2C, 4, 0, 0x7));
            fields.Add(new RegisterField(0x30, 4, 0, 0, 0x7F));
        }

        return [.. fields];
    }

    /// <summary>
    /// Records an error in the registers of a function as its hardware would: status, the header of the packet, and which error was the first.
    /// False when the registers have no such bit, or the function no such registers.
    /// </summary>
    /// <param name="space">The function's config space.</param>
    /// <param name="bit">In the status register.</param>
    /// <param name="isUncorrectable">In the uncorrectable one.</param>
    /// <param name="header">The packet's first 16 bytes, where the error is uncorrectable.</param>
    public static bool TryRecord(RegisterFile space, int bit, bool isUncorrectable, ReadOnlySpan<byte> header)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (((isUncorrectable ? Uncorrectable : Correctable) >> bit & 1) == 0 || Find(space) is not { } start) return false;
        if (isUncorrectable && space.Read(start + UncorrectableStatus, sizeof(uint)) == 0)
        {
            space.Change(start + CapabilitiesAndControl, FirstErrorPointer, (uint)bit);
            for (var word = 0; word < HeaderLogBytes; word += sizeof(uint))
                space.Change(start + HeaderLog + word, uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(header[word..]));
        }

        space.Change(start + (isUncorrectable ? UncorrectableStatus : CorrectableStatus), 1u << bit, 1u << bit);
        return true;
    }

    /// <summary>Whether an error is reported to the root: not masked, and its severity's message enabled in Device Control.</summary>
    /// <param name="space">The function's config space.</param>
    /// <param name="bit">In the status register.</param>
    /// <param name="isUncorrectable">In the uncorrectable one.</param>
    /// <param name="deviceControl">Of the function's PCI Express capability: bits 0 correctable, 1 non-fatal, 2 fatal.</param>
    public static bool SendsMessage(RegisterFile space, int bit, bool isUncorrectable, ushort deviceControl)
    {
        ArgumentNullException.ThrowIfNull(space);
        const int NonFatal = 1;
        const int Fatal = 2;
        if (Find(space) is not { } start) return false;
        var mask = space.Read(start + (isUncorrectable ? UncorrectableMask : CorrectableMask), sizeof(uint));
        if ((mask >> bit & 1) != 0) return false;
        if (!isUncorrectable) return (deviceControl & 1) != 0;
        var isFatal = (space.Read(start + Severity, sizeof(uint)) >> bit & 1) != 0;
        return (deviceControl >> (isFatal ? Fatal : NonFatal) & 1) != 0;
    }

    private static int? Find(RegisterFile space)
    {
        const int FirstExtended = 0x100;
        for (var offset = FirstExtended; offset >= FirstExtended;)
        {
            var header = space.Read(offset, sizeof(uint));
            if ((header & 0xFFFF) == ExtendedCapabilityId.AdvancedErrorReporting) return offset;
            offset = (int)(header >> 20);
        }

        return null;
    }
}
