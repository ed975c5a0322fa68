using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>What the driver wants done; to be carried out in order. Ranges are offsets into a region.</summary>
public abstract record DriverAction
{
    private DriverAction()
    {
    }

    /// <summary>Send a CCI request to a device, and hand its response to the driver.</summary>
    public sealed record SendRequest(int Device, CciMessage Request) : DriverAction;

    /// <summary>The range may be used from now on.</summary>
    public sealed record MapCapacity(int Region, ByteRange Range) : DriverAction;

    /// <summary>Start no further access to the range; tell the driver the token when none is in flight there any more.</summary>
    public sealed record DrainCapacity(int Region, ByteRange Range, int Token) : DriverAction;

    /// <summary>The range was taken away: start no further access; what is in flight may fail.</summary>
    public sealed record UnmapCapacity(int Region, ByteRange Range) : DriverAction;

    /// <summary>The content of the range, which is no longer mapped, is gone: when mapped again it must read zero.</summary>
    public sealed record ForgetCapacity(int Region, ByteRange Range) : DriverAction;

    /// <summary>The driver has let go of a device that was to be removed.</summary>
    public sealed record PowerOff(int Device) : DriverAction;
}
