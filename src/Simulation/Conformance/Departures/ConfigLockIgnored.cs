namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The lock of the DVSEC for CXL devices.</summary>
internal sealed class ConfigLockIgnored() : Departure(
    new DepartureText(
        "config-lock-ignored", "CONFIG_LOCK locks nothing and can be taken back",
        "it stays set until a reset, and range bases cannot be written then",
        "CXL 3.x, DVSEC CXL Lock"))
{
    private const string Initial = "00000000";

    // The dword with the lock in bit 0, and those of the range bases; the lock is tried first.
    private const string Lock = "14";

    private static readonly string[] Ranges = ["20", "24", "30", "34"];

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (!step.Description.Contains(" DVSEC 0 dword ", StringComparison.Ordinal)) return recorded;
        var dword = step.Description[(step.Description.LastIndexOf(' ') + 1)..];
        var initial = recorded[..Initial.Length];
        if (dword == Lock) return $"{initial}, after ones 00000001, after zeros 00000001";
        return Ranges.Contains(dword) ? $"{initial}, after ones {initial}, after zeros {initial}" : recorded;
    }
}
