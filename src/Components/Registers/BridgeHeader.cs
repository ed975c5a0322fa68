namespace CxlFabricSim.Components.Registers;

/// <summary>A bridge's header (PCI Express base specification, "Type 1 Configuration Space Header"): bus numbers and windows.</summary>
public static class BridgeHeader
{
    public const byte HeaderType = 1;

    /// <summary>Set in the header type of a function that has others beside it.</summary>
    public const byte SeveralFunctions = 0x80;

    private const uint BusNumbers = 0x00FF_FFFF;
    private const uint StatusClearedByOne = 0xF900;
    private const uint Window = 0xFFF0_FFF0;
    private const uint SixtyFourBitWindow = 0x0001_0001;
    private const uint Control = 0x004F;

    /// <param name="hasIo">The port forwards I/O space; otherwise its window is shut and stays so.</param>
    /// <param name="interruptPin">0 for none.</param>
    public static RegisterField[] Fields(bool hasIo, byte interruptPin) =>
    [
        new(0x18, 4, 0, BusNumbers),
        hasIo ? new(0x1C, 2, 0, 0xF0F0) : new(0x1C, 2, 0x00F0),
        new(0x1E, 2, 0, 0, StatusClearedByOne),
        new(0x20, 4, 0, Window),
        new(0x24, 4, SixtyFourBitWindow, Window),
        new(0x28, 8, 0, ulong.MaxValue),
        new(0x3D, 1, interruptPin),
        new(0x3E, 2, 0, Control),
    ];
}
