namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>A fact that mounts a file system: skipped, with the reason, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    /// <summary>Why not here; null where mounting is allowed.</summary>
    public static string? Reason { get; } = ReasonToSkip();

    public MountFactAttribute() => Skip = Reason!;

    private static string? ReasonToSkip()
    {
        if (!Environment.IsPrivilegedProcess) return "only root may mount a small disk";
        var folder = Directory.CreateTempSubdirectory("cxlsim-mount-").FullName;
        try
        {
            if (!FullDiskTests.Run("mount", "-t", "tmpfs", "-o", "size=1M", "cxlsim-test", folder)) return "mounting is not allowed here, even for root";
            FullDiskTests.Run("umount", folder);
            return null;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
