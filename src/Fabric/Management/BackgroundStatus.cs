using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>The answer to Background Operation Status as a fabric manager reads it (CXL 3.x, same title).</summary>
/// <param name="IsRunning">The operation has not ended.</param>
/// <param name="Opcode">The command that started it.</param>
/// <param name="ReturnCode">How it ended.</param>
internal readonly record struct BackgroundStatus(bool IsRunning, Opcode Opcode, MailboxReturnCode ReturnCode)
{
    private const int Bytes = 8;

    /// <summary>Null when the answer is malformed.</summary>
    public static BackgroundStatus? TryRead(ReadOnlySpan<byte> payload) => payload.Length < Bytes
        ? null
        : new BackgroundStatus(
            (payload[0] & 1) != 0,
            (Opcode)BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]),
            (MailboxReturnCode)BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]));
}
