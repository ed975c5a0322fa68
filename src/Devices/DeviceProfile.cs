using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// Where QEMU departs from the CXL specification a device does as its profile says. A flag that is false is the specification;
/// its summary starts with the name under which recorded vectors mark the departure, if they do.
/// </summary>
public sealed record DeviceProfile
{
    /// <summary>As the specification says; the default.</summary>
    public static readonly DeviceProfile Cxl = new();

    /// <summary>As QEMU 11 does it, byte for byte.</summary>
    public static readonly DeviceProfile Qemu11 = new()
    {
        Name = "qemu-11",
        EventRules = new EventLogRules
        {
            MoreFlagWhileNotEmpty = true,
            ClearAllFlagIgnored = true,
            ClearOfMissingHandleSucceeds = true,
            InvalidInputInsteadOfInvalidHandle = true,
            StatusLostAtReset = true,
            OnlyMessageInterruptsKept = true,
            DynamicCapacityVectorHidden = true,
            InterruptVectors = [2, 3, 4, 5, 2],
        },
        Poison = new PoisonRules
        {
            RangesNotChecked = true,
            AddressSumWraps = true,
            IsInvisibleToAccesses = true,
            IsNotLogged = true,
            ScanFreezesList = true,
            ScanReturnsOverflowOnly = true,
            ScanResultsOutliveReset = true,
            SplitHalfForgotten = true,
        },
        ExtentCountIncludesPending = true,
        OwnOfferCountedTwice = true,
        OfferLimitNotChecked = true,
        TagsIgnored = true,
        HostIdIgnored = true,
        ForcedRemovalNotDone = true,
        ResponseMoreFlagIgnored = true,
        GenerationAlwaysZero = true,
        FailedReadsAreZero = true,
        CommitsNotChecked = true,
        ManagementEventsMissing = true,
        MappingsOutliveReset = true,
        OddSizesAccepted = true,
        SelectionPolicies = 1 << (int)SelectionPolicy.Prescriptive,
        RemovalPolicies = 1 << (int)RemovalPolicy.Prescriptive,
        SanitizesOnRelease = false,
        FirmwareRevision = "BWFW VERSION 00",
        Mailbox = MailboxProfile.Qemu11,
        Registers = RegisterProfile.Qemu11,
        Management = ManagementProfile.Qemu11,
    };

    /// <summary>The profiles that ship.</summary>
    public static readonly IReadOnlyList<DeviceProfile> Shipped = [Cxl, Qemu11];

    public string Name { get; init; } = "cxl";

    public EventLogRules EventRules { get; init; } = new();

    public PoisonRules Poison { get; init; } = new();

    public MailboxProfile Mailbox { get; init; } = MailboxProfile.Cxl;

    /// <summary>Config space, registers and CDAT.</summary>
    public RegisterProfile Registers { get; init; } = RegisterProfile.Cxl;

    /// <summary>What the fabric manager finds.</summary>
    public ManagementProfile Management { get; init; } = ManagementProfile.Cxl;

    /// <summary>extent-count-includes-pending: Get Dynamic Capacity Extent List shows zero-filled entries for offered extents.</summary>
    public bool ExtentCountIncludesPending { get; init; }

    /// <summary>pending-and-accepted-counted-twice: an accepting response must fit the limit beside its own offer.</summary>
    public bool OwnOfferCountedTwice { get; init; }

    /// <summary>limit-not-checked: offers are not held to the extent limit, so the number of available ones wraps.</summary>
    public bool OfferLimitNotChecked { get; init; }

    /// <summary>tag-ignored, tag-dropped-on-accept: extents lose their tags.</summary>
    public bool TagsIgnored { get; init; }

    /// <summary>host-id-ignored: on a device with one logical device any host id means it.</summary>
    public bool HostIdIgnored { get; init; }

    /// <summary>forced-removal-not-done: a forced release is announced like any other and the host keeps the capacity until it answers.</summary>
    public bool ForcedRemovalNotDone { get; init; }

    /// <summary>The More flag of Add Dynamic Capacity Response is not looked at: every response ends the oldest offer.</summary>
    public bool ResponseMoreFlagIgnored { get; init; }

    /// <summary>The extent list generation number stays zero.</summary>
    public bool GenerationAlwaysZero { get; init; }

    /// <summary>A load that reaches no memory reads zeros; otherwise all ones, or poison.</summary>
    public bool FailedReadsAreZero { get; init; }

    /// <summary>Every commit of an HDM decoder succeeds.</summary>
    public bool CommitsNotChecked { get; init; }

    /// <summary>What is not interleaved and static can still be accessed after a reset, although no decoder is committed any more.</summary>
    public bool MappingsOutliveReset { get; init; }

    /// <summary>Static capacities need not be multiples of 256 MiB; Identify Memory Device then fails.</summary>
    public bool OddSizesAccepted { get; init; }

    /// <summary>
    /// The device's own CCI has no event logs, and so no Event Notification: QEMU has them in the mailbox of the host alone.
    /// </summary>
    public bool ManagementEventsMissing { get; init; }

    /// <summary>Firmware revision in Identify Memory Device, at most 16 characters; null: what the active image calls itself.</summary>
    public string? FirmwareRevision { get; init; }

    /// <summary>The shipped profile of a name; null when there is none.</summary>
    public static DeviceProfile? Find(string name) => Shipped.FirstOrDefault(profile => profile.Name == name);

    /// <summary>Poison list maximum in Identify Memory Device.</summary>
    public int PoisonListEntries => Poison.ListEntries;

    /// <summary>The ways of choosing extents to add, a bit for each <see cref="SelectionPolicy"/>.</summary>
    public int SelectionPolicies { get; init; } = 0b1111;

    /// <summary>The ways of choosing extents to release, a bit for each <see cref="RemovalPolicy"/>.</summary>
    public int RemovalPolicies { get; init; } = 0b11;

    /// <summary>Get DCD Info reports that contents are destroyed on release; they are, whatever it reports.</summary>
    public bool SanitizesOnRelease { get; init; } = true;

    /// <summary>Extents that a logical device tracks, pending and accepted.</summary>
    public int ExtentLimit { get; init; } = 512;
}
