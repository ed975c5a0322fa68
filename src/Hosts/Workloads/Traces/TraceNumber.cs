using System.Buffers.Text;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Numbers as traces write them.</summary>
internal static class TraceNumber
{
    /// <summary>A whole number, decimal or, behind 0x, hexadecimal.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        var isHex = text.Length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
        var digits = isHex ? text[2..] : text;
        return Utf8Parser.TryParse(digits, out value, out var used, isHex ? 'x' : 'D') && used == digits.Length && digits[0] is not (byte)'+';
    }

    /// <summary>A time in units of so many picoseconds, with digits behind a point as far as there are picoseconds.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, long unit, out long picoseconds)
    {
        picoseconds = 0;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        if (!TryParse(whole, out var units) || units > (ulong)(long.MaxValue / 4 / unit)) return false;
        picoseconds = (long)units * unit;
        if (point < 0) return true;
        foreach (var digit in text[(point + 1)..])
        {
            unit /= 10;
            if (unit == 0 || digit is < (byte)'0' or > (byte)'9') return false;
            picoseconds += (digit - '0') * unit;
        }

        return true;
    }
}
