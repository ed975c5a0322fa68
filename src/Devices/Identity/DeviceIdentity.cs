namespace CxlFabricSim.Devices.Identity;

/// <summary>What Identify Memory Device tells beside the capacity.</summary>
/// <param name="FirmwareRevision">At most 16 characters, asked anew each time.</param>
/// <param name="LabelStorageBytes">The size of the label storage area.</param>
/// <param name="PoisonListEntries">The most entries of the poison list.</param>
/// <param name="DynamicCapacityLogDepth">The records that the dynamic capacity event log holds.</param>
internal sealed record DeviceIdentity(Func<string> FirmwareRevision, uint LabelStorageBytes, int PoisonListEntries, int DynamicCapacityLogDepth);
