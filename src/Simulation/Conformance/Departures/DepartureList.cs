namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Every departure of the recorded QEMU from the specification, by name.</summary>
public static class DepartureList
{
    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<DepartureText> Texts { get; } =
        [.. Create().Select(departure => departure.Text).OrderBy(text => text.Name, StringComparer.Ordinal)];

    /// <summary>
    /// One of each, for one vector. They change the recorded answer one after the other: what refuses a command comes before what changes
    /// its output.
    /// </summary>
    internal static IReadOnlyList<Departure> Create() =>
    [
        new OddSizesAccepted(),
        new CommandsNotInQemu(),
        new MediaDisabledNotEnforced(),
        new MoreFlagWhileNotEmpty(),
        new ClearAllFlagIgnored(),
        new ClearOfMissingHandleSucceeds(),
        new InvalidInputInsteadOfInvalidHandle(),
        new InterruptPolicyNotChecked(),
        new EventStatusLostAtReset(),
        new AbortIgnoredNearTheEnd(),
        new VendorNames(),
        new DividedForGood(),
        LogDeparture.Bounds(),
        LogDeparture.Offset(),
        LogDeparture.Effects(),
        new SupportedLogs(),
        new FeaturesForgottenAtReset(),
        new FeatureCodes(),
        new FeatureTransfersNotChecked(),
        new FeatureTransferClearsTooMuch(),
        new NullUuidReadsAsTransferInProgress(),
        AlertDeparture.EnableBits(),
        AlertDeparture.PartialUpdate(),
        new PoisonListRangeNotChecked(),
        new InjectPoisonRangeNotChecked(),
        new AddressSumWraps(),
        new ScanFreezesList(),
        new ScanReturnsOverflowOnly(),
        new PoliciesNotSupported(),
        new ForcedRemovalNotDone(),
        new HostIdIgnored(),
        new TagIgnored(),
        new TagsNotCounted(),
        new LimitNotChecked(),
        new PendingAndAcceptedCountedTwice(),
        new ResponseMoreFlagIgnored(),
        new ExtentCountIncludesPending(),
        new GenerationAlwaysZero(),
        new CommitsNotChecked(),
        new OverlappingDecoders(),
        new MappingsOutliveReset(),
        new CrossingAccess(),
        new FailedReadsAreZero(),
        new ConfigLockIgnored(),
    ];
}
