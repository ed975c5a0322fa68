namespace CxlFabricSim.Protocol.Mctp;

/// <summary>The first byte of an MCTP message (DSP0239); its highest bit says that an integrity check follows the message.</summary>
public enum MctpMessageType : byte
{
    /// <summary>MCTP control messages (DSP0236).</summary>
    Control = 0x00,

    /// <summary>CXL Fabric Manager API (DSP0234).</summary>
    FabricManager = 0x07,

    /// <summary>CXL Type 3 device component command interface (DSP0281).</summary>
    Component = 0x08,

    /// <summary>Private to the public switch emulator: its devices, and plugging them. See <see cref="EmulatorMessage"/>.</summary>
    Emulator = 0x70,
}
