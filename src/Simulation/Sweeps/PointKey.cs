using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Names of results by what defines them.</summary>
internal static class PointKey
{
    private const int HexDigits = 32;

    /// <summary>What of the key is the same for all seeds.</summary>
    public static string TextOf(ConfigNode composed) => CanonicalText.Of(composed, without: "seed");

    public static string Of(string text, ulong seed, string version)
    {
        var all = string.Create(CultureInfo.InvariantCulture, $"cxlsim {version}\nseed {seed}\n{text}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..HexDigits];
    }
}
