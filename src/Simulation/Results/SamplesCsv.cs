using System.Text;

namespace CxlFabricSim.Simulation.Results;

/// <summary>A run's samples as CSV (RFC 4180): the time at which each interval ends, in nanoseconds, and a column for each series.</summary>
public static class SamplesCsv
{
    public static void Write(RunSamples samples, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        Csv.WriteRow(writer, samples.Series.Select(series => series.Name).Prepend("time"));
        for (var sample = 0; sample < samples.Times.Count; sample++)
        {
            var time = Csv.Number(samples.Times[sample].Picoseconds / (decimal)Protocol.SimTime.PicosecondsPerNanosecond);
            Csv.WriteRow(writer, samples.Series.Select(series => Csv.Number(series.Values[sample])).Prepend(time));
        }
    }
}
