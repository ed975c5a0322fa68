namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>A request on the wire and the answer that the field's documents promise. Bytes are hex digits; <c>??</c> is any byte.</summary>
/// <param name="Opcode">What is asked.</param>
/// <param name="Request">The payload.</param>
/// <param name="Code">The return code.</param>
/// <param name="Answer">The payload that comes back.</param>
internal sealed record WireCase(ushort Opcode, string Request, int Code, string Answer)
{
    public const int InvalidPayloadLength = 0x16;

    /// <summary>It depends on a host that works in its own time: asked again until the answer is there.</summary>
    public bool IsEventual { get; init; }

    /// <summary>An answer to be had in this state of the component.</summary>
    public static WireCase Good(ushort opcode, string request, string answer) => new(opcode, request, 0, answer);

    public static WireCase Eventually(ushort opcode, string request, string answer) => new(opcode, request, 0, answer) { IsEventual = true };

    public static WireCase Refused(ushort opcode, string request, int code) => new(opcode, request, code, "");

    public byte[] Payload() => Convert.FromHexString(WithoutSpaces(Request));

    /// <summary>
    /// The same request one byte short, or one byte long where there is none that could be left out: Invalid Payload Length.
    /// </summary>
    public byte[] WrongPayload() => Payload() is { Length: > 0 } payload ? payload[..^1] : [0];

    public bool Matches(int code, byte[] payload)
    {
        var pattern = WithoutSpaces(Answer);
        var hex = Convert.ToHexStringLower(payload);
        return code == Code && pattern.Length == hex.Length && pattern.Zip(hex).All(pair => pair.First == '?' || pair.First == pair.Second);
    }

    /// <summary>Zeros, so many bytes.</summary>
    public static string Zeros(int bytes) => new('0', 2 * bytes);

    private static string WithoutSpaces(string text) => string.Concat(text.Where(character => character is not (' ' or '|')));
}
