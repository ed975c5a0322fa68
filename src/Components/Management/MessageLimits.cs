namespace CxlFabricSim.Components.Management;

/// <summary>Sizes of CCI messages, each as a power of two.</summary>
/// <param name="Longest">What Identify tells: the longest message that the component takes.</param>
/// <param name="Response">The longest response until the manager sets another limit.</param>
/// <param name="LargestResponse">The largest limit that it can set.</param>
public sealed record MessageLimits(int Longest, int Response, int LargestResponse)
{
    /// <summary>The smallest limit of the specification: 256 bytes.</summary>
    public const int Smallest = 8;

    /// <summary>The largest limit of the specification: 1 MiB.</summary>
    public const int Largest = 20;

    /// <summary>Room for 4 KiB of LD memory with everything around it.</summary>
    public static readonly MessageLimits Default = new(13, 13, Largest);

    /// <summary>The switch mailbox of QEMU 11, and its type 3 device behind a tunnel.</summary>
    public static readonly MessageLimits Qemu11Switch = new(11, 11, 11) { IsOfPayload = true };

    /// <inheritdoc cref="Qemu11Switch"/>
    public static readonly MessageLimits Qemu11Device = new(9, 9, 10) { IsOfPayload = true };

    /// <summary>The header does not count.</summary>
    public bool IsOfPayload { get; init; }
}
