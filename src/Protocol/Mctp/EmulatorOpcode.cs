namespace CxlFabricSim.Protocol.Mctp;

/// <summary>What an <see cref="EmulatorMessage"/> asks for.</summary>
public enum EmulatorOpcode : byte
{
    ListDevices = 0x01,
    ConnectDevice = 0x02,
    DisconnectDevice = 0x03,
}
