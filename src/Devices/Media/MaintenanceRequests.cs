using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// Places for which an event said that maintenance is needed: a repair by Perform Maintenance (0600h) at the same DPA takes the request,
/// and the event tells where on the media the place is.
/// </summary>
public sealed class MaintenanceRequests
{
    private readonly List<MediaEvent> _requests = [];

    public int Count => _requests.Count;

    /// <summary>Notes the place of an event; a second one at the same DPA changes nothing.</summary>
    public void Add(MediaEvent cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        if (!_requests.Exists(request => request.Address == cause.Address)) _requests.Add(cause);
    }

    /// <summary>Takes the request for a DPA; false when there is none.</summary>
    public bool TryConsume(Dpa address, out MediaEvent? cause)
    {
        cause = _requests.Find(request => request.Address == address.Value);
        return cause is not null && _requests.Remove(cause);
    }
}
