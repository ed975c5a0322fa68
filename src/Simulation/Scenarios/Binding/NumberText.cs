using System.Globalization;

namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>Numbers as people write them in scenarios: <c>1_000_000</c>, <c>0x40</c>, <c>1.5</c>, with or without a unit behind.</summary>
internal static class NumberText
{
    /// <summary>Cuts a text into its number and what stands behind it; false when it does not begin with a number.</summary>
    public static bool TrySplit(string text, out decimal number, out string unit)
    {
        text = text.Trim();
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var length = isHex ? 2 : 0;
        while (length < text.Length && IsPartOfNumber(text, length, isHex)) length++;
        unit = text[length..].Trim();
        return isHex ? TryParseHex(text[2..length], out number) : TryParseDecimal(text[..length], out number);
    }

    /// <summary>A number without unit.</summary>
    public static bool TryParse(string text, out decimal number) => TrySplit(text, out number, out var rest) && rest.Length == 0;

    private static bool IsPartOfNumber(string text, int index, bool isHex)
    {
        var character = text[index];
        if (character == '_') return true;
        if (isHex) return char.IsAsciiHexDigit(character);
        return char.IsAsciiDigit(character) || character == '.' || (character is '-' or '+' && (index == 0 || IsExponent(text, index - 1))) || IsExponent(text, index);
    }

    // "1e6" and "1e-12", but not the e of a unit.
    private static bool IsExponent(string text, int index)
    {
        var followsDigit = index > 0 && char.IsAsciiDigit(text[index - 1]);
        var next = index + 1 < text.Length && text[index + 1] is ('-' or '+') ? index + 2 : index + 1;
        return text[index] is 'e' or 'E' && followsDigit && next < text.Length && char.IsAsciiDigit(text[next]);
    }

    private static bool TryParseHex(string digits, out decimal number)
    {
        var isNumber = ulong.TryParse(WithoutSeparators(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        number = value;
        return isNumber;
    }

    private static bool TryParseDecimal(string digits, out decimal number)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(WithoutSeparators(digits), styles, CultureInfo.InvariantCulture, out number);
    }

    private static string WithoutSeparators(string digits) =>
        digits.StartsWith('_') || digits.EndsWith('_') ? "" : digits.Replace("_", "", StringComparison.Ordinal);
}
