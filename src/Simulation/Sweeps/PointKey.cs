using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Names of results by what defines them.</summary>
internal static class PointKey
{
    private const int HexDigits = 32;

    /// <summary>
    /// What of the key is the same for all seeds: what files, variables and options say together, and what the files hold that runs read. The
    /// files behind devices do not count: runs change them.
    /// </summary>
    public static string TextOf(ConfigNode composed, Scenario scenario)
    {
        var text = new StringBuilder(CanonicalText.Of(composed, without: "seed"));
        foreach (var (name, device) in scenario.Devices) AddFile(text, KeyPath.Of("devices", name, "curve"), device.Curve);
        foreach (var (host, options) in scenario.Hosts)
        {
            foreach (var (name, stream) in options.Streams) AddFile(text, KeyPath.Of("hosts", host, "streams", name, "trace"), stream.Trace);
        }

        return text.ToString();
    }

    public static string Of(string text, ulong seed, string version)
    {
        var all = string.Create(CultureInfo.InvariantCulture, $"cxlsim {version}\nseed {seed}\n{text}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..HexDigits];
    }

    private static void AddFile(StringBuilder text, string key, string path)
    {
        if (path.Length == 0) return;
        using var file = File.OpenRead(path);
        text.Append(CultureInfo.InvariantCulture, $"\n{key} {Convert.ToHexStringLower(SHA256.HashData(file))}");
    }
}
