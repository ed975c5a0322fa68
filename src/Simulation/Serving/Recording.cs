using System.Globalization;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>
/// What came from outside while a fabric was served. A text file: a line that names the format, then one for each command (virtual time
/// in picoseconds, component, CCI message in hex), last the time at which the run ended, or "idle" when nothing was left to happen.
/// </summary>
public sealed class Recording
{
    internal const string Format = "cxlsim-recording 1";
    internal const string EndWord = "end";
    internal const string IdleWord = "idle";

    private readonly List<(SimTime Time, string Target, CciMessage Command)> _commands = [];

    private Recording()
    {
    }

    /// <summary>When the run ended; null when it ended because nothing was left to do, or nobody wrote down how.</summary>
    public SimTime? End { get; private set; }

    /// <summary>How many commands there are.</summary>
    public int Count => _commands.Count;

    /// <summary>Reads a file; a mistake in it is a <see cref="ScenarioException"/> that names the line.</summary>
    public static Recording Load(string path)
    {
        var recording = new Recording();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (number == 1 ? line != Format : !recording.TryAdd(line))
                throw new ScenarioException($"{path}:{number}: {(number == 1 ? $"not a recording: its first line is not \"{Format}\"" : "neither a time, a component and a CCI message in hex, in order of time, nor the end")}");
        }

        return number > 0 ? recording : throw new ScenarioException($"{path}: not a recording: it is empty");
    }

    internal void PlayInto(ManagementGateway gateway)
    {
        var targets = gateway.Targets.Select((target, index) => (target.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        var stranger = _commands.Find(command => !targets.ContainsKey(command.Target)).Target;
        if (stranger is not null) throw new ScenarioException($"the recording has a command for \"{stranger}\", and the scenario has no such switch or device");
        gateway.Follow([.. _commands.Select(command => (command.Time, new GatewayRequest(targets[command.Target], command.Command)))]);
    }

    private bool TryAdd(string line)
    {
        var words = line.Split(' ');
        if (words.Length == 2 && words[0] == EndWord)
        {
            if (words[1] == IdleWord) return true;
            var isTime = TryTime(words[1], out var end);
            End = end;
            return isTime;
        }

        if (words.Length != 3 || !TryTime(words[0], out var time) || _commands.Count > 0 && time < _commands[^1].Time) return false;
        var bytes = new byte[words[2].Length / 2];
        if (Convert.FromHexString(words[2], bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != bytes.Length) return false;
        if (!CciMessage.TryDecode(bytes, out var command) || command!.IsResponse) return false;
        _commands.Add((time, words[1], command));
        return true;
    }

    private static bool TryTime(string text, out SimTime time)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var picoseconds);
        time = new SimTime(picoseconds);
        return isNumber;
    }
}
