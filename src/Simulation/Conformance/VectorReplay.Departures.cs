using System.Text.Json;
using CxlFabricSim.Simulation.Conformance.Departures;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Steps under a profile that follows the specification where the recorded device departs from it.</content>
internal sealed partial class VectorReplay
{
    /// <summary>The steps so far, to do them again to a copy of the device, and whether they stood apart.</summary>
    private readonly List<(ReplayedStep Step, bool WasApart)> _done = [];

    private void CountWithDepartures(ReplayedStep step, Func<JsonElement, StepOutcome> replay)
    {
        foreach (var departure in _departures) departure.Prepare(step, _scene);
        var apart = _departures.FirstOrDefault(departure => departure.StandsApart(step, _scene));
        string? fault = null;
        var outcome = apart is null ? replay(step.Json) : ReplayOnCopy(step, apart, out fault);
        if (outcome.SkipReason is { } reason)
        {
            Skip(reason, outcome.LosesState);
            return;
        }

        var expected = outcome.Expected;
        var names = new List<string>();
        foreach (var departure in _departures)
        {
            var specified = departure.Expect(step, expected, _scene);
            if (specified != expected || departure == apart) names.Add(departure.Name);
            expected = specified;
        }

        if (expected != outcome.Found) report.AddFailure(new ConformanceFailure(name, step.Description, expected, outcome.Found));
        else if (fault is not null) report.AddFailure(new ConformanceFailure(name, step.Description, "what the specification says", fault));
        else if (names.Count > 0) report.AddDeparture(names);
        else report.AddPass();
        foreach (var departure in _departures) departure.Follow(step, _scene);
        _done.Add((step, apart is not null));
    }

    /// <summary>Carries a step out on a device of its own, to which the same was done before.</summary>
    private StepOutcome ReplayOnCopy(ReplayedStep step, Departure apart, out string? fault)
    {
        var copy = new VectorReplay(vector, name, profile, new ConformanceReport());
        using var topology = copy.Build();
        foreach (var (earlier, wasApart) in _done) copy.Repeat(earlier, wasApart);
        var outcome = copy.Replay(step.Json);
        fault = outcome.SkipReason is null ? apart.FindFault(step, copy._scene) : null;
        return outcome;
    }

    private void Repeat(ReplayedStep step, bool wasApart)
    {
        foreach (var departure in _departures) departure.Prepare(step, _scene);

        // What stands apart is a command or a request; vectors that have those have no mappings or register items.
        if (!wasApart && !step.IsMapping && !step.Json.Equals(vector))
        {
            var outcome = Replay(step.Json);
            foreach (var departure in _departures) departure.Expect(step, outcome.Expected, _scene);
        }

        foreach (var departure in _departures) departure.Follow(step, _scene);
    }

    /// <summary>A vector whose device cannot be: that it is refused is the answer to all of its steps.</summary>
    private void ExpectRefusal(int steps)
    {
        var departure = _departures.OfType<OddSizesAccepted>().Single();
        try
        {
            using var topology = Build();
            report.AddFailure(new ConformanceFailure(name, "start", "a refusal of sizes that are no multiples of 256 MiB", "a device"));
        }
        catch (ArgumentException refusal) when (OddSizesAccepted.IsRefusal(vector, refusal.Message))
        {
            for (var step = 0; step < steps; step++) report.AddDeparture([departure.Name]);
        }
    }
}
