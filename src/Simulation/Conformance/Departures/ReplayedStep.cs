using System.Globalization;
using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A step of a vector, or one of its mappings or register items, as a departure looks at it.</summary>
internal sealed class ReplayedStep
{
    public ReplayedStep(JsonElement json, string description)
    {
        Json = json;
        Description = description;
        if (json.ValueKind != JsonValueKind.Object) return;
        Request = json.TextOr("qmp", "");
        Register = json.TextOr("reg", "");
        IsMapping = json.Has("reads_back");
        if (!json.Has("opcode") || !json.Has("rc")) return;
        Opcode = int.Parse(json.Text("opcode"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Input = json.Bytes("in");
        Recorded = json.Int("rc");
    }

    public JsonElement Json { get; }

    public string Description { get; }

    /// <summary>-1 for what is no mailbox command.</summary>
    public int Opcode { get; } = -1;

    public byte[] Input { get; } = [];

    /// <summary>The recorded return code of a mailbox command.</summary>
    public int Recorded { get; } = -1;

    /// <summary>A management request by QEMU's name for it, or empty.</summary>
    public string Request { get; } = "";

    /// <summary>The register that is read, or empty.</summary>
    public string Register { get; } = "";

    public bool IsMapping { get; }

    public bool IsAdd => Request == "cxl-add-dynamic-capacity";

    public bool IsRelease => Request == "cxl-release-dynamic-capacity";

    public bool IsReset => Request == "system_reset";

    public JsonElement Arguments => Json.Need("args");

    /// <summary>What the recorded device answered to a management request.</summary>
    public bool HasError => Json.Has("error");
}
