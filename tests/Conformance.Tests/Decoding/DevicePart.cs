namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>What a region shows of one device.</summary>
/// <param name="Device">The way to it: the number taken at each level, the window's bridge first.</param>
/// <param name="Places">At each level, the way that leads to it.</param>
/// <param name="Start">The first DPA.</param>
/// <param name="Skip">DPA passed over before it, behind what the device's decoder before it shows.</param>
internal sealed record DevicePart(string Device, int[] Places, ulong Start, ulong Skip);
