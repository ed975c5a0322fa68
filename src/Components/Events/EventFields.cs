using System.Text;

namespace CxlFabricSim.Components.Events;

/// <summary>Fields that several kinds of event records have.</summary>
internal static class EventFields
{
    public const int BodyOffset = 0x30;
    public const int ComponentIdBytes = 16;

    public static void WriteUInt24(Span<byte> field, uint value)
    {
        field[0] = (byte)value;
        field[1] = (byte)(value >> 8);
        field[2] = (byte)(value >> 16);
    }

    /// <summary>Sixteen bytes, device specific or a PLDM id; a longer text is cut.</summary>
    public static void WriteComponentId(Span<byte> field, string componentId)
    {
        var bytes = Encoding.UTF8.GetBytes(componentId);
        bytes.AsSpan(0, Math.Min(bytes.Length, ComponentIdBytes)).CopyTo(field);
    }
}
