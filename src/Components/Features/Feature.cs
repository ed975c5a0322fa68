using System.Collections.Immutable;

namespace CxlFabricSim.Components.Features;

/// <summary>A feature of a device: its entry in Get Supported Features, its default value and what of it can be set.</summary>
public sealed record Feature
{
    /// <summary>The UUID, its bytes in the order of its text.</summary>
    public required UInt128 Identifier { get; init; }

    /// <summary>What Get Feature returns until it is set.</summary>
    public required ImmutableArray<byte> Default { get; init; }

    /// <summary>The length of what Set Feature takes.</summary>
    public required int SetBytes { get; init; }

    public required ImmutableArray<FeatureField> Fields { get; init; }

    public FeatureAttributes Attributes { get; init; } = FeatureAttributes.Changeable;

    /// <summary>The version of both Get Feature's and Set Feature's data.</summary>
    public byte Version { get; init; } = 1;
}
