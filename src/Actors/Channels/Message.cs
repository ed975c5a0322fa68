using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// What travels in a channel's slot: 32 bytes whose meaning belongs to the model, which reads and writes them through
/// <see cref="As{T}"/>. The kernel only carries them and folds them into the digest.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public struct Message
{
    public const int Bytes = 32;

    public ulong Word0;
    public ulong Word1;
    public ulong Word2;
    public ulong Word3;

    /// <summary>The same 32 bytes as the model's own header.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T As<T>()
        where T : unmanaged
    {
        Debug.Assert(Unsafe.SizeOf<T>() == Bytes, $"{typeof(T).Name} is not {Bytes} bytes");
        return ref Unsafe.As<Message, T>(ref this);
    }
}
