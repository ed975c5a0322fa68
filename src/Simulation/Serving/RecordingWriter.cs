using System.Globalization;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Writes a <see cref="Recording"/> while the fabric is served; each command is in the file before it is carried out.</summary>
internal sealed class RecordingWriter : IDisposable
{
    private readonly StreamWriter _file;

    public RecordingWriter(string path)
    {
        _file = new StreamWriter(path, append: false) { AutoFlush = true, NewLine = "\n" };
        _file.WriteLine(Recording.Format);
    }

    public void Add(SimTime time, string target, CciMessage command) =>
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Picoseconds} {target} {Convert.ToHexStringLower(command.Encode())}"));

    public void End(SimTime? time) =>
        _file.WriteLine(time is { } end ? string.Create(CultureInfo.InvariantCulture, $"{Recording.EndWord} {end.Picoseconds}") : $"{Recording.EndWord} {Recording.IdleWord}");

    public void Dispose() => _file.Dispose();
}
