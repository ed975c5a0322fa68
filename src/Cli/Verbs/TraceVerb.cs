using System.CommandLine;
using CxlFabricSim.Cli.FabricManagement;
using CxlFabricSim.Hosts.Workloads.Traces;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim trace convert IN OUT</c>: between the two forms of our traces, and from those of other tools.</summary>
internal static class TraceVerb
{
    private const string BinaryEnding = ".cxlt";

    public static Command Create(Surroundings surroundings)
    {
        var input = new Argument<string>("IN") { Description = "The trace to read." };
        var output = new Argument<string>("OUT") { Description = $"The trace to write: compact when its name ends with {BinaryEnding}, else text." };
        var from = new Option<TraceFormat?>("--from")
        {
            Description = "The form of IN: text, binary, gem5 or dynamoRio. Without it, one of our own.",
            HelpName = "FORM",
        };
        var host = new Option<string>("--host")
        {
            Description = "Who made the accesses, where the trace does not say.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "host0",
        };
        var start = new Option<string?>("--base")
        {
            Description = "Added to every address: the host physical address of a region.",
            HelpName = "HPA",
        };
        var span = new Option<string?>("--span")
        {
            Description = "Addresses count modulo this size before the base is added.",
            HelpName = "SIZE",
        };
        var convert = new Command("convert", "Converts a trace, in memory that does not grow with it.") { input, output, from, host, start, span };
        convert.SetAction(parsed =>
        {
            var (path, target) = (parsed.GetValue(input)!, parsed.GetValue(output)!);
            if (!TryNumber(parsed.GetValue(start), "--base", surroundings, out var origin)) return ExitCode.UserMistake;
            if (!TryNumber(parsed.GetValue(span), "--span", surroundings, out var modulo)) return ExitCode.UserMistake;
            var name = parsed.GetValue(host)!;
            if (name.Length == 0 || name.Any(character => char.IsWhiteSpace(character) || character == '#'))
            {
                surroundings.Error.WriteLine($"cxlsim: --host: \"{name}\" is no name of a host");
                return ExitCode.UserMistake;
            }

            try
            {
                var count = Convert(path, target, parsed.GetValue(from), name, (origin, modulo));
                surroundings.Output.WriteLine($"{target}: {count} accesses");
                return ExitCode.Success;
            }
            catch (TraceException problem)
            {
                // Half a trace would pass for a whole one.
                File.Delete(target);
                foreach (var each in problem.Problems) surroundings.Error.WriteLine(each);
                return ExitCode.UserMistake;
            }
        });
        return new Command("trace", "Works on traces of memory accesses.") { convert };
    }

    private static bool TryNumber(string? text, string option, Surroundings surroundings, out ulong number)
    {
        number = 0;
        if (text is null || Quantity.TryParse(text, out number)) return true;
        surroundings.Error.WriteLine($"cxlsim: {option}: \"{text}\" is no number of bytes; for example 0x1000000000 or 256MiB");
        return false;
    }

    private static long Convert(string path, string target, TraceFormat? from, string host, (ulong Base, ulong Span) place)
    {
        if (File.Exists(target) && Path.GetFullPath(path) == Path.GetFullPath(target)) throw new IOException($"{target} cannot be read and written at once");
        using var source = File.OpenRead(path);
        using var reader = TraceFile.Read(source, path, from ?? (TraceFile.IsBinary(source) ? TraceFormat.Binary : TraceFormat.Text), host);
        using var sink = File.Create(target);
        using TraceWriter writer = target.EndsWith(BinaryEnding, StringComparison.Ordinal) ? new BinaryTraceWriter(sink) : new TextTraceWriter(sink);
        var count = 0L;
        for (; reader.TryRead(out var record); count++)
        {
            if (place.Span > 0) record.Address %= place.Span;
            if (record.Address > ulong.MaxValue - record.Bytes - place.Base)
                throw new IOException($"access {count + 1} of {path}, at 0x{record.Address:x}, leaves the address space with the base added");
            record.Address += place.Base;
            writer.Write(record);
        }

        return count;
    }
}
