using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Cli.FabricManagement;

/// <summary>Answers of a fabric manager's commands as JSON: each field that has a meaning, by its name in the specification.</summary>
internal static class FmAnswers
{
    public static JsonNode Identify(ReadOnlySpan<byte> payload) => new JsonObject
    {
        ["vendor"] = Hex(U16(payload)),
        ["device"] = Hex(U16(payload[2..])),
        ["subsystem_vendor"] = Hex(U16(payload[4..])),
        ["subsystem"] = Hex(U16(payload[6..])),
        ["serial"] = Hex(U64(payload[8..])),
        ["max_message_bytes"] = 1L << payload[16],
        ["component_type"] = payload[17] switch { 0 => "switch", 3 => "type3", _ => Number(payload[17]) },
    };

    public static JsonNode SwitchDevice(ReadOnlySpan<byte> payload) => new JsonObject
    {
        ["ingress_port"] = payload[0],
        ["ports"] = payload[2],
        ["vcs"] = payload[3],
        ["active_ports"] = Bits(payload.Slice(4, 32)),
        ["active_vcs"] = Bits(payload.Slice(36, 32)),
        ["vppbs"] = U16(payload[68..]),
        ["active_vppbs"] = U16(payload[70..]),
        ["hdm_decoders"] = payload[72],
    };

    public static JsonNode Ports(ReadOnlySpan<byte> payload)
    {
        const int BlockBytes = 16;
        string[] states = ["disabled", "binding", "unbinding", "dsp", "usp", "fabric"];
        var ports = new JsonArray();
        var rest = payload[4..];
        for (var left = payload[0]; left > 0; left--, rest = rest[BlockBytes..])
        {
            var state = rest[1] & 0x0F;
            ports.Add((JsonNode)new JsonObject
            {
                ["port"] = rest[0],
                ["state"] = state < states.Length ? states[state] : Number(state),
                ["device_type"] = rest[4],
                ["max_width"] = rest[6],
                ["width"] = rest[7],
                ["max_speed"] = rest[9],
                ["speed"] = rest[10],
                ["ltssm"] = rest[11],
                ["link_flags"] = Hex(U16(rest[13..])),
                ["lds"] = rest[15],
            });
        }

        return ports;
    }

    /// <param name="payload">The answer.</param>
    /// <param name="start">The first vPPB that was asked for.</param>
    /// <param name="limit">How many were asked for.</param>
    public static JsonNode VirtualSwitches(ReadOnlySpan<byte> payload, int start, int limit)
    {
        const int EntryBytes = 4;
        string[] statuses = ["unbound", "in-progress", "bound-port", "bound-ld"];
        var switches = new JsonArray();
        var rest = payload[4..];
        for (var left = payload[0]; left > 0; left--)
        {
            var total = rest[3];
            var vppbs = new JsonArray();
            var node = new JsonObject
            {
                ["vcs"] = rest[0],
                ["state"] = rest[1] switch { 0 => "disabled", 1 => "enabled", _ => "invalid" },
                ["usp"] = rest[2],
                ["vppbs_total"] = total,
                ["vppbs"] = vppbs,
            };
            rest = rest[EntryBytes..];
            for (var index = 0; index < Math.Min(limit, Math.Max(0, total - start)); index++, rest = rest[EntryBytes..])
            {
                vppbs.Add((JsonNode)new JsonObject
                {
                    ["vppb"] = start + index,
                    ["status"] = rest[0] < statuses.Length ? statuses[rest[0]] : Number(rest[0]),
                    ["port"] = rest[1],
                    ["ld"] = rest[2] == byte.MaxValue ? null : rest[2],
                });
            }

            switches.Add((JsonNode)node);
        }

        return switches;
    }

    public static JsonNode DcdInfo(ReadOnlySpan<byte> payload) => new JsonObject
    {
        ["hosts"] = payload[0],
        ["regions"] = payload[1],
        ["selection_policies"] = Hex(U16(payload[4..])),
        ["removal_policies"] = Hex(U16(payload[8..])),
        ["sanitize_mask"] = Hex(payload[10]),
        ["capacity"] = U64(payload[12..]) * Sizes.CapacityMultiple,
    };

    public static JsonNode DcRegions(ReadOnlySpan<byte> payload)
    {
        const int RegionBytes = 40;
        var regions = new JsonArray();
        var node = new JsonObject { ["host"] = U16(payload), ["regions_total"] = payload[2], ["regions"] = regions };
        var rest = payload[4..];
        for (var left = payload[3]; left > 0; left--, rest = rest[RegionBytes..])
        {
            regions.Add((JsonNode)new JsonObject
            {
                ["base"] = Hex(U64(rest)),
                ["decode_length"] = U64(rest[8..]) * Sizes.CapacityMultiple,
                ["length"] = U64(rest[16..]),
                ["block_size"] = U64(rest[24..]),
                ["flags"] = Hex(rest[32]),
            });
        }

        node["extents_supported"] = U32(rest);
        node["extents_available"] = U32(rest[4..]);
        node["tags_supported"] = U32(rest[8..]);
        node["tags_available"] = U32(rest[12..]);
        return node;
    }

    public static JsonNode DcExtents(ReadOnlySpan<byte> payload)
    {
        const int HeaderBytes = 24;
        var extents = new JsonArray();
        var rest = payload[HeaderBytes..];
        for (var left = U32(payload[8..]); left > 0; left--, rest = rest[DcExtent.Bytes..])
        {
            var extent = DcExtent.Read(rest);
            extents.Add((JsonNode)new JsonObject
            {
                ["start"] = Hex(extent.Start.Value),
                ["length"] = extent.Length,
                ["uuid"] = Guid.ParseExact(extent.Tag.ToString("x32", CultureInfo.InvariantCulture), "N").ToString(),
                ["shared_sequence"] = extent.SharedSequence,
            });
        }

        return new JsonObject { ["host"] = U16(payload), ["total"] = U32(payload[12..]), ["generation"] = U32(payload[16..]), ["extents"] = extents };
    }

    private static JsonArray Bits(ReadOnlySpan<byte> bitmap)
    {
        var numbers = new JsonArray();
        for (var bit = 0; bit < bitmap.Length * 8; bit++)
        {
            if ((bitmap[bit >> 3] >> (bit & 7) & 1) != 0) numbers.Add((JsonNode)bit);
        }

        return numbers;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
