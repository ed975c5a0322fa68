using CxlFabricSim.Simulation.Conformance;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>Vectors written by hand, to see what the replay makes of them.</summary>
public sealed class Replay
{
    private const string Device = """
        {"windows": [{"targets": ["hb0"], "size": 1073741824}],
         "host_bridges": [{"name": "hb0", "ports": [{"name": "rp0", "port": 0, "child":
           {"type3": {"name": "mem0", "volatile": 268435456, "dc": 268435456, "dc_regions": 1}}}]}]}
        """;

    [Theory]
    [InlineData("hdm.json", "\"dpa\": \"430\"", "\"dpa\": \"438\"")]
    [InlineData("hdm.json", "\"ctrl\": \"00000612\"", "\"ctrl\": \"00000212\"")]
    [InlineData("hdm.json", "\"readback\": \"000017ff\"", "\"readback\": \"00001fff\"")]
    [InlineData("hdm.json", "\"capability\": \"00001b12\"", "\"capability\": \"00000b12\"")]
    [InlineData("hdm.json", "\"reads_back\": false", "\"reads_back\": true")]
    [InlineData("dcd.json", "\"rc\": 15", "\"rc\": 16")]
    [InlineData("dcd.json", "\"value\": \"0000000000000010\"", "\"value\": \"0000000000000000\"")]
    [InlineData("dcd.json", "cannot add DPA again while still pending", "success")]
    [InlineData("events.json", "Informational event cannot require maintenance", "success")]
    [InlineData("events.json", "\"out\": \"2131415101\"", "\"out\": \"2131415121\"")]
    [InlineData("ras.json", "\"ras_registers\": \"1040", "\"ras_registers\": \"1041")]
    [InlineData("ras.json", "\"ras_write\": \"10\"", "\"ras_write\": \"14\"")]
    [InlineData("config.json", "\"after_ones\": \"00004fff\"", "\"after_ones\": \"0000ffff\"")]
    [InlineData("config.json", "\"after_ones\": \"000600bf\"", "\"after_ones\": \"000600ff\"")]
    [InlineData("config.json", "\"mailbox_capabilities\": \"000003cb\"", "\"mailbox_capabilities\": \"000003ca\"")]
    [InlineData("config.json", "\"size\": \"10000\"", "\"size\": \"20000\"")]
    [InlineData("config.json", "\"cedt\": \"43454454b8", "\"cedt\": \"43454454b9")]
    [InlineData("config.json", "\"cdat\": \"60", "\"cdat\": \"61")]
    [InlineData("config.json", "\"config_space\": \"8680930d", "\"config_space\": \"8680940d")]
    [InlineData("config.json", "\"component_registers\": \"0100110302000208", "\"component_registers\": \"0100110302000209")]
    [InlineData("config.json", "\"device_registers\": \"0000010003", "\"device_registers\": \"0000010004")]
    [InlineData("config.json", "\"status_after_abort\": \"00000000\"", "\"status_after_abort\": \"00000004\"")]
    [InlineData("config.json", "\"id\": 3, \"bar\": \"2\"", "\"id\": 3, \"bar\": \"4\"")]
    public void A_recorded_file_with_one_kind_of_answer_altered_fails(string file, string recorded, string altered)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", file));
        Assert.Contains(recorded, text, StringComparison.Ordinal);

        var report = RunText(text.Replace(recorded, altered, StringComparison.Ordinal));

        Assert.True(report.Failed > 0, report.Summary);
        Assert.False(report.Succeeded);
    }

    [Fact]
    public void A_failed_step_names_vector_step_expected_and_found()
    {
        var report = RunSteps("""{"opcode": "4100", "in": "", "rc": 2, "out": ""}""");

        var failure = Assert.Single(report.Failures);
        Assert.Equal("probe", failure.Vector);
        Assert.Contains("4100", failure.Step, StringComparison.Ordinal);
        Assert.Equal("rc 2 ", failure.Expected);
        Assert.StartsWith("rc 0 0100000000000000", failure.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_command_that_is_not_replayed_but_changes_the_device_the_rest_of_the_vector_is_skipped()
    {
        var report = RunSteps("""{"opcode": "4701", "in": "0000000000000000", "rc": 0, "out": ""}""", """{"opcode": "4100", "in": "", "rc": 2, "out": ""}""");

        Assert.Equal("0 passed, 0 failed, 2 skipped", report.Summary);
        Assert.Contains("opcode 4701h is not replayed", report.SkipReasons.Keys);
    }

    [Theory]
    [InlineData("""{"opcode": "5100", "in": "", "rc": 0, "out": ""}""")]
    [InlineData("""{"opcode": "4701", "in": "0100000000000000", "rc": 2, "out": ""}""")]
    [InlineData("""{"reg": "component_status", "value": "0000000000000000"}""")]
    public void After_a_step_that_changes_nothing_the_vector_goes_on(string skipped)
    {
        var report = RunSteps(skipped, """{"opcode": "4100", "in": "00", "rc": 22, "out": ""}""");

        Assert.Equal("1 passed, 0 failed, 1 skipped", report.Summary);
    }

    [Fact]
    public void A_note_without_a_step_does_not_count()
    {
        var report = RunSteps("""{"note": "nothing to do"}""", """{"opcode": "4100", "in": "00", "rc": 22, "out": ""}""");

        Assert.Equal("1 passed, 0 failed, 0 skipped", report.Summary);
    }

    [Fact]
    public void A_difference_at_a_quirk_is_skipped_by_its_name()
    {
        var report = RunSteps("""{"opcode": "4100", "in": "", "rc": 2, "out": "", "quirk": "odd-one"}""");

        Assert.Equal("0 passed, 0 failed, 1 skipped", report.Summary);
        Assert.Equal(["quirk not reproduced: odd-one"], report.SkipReasons.Keys);
    }

    [Theory]
    [InlineData("""{"opcode": "4100", "in": "0", "rc": 0, "out": ""}""")]
    [InlineData("""{"opcode": "xyz", "in": "", "rc": 0, "out": ""}""")]
    [InlineData("""{"opcode": "4100", "on": "nobody", "in": "", "rc": 0, "out": ""}""")]
    [InlineData("""{"decoder": "mem0", "index": 9, "base": "0", "size": "0", "granularity": 256, "ways": 1, "commit": true, "ctrl": "0"}""")]
    [InlineData("""{"decoder": "mem0", "index": 0, "base": "0", "size": "0", "granularity": 256, "ways": 5, "commit": true, "ctrl": "0"}""")]
    [InlineData("""{"decoder": "rp7", "index": 0, "ctrl": "0"}""")]
    [InlineData("""{"mem_read": "110000000", "size": -8, "data": ""}""")]
    [InlineData("17")]
    public void A_malformed_step_fails_its_vector_and_the_next_vector_is_replayed(string step)
    {
        var good = """{"opcode": "4100", "in": "00", "rc": 22, "out": ""}""";

        var report = RunText($$"""{"format": "cxl-vectors-1", "vectors": [{{Vector(step)}}, {{Vector(good)}}]}""");

        Assert.Equal("1 passed, 1 failed, 0 skipped", report.Summary);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2")]
    [InlineData("[]")]
    [InlineData("""{"format": "cxl-vectors-2", "vectors": []}""")]
    [InlineData("""{"format": "cxl-vectors-1", "vectors": 5}""")]
    public void A_file_that_is_not_of_the_format_is_an_error(string text)
    {
        var report = RunText(text);

        Assert.Single(report.Errors);
        Assert.False(report.Succeeded);
    }

    [Fact]
    public void A_missing_file_is_an_error() => Assert.Single(ConformanceRunner.Run(["/nowhere/at-all.json"]).Errors);

    [Fact]
    public void Mappings_follow_an_interleave_over_two_bridges_a_switch_below_a_switch_and_two_windows()
    {
        // Two windows: the second over both bridges, on odd port numbers, through one switch below another.
        const string Text = """
            {"format": "cxl-vectors-1", "vectors": [{"name": "nested", "device":
              {"windows": [{"targets": ["hb1"], "size": 268435456}, {"targets": ["hb0", "hb1"], "size": 536870912, "granularity": 1024}],
               "host_bridges": [
                 {"name": "hb0", "ports": [{"name": "rp0", "port": 4, "child": {"type3": {"name": "mem0", "volatile": 268435456}}}]},
                 {"name": "hb1", "ports": [{"name": "rp1", "port": 2, "child": {"switch": {"name": "us0", "ports": [
                   {"name": "d0", "port": 3, "child": {"switch": {"name": "us1", "ports": [
                     {"name": "d1", "port": 9, "child": {"type3": {"name": "mem1", "volatile": 268435456}}}]}}}]}}}]}]},
              "windows": [{"base": "110000000", "size": "10000000"}, {"base": "120000000", "size": "20000000"}],
              "decoders": [
                {"decoder": "us0", "index": 0, "base": "120000000", "size": "20000000", "granularity": 256, "ways": 1, "commit": true, "ctrl": "00000600", "targets": [3]},
                {"decoder": "us1", "index": 0, "base": "120000000", "size": "20000000", "granularity": 256, "ways": 1, "commit": true, "ctrl": "00000600", "targets": [9]},
                {"decoder": "mem0", "index": 0, "base": "120000000", "size": "20000000", "granularity": 1024, "ways": 2, "commit": true, "ctrl": "00000612", "dpa_skip": "0"},
                {"decoder": "mem1", "index": 0, "base": "120000000", "size": "20000000", "granularity": 1024, "ways": 2, "commit": true, "ctrl": "00000612", "dpa_skip": "0"}],
              "mappings": [
                {"hpa": "110000000", "device": null, "reads_back": false},
                {"hpa": "1200003f8", "device": "mem0", "partition": "volatile", "dpa": "3f8", "reads_back": true},
                {"hpa": "120000400", "device": "mem1", "partition": "volatile", "dpa": "0", "reads_back": true},
                {"hpa": "13ffffff8", "device": "mem1", "partition": "volatile", "dpa": "ffffff8", "reads_back": true},
                {"hpa": "140000000", "device": null, "reads_back": false}]}]}
            """;

        var report = RunText(Text);

        Assert.Empty(report.Failures);
        Assert.Equal("9 passed, 0 failed, 0 skipped", report.Summary);
    }

    private static ConformanceReport RunSteps(params string[] steps) =>
        RunText($$"""{"format": "cxl-vectors-1", "vectors": [{{Vector(steps)}}]}""");

    private static string Vector(params string[] steps) =>
        $$"""{"name": "probe", "device": {{Device}}, "steps": [{{string.Join(", ", steps)}}]}""";

    private static ConformanceReport RunText(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"cxl-vectors-{Guid.NewGuid():n}.json");
        try
        {
            File.WriteAllText(path, text);
            return ConformanceRunner.Run([path]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
