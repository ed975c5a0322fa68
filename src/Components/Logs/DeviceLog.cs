namespace CxlFabricSim.Components.Logs;

/// <summary>One log that hosts read with Get Log (CXL 3.x, "Get Supported Logs").</summary>
public abstract class DeviceLog(UInt128 identifier)
{
    /// <summary>The log's UUID, its bytes in the order of its text.</summary>
    public UInt128 Identifier { get; } = identifier;

    /// <summary>What it holds now.</summary>
    public abstract ReadOnlySpan<byte> Contents { get; }

    /// <summary>Clear Log empties it.</summary>
    public virtual bool CanClear => false;

    /// <summary>Populate Log fills it.</summary>
    public virtual bool CanPopulate => false;

    public virtual void Clear()
    {
    }

    /// <summary>Fills the log with what holds at a time in nanoseconds.</summary>
    public virtual void Populate(ulong timestamp)
    {
    }
}
