using System.Globalization;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Cli.Printing;

/// <summary>How even the work of nodes was, and which actor to move where.</summary>
internal static class BalanceText
{
    // More names than these are in the JSON.
    private const int MostNames = 6;

    // Below this nobody would do anything about it.
    private const double Even = 1.05;

    public static IEnumerable<string> Of(RunResults results)
    {
        if (results.Balance is not { } balance || results.Loads.Count < 2) yield break;
        if (balance.Imbalance < Even)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"balance: even, the busiest node did {balance.Imbalance:0.00} x the work of an average one");
            yield break;
        }

        var uneven = string.Create(CultureInfo.InvariantCulture, $"balance: the busiest node did {balance.Imbalance:0.00} x the work of an average one");
        if (balance.Moves.Count == 0)
        {
            yield return $"{uneven}; nothing on it can be moved alone, because shorter channels than those between nodes hold it together";
            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture, $"{uneven}; {balance.ImbalanceAfter:0.00} x with these moves in the scenario's placement, and the run about {balance.Gain:0.00} x as fast:");
        foreach (var move in balance.Moves) yield return Words(move);
    }

    private static string Words(ActorMove move)
    {
        var more = move.Actors.Count > MostNames ? $" and {move.Actors.Count - MostNames} more" : "";
        return $"  from {move.From} to {move.To}: {string.Join(", ", move.Actors.Take(MostNames))}{more} ({Tables.Percent(move.Share)} of all work)";
    }
}
