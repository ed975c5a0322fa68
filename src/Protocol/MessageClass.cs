namespace CxlFabricSim.Protocol;

/// <summary>
/// The classes with credits of their own on a CXL link: the four of CXL.mem, and CXL.io for everything else
/// (configuration, mailbox, interrupts, management).
/// </summary>
public enum MessageClass : byte
{
    /// <summary>M2S Req: a request without data.</summary>
    Request = 0,

    /// <summary>M2S RwD: a request with data.</summary>
    RequestWithData = 1,

    /// <summary>S2M NDR: a completion without data.</summary>
    NoDataResponse = 2,

    /// <summary>S2M DRS: a completion with data.</summary>
    DataResponse = 3,

    /// <summary>CXL.io and management traffic: big records that cross the line in pieces.</summary>
    Io = 4,
}
