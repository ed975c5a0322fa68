using System.Globalization;

namespace CxlFabricSim.Actors.Akka;

/// <summary>Where a member is reached.</summary>
public readonly record struct MemberAddress(string Host, int Port)
{
    /// <summary>From host:port; null for what is none.</summary>
    public static MemberAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? new MemberAddress(text[..colon], port)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
