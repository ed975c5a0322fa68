using System.Globalization;
using CxlFabricSim.Protocol;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>Tables as all verbs print them, and numbers as all tables show them.</summary>
internal static class Tables
{
    // Redirected output has no width of its own; at this one no table of ours wraps.
    private const int RedirectedWidth = 120;

    public static IAnsiConsole Console(TextWriter writer, Surroundings surroundings, int redirectedWidth = RedirectedWidth)
    {
        var isTerminal = surroundings.IsOutputTerminal && ReferenceEquals(writer, surroundings.Output);
        var hasColours = isTerminal && string.IsNullOrEmpty(surroundings.Environment.GetValueOrDefault("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal) console.Profile.Width = redirectedWidth;
        return console;
    }

    /// <summary>A table with these columns; a leading # marks one of numbers, set to the right.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('#');
            table.AddColumn(new TableColumn(Text(isNumber ? column[1..] : column))
            {
                Alignment = isNumber ? Justify.Right : Justify.Left,
                NoWrap = isNumber,
            });
        }

        return table;
    }

    // Names may contain what Spectre reads as markup.
    public static string Text(string text) => Markup.Escape(text);

    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Decimal(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>For columns that are to be added up.</summary>
    public static string Nanoseconds(SimTime time) => time.Nanoseconds.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Three decimals of the largest unit that fits: precise enough to compare, short enough for a column.</summary>
    public static string Time(SimTime time) => Math.Abs(time.Picoseconds) switch
    {
        < SimTime.PicosecondsPerMicrosecond => string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds:0.0} ns"),
        < SimTime.PicosecondsPerMicrosecond * 1000 => string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 1e3:0.00} us"),
        < SimTime.PicosecondsPerSecond => string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 1e6:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds:0.00} s"),
    };

    public static string Rate(double bytesPerSecond) => bytesPerSecond switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e9:0.00} GB/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e6:0.00} MB/s"),
    };
}
