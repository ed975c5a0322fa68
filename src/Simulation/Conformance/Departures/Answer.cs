using System.Globalization;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The answer to a mailbox command: its return code and its output.</summary>
internal sealed record Answer(int Code, byte[] Output)
{
    private const string Prefix = "rc ";

    public bool IsSuccess => Code == 0;

    /// <summary>The answer without output.</summary>
    public static Answer Of(int code) => new(code, []);

    /// <summary>Reads what <see cref="ToString"/> makes.</summary>
    public static Answer Parse(string text)
    {
        var end = text.IndexOf(' ', Prefix.Length);
        var code = int.Parse(text.AsSpan(Prefix.Length, end - Prefix.Length), CultureInfo.InvariantCulture);
        return new Answer(code, Convert.FromHexString(text.AsSpan(end + 1)));
    }

    /// <summary>The same answer with some of its bytes changed.</summary>
    public Answer With(Action<byte[]> change)
    {
        var output = (byte[])Output.Clone();
        change(output);
        return this with { Output = output };
    }

    public override string ToString() => $"{Prefix}{Code} {Convert.ToHexStringLower(Output)}";
}
