using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>
/// A fabric by its shape and counts. It adds switches, hosts, devices and links to those that the scenario spells out: switches sw0,
/// sw1, ..., hosts host0, ..., devices mem0, ..., and each host gets a region "pool" over devices near and far.
/// </summary>
public sealed record TopologyOptions
{
    [Required]
    public TopologyKind Kind { get; init; }

    /// <summary>Edge switches: leaves of a spine-leaf fabric, members of a ring, columns of a mesh. A star has one.</summary>
    public int Switches { get; init; } = 1;

    /// <summary>Rows of a mesh.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Spines of a spine-leaf fabric: each is linked to every leaf.</summary>
    public int Spines { get; init; } = 1;

    /// <summary>Levels of switches in a tree; hosts and devices hang on the lowest.</summary>
    public int Levels { get; init; } = 2;

    /// <summary>Switches below each switch of a tree.</summary>
    public int Fanout { get; init; } = 2;

    /// <summary>Hosts on every edge switch.</summary>
    public int Hosts { get; init; } = 1;

    /// <summary>Devices on every edge switch.</summary>
    public int Devices { get; init; } = 1;

    /// <summary>Devices of its own switch that a host interleaves over.</summary>
    public int Near { get; init; } = 1;

    /// <summary>Devices of other switches that a host interleaves over.</summary>
    public int Far { get; init; }

    /// <summary>Volatile memory that each host gets of each of its devices; a multiple of 256 MiB.</summary>
    public ByteSize Capacity { get; init; } = new(Sizes.CapacityMultiple);

    /// <summary>Interleave granularity of the hosts' regions.</summary>
    public ByteSize Granularity { get; init; } = new(256);

    /// <summary>The type of links to hosts and devices.</summary>
    [Required]
    public string Edge { get; init; } = "";

    /// <summary>The type of links between switches; that of the edge when empty.</summary>
    public string Trunk { get; init; } = "";

    /// <summary>What all switches have alike; ports and virtual switches are made.</summary>
    public SwitchOptions Switch { get; init; } = new();

    /// <summary>What all hosts have alike; bridges, windows and regions are made, streams use the region "pool".</summary>
    public HostOptions Host { get; init; } = new();

    /// <summary>What all devices have alike; logical devices and volatile memory are made.</summary>
    public DeviceOptions Device { get; init; } = new();
}

/// <summary>The shape of a fabric.</summary>
public enum TopologyKind
{
    /// <summary>One switch.</summary>
    Star,

    /// <summary>Switches below switches, hosts and devices on the lowest.</summary>
    Tree,

    /// <summary>Leaves, each linked to every spine.</summary>
    SpineLeaf,

    /// <summary>Rows and columns, each switch linked to its neighbours.</summary>
    Mesh,

    /// <summary>A circle of switches.</summary>
    Ring,
}
