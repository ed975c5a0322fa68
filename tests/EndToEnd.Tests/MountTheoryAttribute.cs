namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>A theory that mounts a file system: skipped, with the reason, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountTheoryAttribute : TheoryAttribute
{
    public MountTheoryAttribute() => Skip = MountFactAttribute.Reason!;
}
