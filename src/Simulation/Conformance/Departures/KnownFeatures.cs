namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The eight features by UUID (CXL 3.x, "Memory Device Features"; the bytes as they go over the wire).</summary>
internal static class KnownFeatures
{
    private static readonly string[] Uuids =
    [
        "96dad7d6fde8482ba73375774e06db8a", "e5b13f2223284a14b8bab9691e893386", "892ba475fad8474e9d3e692c917568bb",
        "80ea4521786f4127afb1ec7459fb0e24", "96c3338691dd44c79ecbfdaf6503bac4", "450ebf67b1354f97a498c2d57f279bed",
        "78b7963690ac4b64a4effaac5d18a863", "34dbaff5055242818f76da0b5e7a76a7",
    ];

    public static bool Contains(ReadOnlySpan<byte> uuid) => Uuids.Contains(Convert.ToHexStringLower(uuid));

    /// <summary>Row, bank and rank sparing.</summary>
    public static bool IsLateSparing(ReadOnlySpan<byte> uuid) => Array.IndexOf(Uuids, Convert.ToHexStringLower(uuid)) >= 5;
}
