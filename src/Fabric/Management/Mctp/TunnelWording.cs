using System.Buffers.Binary;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>
/// Puts Tunnel Management Command payloads from one dialect into the other, tunnels in tunnels included. A jrlabs tunnel carries the
/// MCTP type byte before the inner message and counts it in its size; headers inside are worded as outside.
/// </summary>
internal static class TunnelWording
{
    private const int RequestHeaderBytes = 4;
    private const int TypeOffset = 1;
    private const int TypeMask = 0x0F;
    private const int RequestSizeOffset = 2;
    private const int ResponseHeaderBytes = 4;
    private const int ResponseSizeOffset = 0;

    /// <summary>
    /// A request's payload as the specification has it; one that is no jrlabs tunnel stays as it is. It says how many type bytes its answer will
    /// have on top, so that with them it is no longer than the manager takes.
    /// </summary>
    public static ReadOnlyMemory<byte> RequestToSpec(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length <= RequestHeaderBytes || payload.Span[RequestHeaderBytes] != (byte)MctpMessageType.Component) return payload;
        if (!CciFraming.TryDecode(payload[(RequestHeaderBytes + 1)..], ManagementDialect.Jrlabs, out var inner)) return payload;
        var added = 1;
        if (inner!.Opcode == Opcode.TunnelManagement)
        {
            inner = inner with { Payload = RequestToSpec(inner.Payload) };
            if (inner.Payload.Length > TypeOffset) added += inner.Payload.Span[TypeOffset] >> TunnelFrame.AddedShift;
        }

        var worded = Wrap(payload[..RequestHeaderBytes], RequestSizeOffset, inner.Encode());
        worded[TypeOffset] = (byte)(worded[TypeOffset] & TypeMask | Math.Min(added, TunnelFrame.MostAdded) << TunnelFrame.AddedShift);
        return worded;
    }

    /// <summary>An answer's payload as the JackrabbitLabs tools have it.</summary>
    public static ReadOnlyMemory<byte> ResponseToJrlabs(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < ResponseHeaderBytes || !CciFraming.TryDecode(payload[ResponseHeaderBytes..], ManagementDialect.Spec, out var inner)) return payload;
        if (inner!.Opcode == Opcode.TunnelManagement) inner = inner with { Payload = ResponseToJrlabs(inner.Payload) };
        byte[] message = [(byte)MctpMessageType.Component, .. CciFraming.Encode(inner, ManagementDialect.Jrlabs)];
        return Wrap(payload[..ResponseHeaderBytes], ResponseSizeOffset, message);
    }

    private static byte[] Wrap(ReadOnlyMemory<byte> header, int sizeOffset, byte[] message)
    {
        byte[] payload = [.. header.Span, .. message];
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(sizeOffset), (ushort)message.Length);
        return payload;
    }
}
