using System.Globalization;

namespace CxlFabricSim.Cli.FabricManagement;

/// <summary>Numbers of bytes on the command line: decimal or 0x, with KiB, MiB, GiB or TiB behind it or nothing.</summary>
internal static class Quantity
{
    private static readonly (string Unit, int Shift)[] Units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0)];

    public static bool TryParse(string text, out ulong bytes)
    {
        var (unit, shift) = Array.Find(Units, known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        unit ??= "";
        var digits = text[..^unit.Length].Trim();
        var isNumber = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        if (!isNumber || bytes > ulong.MaxValue >> shift) return false;
        bytes <<= shift;
        return true;
    }
}
