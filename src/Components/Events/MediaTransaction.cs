namespace CxlFabricSim.Components.Events;

/// <summary>What the device was doing when a media event happened (CXL 3.x, "General Media Event Record", transaction type).</summary>
public enum MediaTransaction : byte
{
    Unknown = 0,
    HostRead = 1,
    HostWrite = 2,
    HostScanMedia = 3,
    HostInjectPoison = 4,
    InternalMediaScrub = 5,
    InternalMediaManagement = 6,
    ErrorCheckScrub = 7,
    MediaInitialization = 8,
}
