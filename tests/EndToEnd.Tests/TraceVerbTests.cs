namespace CxlFabricSim.EndToEnd.Tests;

public sealed class TraceVerbTests
{
    [Fact]
    public void A_trace_goes_to_the_compact_form_and_back_without_a_loss()
    {
        using var folder = new TemporaryFolder();
        var text = Repository.Config("traces/sweep.trace");
        string At(string name) => Path.Combine(folder.Path, name);

        Assert.Equal(0, ChildProcess.Cxlsim("trace", "convert", text, At("a.cxlt")).ExitCode);
        Assert.Equal(0, ChildProcess.Cxlsim("trace", "convert", At("a.cxlt"), At("b.trace")).ExitCode);
        Assert.Equal(0, ChildProcess.Cxlsim("trace", "convert", At("b.trace"), At("c.cxlt")).ExitCode);

        Assert.Equal(File.ReadAllBytes(At("a.cxlt")), File.ReadAllBytes(At("c.cxlt")));
        Assert.True(new FileInfo(At("a.cxlt")).Length * 3 < new FileInfo(text).Length);
    }

    [Fact]
    public void Addresses_of_another_tool_are_moved_into_a_region()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.txt", "Format: <data address>: <data size>, <(r)ead/(w)rite/opcode>\n0x7f59c2d002d3:  5, call\n0x7ffeacab0ec8:  8, w\n");
        var output = Path.Combine(folder.Path, "out.trace");

        var outcome = ChildProcess.Cxlsim("trace", "convert", input, output, "--from", "dynamorio", "--base", "0x110000000", "--span", "256MiB", "--host", "h");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.EndsWith("\nh W 0x11cab0ec8 8\n", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_trace_are_told_by_line_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.txt", "r,4096,64,256,1000\nw,oops,32,1500\nx,0,64,2000\n");
        var output = Path.Combine(folder.Path, "out.trace");

        var outcome = ChildProcess.Cxlsim("trace", "convert", input, output, "--from", "gem5");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal($"{input}:2: \"oops\" is no address; a decimal number, or 0x and hex digits\n{input}:3: \"x\" is no operation; r or w\n", outcome.Error);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void A_check_tells_what_is_wrong_in_the_traces_of_a_scenario()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "traces"));
        var scenario = folder.Write("s.yaml", File.ReadAllText(Repository.Config("trace-replay.yaml")));
        folder.Write("traces/sweep.trace", "host0 R 0x110000000 64\nhost1 Q 0x110000000 64\n");

        var outcome = ChildProcess.Cxlsim("check", scenario);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("sweep.trace:2: \"Q\" is no operation", outcome.Error, StringComparison.Ordinal);
    }
}
