using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>What lies outside a model that is kept alive: it may speak to the model between two windows, and hold it back.</summary>
public interface IOutsideWorld
{
    /// <summary>
    /// Called between two windows on the engine's thread. What comes from outside is given to actors now, for the edge or later. May wait
    /// while there is nothing to do, or until virtual time may go on.
    /// </summary>
    /// <param name="edge">All before this time has been handled, and nothing at or after it.</param>
    /// <param name="nextTime">When the model next has something to do, or never.</param>
    /// <returns>The time before which the model may run now; never for as far as there is anything to do.</returns>
    SimTime Attend(SimTime edge, SimTime nextTime);

    /// <summary>Ends a wait in <see cref="Attend"/>: the engine has to look up. For any thread.</summary>
    void Wake();
}
