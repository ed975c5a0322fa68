using System.Text.Json;
using System.Text.Json.Nodes;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Features;
using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Conformance;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>A departure excuses nothing but what it says: wrong answers fail at a departure too.</summary>
public sealed class WrongAnswers
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    private static readonly DeviceProfile Cxl = DeviceProfile.Cxl;

    /// <summary>Devices of profile cxl that do one thing as QEMU does it, and a file where that shows.</summary>
    private static readonly Dictionary<string, (string File, DeviceProfile Profile)> OneMistakeEach = new()
    {
        ["more flag"] = ("events.json", Events(new EventLogRules { MoreFlagWhileNotEmpty = true })),
        ["clear all"] = ("events.json", Events(new EventLogRules { ClearAllFlagIgnored = true })),
        ["missing handle"] = ("events.json", Events(new EventLogRules { ClearOfMissingHandleSucceeds = true })),
        ["handle code"] = ("events.json", Events(new EventLogRules { InvalidInputInsteadOfInvalidHandle = true })),
        ["interrupt modes"] = ("events.json", Events(new EventLogRules { OnlyMessageInterruptsKept = true })),
        ["hidden vector"] = ("events.json", Events(new EventLogRules { DynamicCapacityVectorHidden = true })),
        ["event status"] = ("reset.json", Events(new EventLogRules { StatusLostAtReset = true })),
        ["poison ranges"] = ("mailbox.json", Cxl with { Poison = new PoisonRules { RangesNotChecked = true } }),
        ["address sums"] = ("mailbox.json", Cxl with { Poison = new PoisonRules { AddressSumWraps = true } }),
        ["frozen list"] = ("mailbox.json", Cxl with { Poison = new PoisonRules { ScanFreezesList = true } }),
        ["scan results"] = ("mailbox.json", Cxl with { Poison = new PoisonRules { ScanReturnsOverflowOnly = true } }),
        ["pending listed"] = ("dcd.json", Cxl with { ExtentCountIncludesPending = true }),
        ["counted twice"] = ("dcd.json", Cxl with { OwnOfferCountedTwice = true }),
        ["limit"] = ("dcd.json", Cxl with { OfferLimitNotChecked = true }),
        ["tags"] = ("dcd.json", Cxl with { TagsIgnored = true }),
        ["host id"] = ("dcd.json", Cxl with { HostIdIgnored = true }),
        ["forced removal"] = ("dcd.json", Cxl with { ForcedRemovalNotDone = true }),
        ["policies"] = ("dcd.json", Cxl with { SelectionPolicies = 1 << (int)SelectionPolicy.Prescriptive }),
        ["removal policies"] = ("dcd.json", Cxl with { RemovalPolicies = 1 << (int)RemovalPolicy.Prescriptive }),
        ["response more flag"] = ("dcd.json", Cxl with { ResponseMoreFlagIgnored = true }),
        ["generation"] = ("dcd.json", Cxl with { GenerationAlwaysZero = true }),
        ["failed reads"] = ("hdm.json", Cxl with { FailedReadsAreZero = true }),
        ["commits"] = ("hdm.json", Cxl with { CommitsNotChecked = true }),
        ["mappings"] = ("reset.json", Cxl with { MappingsOutliveReset = true }),
        ["odd sizes"] = ("mailbox.json", Cxl with { OddSizesAccepted = true }),
        ["names"] = ("mailbox.json", Cxl with { FirmwareRevision = "BWFW VERSION 00" }),
        ["lock"] = ("config.json", Cxl with { Registers = new RegisterProfile { ConfigLockIgnored = true } }),
        ["effects bits"] = ("mailbox.json", Mailbox(profile => profile with { Rules = new MailboxRules { EffectBitsDisplaced = true } })),
        ["late abort"] = ("mailbox.json", Mailbox(profile => profile with { Rules = new MailboxRules { AbortIgnoredFromPercent = 85 } })),
        ["a command left out"] =
            ("mailbox.json", Mailbox(profile => profile with { Rules = new MailboxRules { LeftOut = [Opcode.GetHealthInfo] } })),
        ["null feature"] = ("mailbox.json", Features(new FeatureRules { NullUuidReadsAsTransferInProgress = true })),
        ["feature codes"] = ("mailbox.json", Features(new FeatureRules { UnsupportedInsteadOfOwnCodes = true })),
        ["transfers"] = ("mailbox.json", Features(new FeatureRules { TransfersNotChecked = true })),
        ["feature resets"] = ("mailbox.json", Mailbox(profile => profile with { Features = MemoryFeatures.All(FeatureAttributes.None) })),
        ["partitions"] = ("mailbox.json", Mailbox(profile => profile with { PartitionAlignmentBytes = 0 })),
        ["list of logs"] = ("mailbox.json", Mailbox(profile => profile with { HasStateDumpLog = false })),
        ["log offset"] = ("mailbox.json", Mailbox(profile => profile with { LogRules = new LogRules { OffsetUnit = 4 } })),
        ["alert enable bits"] = ("mailbox.json", Mailbox(profile => profile with { AlertEnableBitsIgnored = true })),
        ["partial alerts"] = ("mailbox.json", Mailbox(profile => profile with { PartialAlertUpdateOnError = true })),
        ["media disabled"] = ("mailbox.json", Mailbox(profile => profile with { MediaDisabledNotEnforced = true })),
    };

    public static TheoryData<string> Mistakes => [.. OneMistakeEach.Keys];

    public static TheoryData<string, string, int> MarkedSteps => StepsWhere(step => !step.TryGetProperty("mem_write", out _));

    /// <summary>Marked steps with an output, but where the specification has a return code alone.</summary>
    public static TheoryData<string, string, int> MarkedOutputs => StepsWhere(step =>
        step.TryGetProperty("out", out var output) && output.GetString()!.Length > 0
        && step.GetProperty("quirk").GetString() is not ("media-disabled-not-enforced" or "poison-list-range-not-checked"));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_device_that_departs_as_QEMU_does_fails_under_profile_cxl(string mistake)
    {
        var (file, profile) = OneMistakeEach[mistake];

        var report = ConformanceRunner.Run([Path.Combine(Folder, file)], profile);

        Assert.Empty(report.Errors);
        Assert.True(report.Failed > 0, report.Summary);
    }

    [Theory]
    [MemberData(nameof(MarkedSteps))]
    public void An_answer_altered_at_a_mark_fails_under_both_profiles(string file, string vector, int step)
    {
        using var altered = new TemporaryVectors(Path.Combine(Folder, file), vector, step, Alter);

        Assert.True(ConformanceRunner.Run([altered.Path]).Failed > 0);
        if (file != RecordedVectors.ManagersFile) Assert.True(ConformanceRunner.Run([altered.Path], Cxl).Failed > 0);
    }

    [Theory]
    [MemberData(nameof(MarkedOutputs))]
    public void An_output_with_one_byte_altered_at_a_mark_fails_under_both_profiles(string file, string vector, int step)
    {
        using var altered = new TemporaryVectors(Path.Combine(Folder, file), vector, step, AlterOutput);

        Assert.True(ConformanceRunner.Run([altered.Path]).Failed > 0);
        if (file != RecordedVectors.ManagersFile) Assert.True(ConformanceRunner.Run([altered.Path], Cxl).Failed > 0);
    }

    private static void AlterOutput(JsonObject step)
    {
        var output = Convert.FromHexString(step["out"]!.GetValue<string>());
        output[^1] ^= 0x80;
        step["out"] = Convert.ToHexStringLower(output);
    }

    /// <summary>Another return code, error, register value or data.</summary>
    private static void Alter(JsonObject step)
    {
        if (step.ContainsKey("rc")) step["rc"] = 99;
        else if (step.ContainsKey("value")) step["value"] = "00000000deadbeef";
        else if (step.ContainsKey("data")) step["data"] = new string('5', step["data"]!.GetValue<string>().Length);
        else step["error"] = new JsonObject { ["desc"] = "altered" };
    }

    private static TheoryData<string, string, int> StepsWhere(Func<JsonElement, bool> isMeant)
    {
        var steps = new TheoryData<string, string, int>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var vector in document.RootElement.GetProperty("vectors").EnumerateArray())
            {
                if (!vector.TryGetProperty("steps", out var list)) continue;
                foreach (var (index, step) in list.EnumerateArray().Index())
                    if (step.TryGetProperty("quirk", out _) && isMeant(step))
                        steps.Add(Path.GetFileName(file), vector.GetProperty("name").GetString()!, index);
            }
        }

        return steps;
    }

    private static DeviceProfile Events(EventLogRules rules) => Cxl with { EventRules = rules };

    private static DeviceProfile Features(FeatureRules rules) => Mailbox(profile => profile with { FeatureRules = rules });

    private static DeviceProfile Mailbox(Func<MailboxProfile, MailboxProfile> change) => Cxl with { Mailbox = change(Cxl.Mailbox) };
}
