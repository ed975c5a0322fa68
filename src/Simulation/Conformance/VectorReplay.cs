using System.Text.Json;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>One vector on its way through: what was built for it, its clock, and its steps one after the other.</summary>
internal sealed partial class VectorReplay(JsonElement vector, string name, ConformanceReport report)
{
    private readonly string? _vectorQuirk = vector.Has("quirk") ? vector.Text("quirk") : null;
    private VectorTopology _topology = null!;
    private SimTime _now;

    /// <summary>Why nothing can be compared any more; null while all is well.</summary>
    private string? _lostBecause;

    public void Run()
    {
        var setup = vector.Items("decoders").ToList();
        var mappings = vector.Items("mappings").ToList();
        var steps = vector.Items("steps").ToList();
        var total = setup.Count + mappings.Count + steps.Count;
        if (total == 0 && !HasRegisters)
        {
            report.AddSkip("no steps: start-up messages");
            return;
        }

        // Inputs that end or endanger the recorded emulator: what follows them is no golden answer.
        if (vector.Has("outcome"))
        {
            report.AddSkip("a hazard: its steps are no golden answers", total);
            return;
        }

        using var topology = VectorTopology.Build(vector.Need("device"), IsProgrammed);
        _topology = topology;
        CompareWindows();
        foreach (var step in setup) Count(Describe(step), step, Replay);
        ReplayMappings(mappings);
        foreach (var step in steps) Count(Describe(step), step, Replay);
        ReplayRegisters();
    }

    /// <summary>Some step treats this component's decoders as there.</summary>
    private bool IsProgrammed(string component) =>
        vector.Items("decoders").Concat(vector.Items("steps"))
            .Any(step => step.TextOr("decoder", "") == component || step.TextOr("component", "") == component);

    private void CompareWindows()
    {
        var found = _topology.AddressMap.Windows;
        var index = 0;
        foreach (var window in vector.Items("windows"))
        {
            var expected = $"{window.Hex("base"):x}+{window.Hex("size"):x}";
            var ours = index < found.Count ? $"{found[index].Start.Value:x}+{found[index].Size:x}" : "no window";
            if (ours != expected) report.AddFailure(new ConformanceFailure(name, $"window {index}", expected, ours));
            index++;
        }
    }

    private void Count(string description, JsonElement step, Func<JsonElement, StepOutcome> replay)
    {
        if (IsOnlyNote(step)) return;
        if (_lostBecause is not null)
        {
            report.AddSkip(_lostBecause);
            return;
        }

        var outcome = replay(step);
        if (outcome.SkipReason is { } reason)
        {
            report.AddSkip(reason);
            if (outcome.LosesState) _lostBecause = $"after a step that is not replayed ({reason})";
        }
        else if (!outcome.IsFailure) report.AddPass();
        else if ((step.Has("quirk") ? step.Text("quirk") : _vectorQuirk) is { } quirk) report.AddSkip($"quirk not reproduced: {quirk}");
        else report.AddFailure(new ConformanceFailure(name, description, outcome.Expected!, outcome.Found!));
    }

    /// <summary>A note beside no step tells the reader something and asks nothing of us.</summary>
    private static bool IsOnlyNote(JsonElement step) =>
        step.ValueKind == JsonValueKind.Object && step.EnumerateObject().All(property => property.Name == "note");

    private StepOutcome Replay(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) throw new VectorFormatException("a step is not an object");
        if (step.Has("opcode")) return ReplayCommand(step);
        if (step.Has("qmp")) return ReplayManagement(step);
        if (step.Has("decoder")) return ReplayDecoder(step);
        if (step.Has("hdm_write")) return ReplayRegisterWrite(step);
        if (step.Has("hdm_offset")) return ReplayCapability(step);
        if (step.Has("mem_write")) return ReplayStore(step);
        if (step.Has("mem_read")) return ReplayLoad(step);
        if (step.Has("reg")) return ReplayRegister(step);
        if (step.Has("clock_step_ns")) return Advance(step.Number("clock_step_ns"));
        if (step.Has("wait_ms")) return Advance(checked(step.Number("wait_ms") * 1_000_000));
        if (step.Has("ras_registers")) return ReplayRasRegisters(step);
        if (step.Has("ras_write")) return ReplayRasWrite(step);
        return StepOutcome.Skip("unknown kind of step", losesState: true);
    }

    private StepOutcome ReplayDecoder(JsonElement step)
    {
        var decoders = Decoders(step.Text("decoder"));
        if (step.Has("global_control")) return StepOutcome.Compare(step.Text("global_control"), $"{decoders.Enable():x8}");
        var index = step.Int("index");
        if (step.Has("base"))
        {
            var start = step.Hex("base");
            var size = step.Hex("size");
            var granularity = step.Int("granularity");
            var ways = step.Int("ways");
            var commit = step.Flag("commit");
            if (decoders.Role == HdmDecoderRole.Endpoint)
            {
                decoders.ProgramEndpoint(index, start, size, granularity, ways, step.Has("dpa_skip") ? step.Hex("dpa_skip") : 0, commit);
            }
            else
            {
                var targets = step.Items("targets").Select(target => target.GetByte()).ToArray();
                decoders.Program(index, start, size, granularity, ways, targets, commit);
            }
        }

        return StepOutcome.Compare(step.Text("ctrl"), $"{decoders.ReadControl(index):x8}");
    }

    private StepOutcome ReplayRegisterWrite(JsonElement step)
    {
        var decoders = Decoders(step.Text("component"));
        var offset = checked((int)step.Hex("hdm_write"));
        decoders.Write32(offset, checked((uint)step.Hex("value")));
        return StepOutcome.Compare(step.Text("readback"), $"{decoders.Read32(offset):x8}");
    }

    private StepOutcome ReplayCapability(JsonElement step)
    {
        var decoders = Decoders(step.Text("component"));
        return StepOutcome.Compare(
            $"{step.Text("hdm_offset")} {step.Text("capability")}",
            $"{HdmDecoderBlock.ComponentRegisterOffset:x} {decoders.Read32(0):x8}");
    }

    private HdmDecoderBlock Decoders(string component) =>
        _topology.FindDecoders(component) ?? throw new VectorFormatException($"'{component}' is no component with HDM decoders");

    /// <summary>The device whose mailbox a step means; null when it is a switch's.</summary>
    private Type3Device? Mailbox(JsonElement step)
    {
        if (step.Has("on"))
            return _topology.FindDevice(step.Text("on")) ?? throw new VectorFormatException($"'{step.Text("on")}' is no device");
        if (_topology.HasSwitchMailbox) return null;
        return _topology.Devices.Count > 0 ? _topology.Devices[0] : throw new VectorFormatException("the vector has no device");
    }

    private static string Describe(JsonElement step)
    {
        const int Longest = 100;
        var text = step.GetRawText();
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "...");
    }
}
