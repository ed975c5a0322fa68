using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>Media Error Records: address u64 with the source in bits 2:0, length in lines u32, 4 reserved.</summary>
internal static class MediaErrorRecords
{
    public const int RecordBytes = 16;

    /// <summary>What Get Poison List and Get Scan Media Results have before their records.</summary>
    public const int HeaderBytes = 0x20;

    private const ulong LineMask = ~((ulong)Sizes.Line - 1);

    /// <summary>How many records one answer has room for.</summary>
    public static int RoomIn(ReadOnlySpan<byte> output) => (Math.Min(output.Length, CommandTable.PayloadBytes) - HeaderBytes) / RecordBytes;

    /// <summary>The part of a poisoned range that lies in the range asked for, in whole lines.</summary>
    public static (ulong Address, uint Lines) Clip(PoisonRange poison, MediaRange asked)
    {
        var start = poison.Start.Value & LineMask;
        var first = Math.Max(start, asked.First);
        var end = Math.Min(unchecked(start + poison.Length), unchecked(asked.First + asked.Length));
        return (first | (ulong)poison.Source, unchecked((uint)((end - first) / Sizes.Line)));
    }

    public static void Write(Span<byte> output, int index, (ulong Address, uint Lines) record)
    {
        var place = output.Slice(HeaderBytes + index * RecordBytes, RecordBytes);
        place.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(place, record.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(place[8..], record.Lines);
    }
}
