using System.Globalization;
using System.Text.Json.Nodes;

namespace CxlFabricSim.Simulation.Listing;

/// <summary>An object of the listing and those below it in the hierarchy, listed or not.</summary>
/// <param name="kind">What it is.</param>
/// <param name="group">The name of a list of such objects.</param>
/// <param name="name">Its own name.</param>
/// <param name="isHuman">Whether numbers are written for people.</param>
internal sealed class ListNode(ListKinds kind, string group, string name, bool isHuman)
{
    public ListKinds Kind => kind;

    /// <summary>At the top "memdevs"; below another object "memdevs:root0".</summary>
    public string Group => group;

    public string Name => name;

    public JsonObject Fields { get; } = [];

    public List<ListNode> Children { get; } = [];

    public ListNode Add(string key, JsonNode? value)
    {
        Fields[key] = value;
        return this;
    }

    /// <summary>Bytes: "256.00 MiB (268.44 MB)" for people.</summary>
    public ListNode AddSize(string key, ulong bytes) => Add(key, SizeValue(bytes, isHuman));

    /// <summary>An address or serial number: hex for people.</summary>
    public ListNode AddHex(string key, ulong value) => Add(key, HexValue(value, isHuman));

    public ListNode Below(ListNode child)
    {
        Children.Add(child);
        return child;
    }

    public static JsonNode HexValue(ulong value, bool isHuman) => isHuman ? JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}")) : JsonValue.Create(value);

    public static JsonNode SizeValue(ulong bytes, bool isHuman) => isHuman ? JsonValue.Create(SizeText(bytes)) : JsonValue.Create(bytes);

    private static string SizeText(ulong bytes)
    {
        const ulong Smallest = 5000;
        if (bytes < Smallest) return bytes.ToString(CultureInfo.InvariantCulture);
        string[] binary = ["KiB", "MiB", "GiB", "TiB"];
        string[] decimals = ["KB", "MB", "GB", "TB"];
        var unit = 0;
        var (inBinary, inDecimal) = (bytes / 1024.0, bytes / 1000.0);
        for (; inBinary >= 1024 && unit < binary.Length - 1; unit++) (inBinary, inDecimal) = (inBinary / 1024, inDecimal / 1000);
        return string.Create(CultureInfo.InvariantCulture, $"{inBinary:0.00} {binary[unit]} ({inDecimal:0.00} {decimals[unit]})");
    }
}
