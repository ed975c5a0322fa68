namespace CxlFabricSim.Devices.Memory;

/// <summary>Memory for a device cannot be had as the scenario asks: the file is in use, has another size, or the system refuses.</summary>
public sealed class BackingException : Exception
{
    public BackingException()
    {
    }

    public BackingException(string message)
        : base(message)
    {
    }

    public BackingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the user can do about it; empty when that is plain.</summary>
    public string WouldDo { get; init; } = "";
}
