using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A kind of link: how fast each direction is, how long it takes, how much the receiver can buffer.</summary>
public sealed record LinkTypeOptions
{
    private const ulong DefaultRate = 32_000_000_000;

    /// <summary>The generation of PCIe: with it the rate follows from the width, and messages travel in flits.</summary>
    public LinkGeneration Generation { get; init; }

    /// <summary>Lanes: 1, 2, 4, 8 or 16.</summary>
    public int Width { get; init; } = 16;

    /// <summary>68B or 256B; what the generation says when left out. Without generation and flit, messages take their bytes of the line and no more.</summary>
    public ByteSize Flit { get; init; }

    /// <summary>Raw bandwidth of one direction, where it is not that of generation and width.</summary>
    public Bandwidth? Bandwidth { get; init; }

    public LinkLatencyOptions Latency { get; init; } = new();

    public CreditOptions Credits { get; init; } = new();

    public PackingOptions Packing { get; init; } = new();

    /// <summary>Wrong bits per bit, for example 1e-12; flits with one are sent again.</summary>
    public double BitErrorRate { get; init; }

    /// <summary>What a retry costs all that is on the line behind it; there and back when left out.</summary>
    public SimTime? RetryTime { get; init; }

    /// <summary>Raw bandwidth of one direction as it comes out.</summary>
    internal ulong Rate => Bandwidth?.BytesPerSecond ?? (Generation == LinkGeneration.None ? DefaultRate : RateOf(Generation) * (ulong)Width / 16);

    /// <summary>The flits that messages travel in; those of 68 bytes give the sizes of messages where there are none.</summary>
    internal FlitFormat Format
    {
        get
        {
            var format = Flit.Bytes == 256 || (Flit.Bytes == 0 && Generation == LinkGeneration.Gen6) ? FlitFormat.Bytes256 : FlitFormat.Bytes68;
            return format with
            {
                RequestsPerSlot = Packing.Requests ?? format.RequestsPerSlot,
                NoDataResponsesPerSlot = Packing.NoDataResponses ?? format.NoDataResponsesPerSlot,
                DataResponsesPerSlot = Packing.DataResponses ?? format.DataResponsesPerSlot,
            };
        }
    }

    /// <summary>Bytes of a flit; zero for a line without flits.</summary>
    internal int FlitBytes => Generation == LinkGeneration.None && Flit.Bytes == 0 ? 0 : Format.FlitBytes;

    // 16 lanes, in bytes a second: 16 and 32 GT/s with 128b/130b encoding, 64 GT/s in flits without.
    private static ulong RateOf(LinkGeneration generation) => generation switch
    {
        LinkGeneration.Gen4 => 31_507_692_307,
        LinkGeneration.Gen5 => 63_015_384_615,
        _ => 128_000_000_000,
    };
}

/// <summary>Generations of PCIe that CXL.mem runs on.</summary>
public enum LinkGeneration
{
    None,
    Gen4,
    Gen5,
    Gen6,
}

/// <summary>Latency of one direction, from the last byte on the line to its arrival.</summary>
[ShortForm(nameof(Propagation))]
public sealed record LinkLatencyOptions
{
    /// <summary>Board, cable and retimers; of the whole way when nothing else is said.</summary>
    public SimTime Propagation { get; init; } = SimTime.FromNanoseconds(20);

    /// <summary>Both PHYs.</summary>
    public SimTime Phy { get; init; }

    /// <summary>Both link layers.</summary>
    public SimTime LinkLayer { get; init; }

    internal SimTime Total => Propagation + Phy + LinkLayer;
}

/// <summary>Headers that share a slot of a flit, where a link packs them otherwise than usual.</summary>
public sealed record PackingOptions
{
    /// <summary>M2S Req, and RwD.</summary>
    public double? Requests { get; init; }

    /// <summary>S2M NDR.</summary>
    public double? NoDataResponses { get; init; }

    /// <summary>S2M DRS: 3 in a 68-byte flit that is packed as tightly as the specification allows.</summary>
    public double? DataResponses { get; init; }
}

/// <summary>Messages of each class that the receiving end can hold, in either direction.</summary>
public sealed record CreditOptions
{
    public int Request { get; init; } = 64;
    public int RequestWithData { get; init; } = 64;
    public int NoDataResponse { get; init; } = 64;
    public int DataResponse { get; init; } = 64;
    public int Io { get; init; } = 4;
}

/// <summary>One link: two directions between two ports.</summary>
public sealed record LinkOptions
{
    /// <summary>A key of <see cref="Scenario.LinkTypes"/>.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>The end nearer the host: "host0.rp0" (host and root port).</summary>
    [Required]
    public string From { get; init; } = "";

    /// <summary>The end nearer the device: "sw0.us0" (switch and port) or "dcd0" (device).</summary>
    [Required]
    public string To { get; init; } = "";
}
