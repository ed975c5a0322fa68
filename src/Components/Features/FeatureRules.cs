namespace CxlFabricSim.Components.Features;

/// <summary>Where the feature commands depart from the specification; all false is the specification.</summary>
public sealed record FeatureRules
{
    /// <summary>null-uuid-reads-as-transfer-in-progress: so Get Feature answers while nothing is transferred.</summary>
    public bool NullUuidReadsAsTransferInProgress { get; init; }

    /// <summary>A selection other than the current value and a wrong version are Unsupported, without codes of their own.</summary>
    public bool UnsupportedInsteadOfOwnCodes { get; init; }

    /// <summary>
    /// Parts of a transfer are not checked for order, undefined actions are taken, and Initiate counts as begun also when it then fails.
    /// </summary>
    public bool TransfersNotChecked { get; init; }

    /// <summary>
    /// The end of a transfer clears as many bytes as were sent since the last end, which may reach into the next feature's value.
    /// </summary>
    public bool ClearsWhatWasSent { get; init; }
}
