using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>
/// A thread to which the kernel refuses some calls, by a seccomp filter: errors that otherwise take a full disk, for any user and
/// every time. What the calls would have done is not done.
/// </summary>
/// <remarks>
/// Threads started meanwhile inherit the filter and outlive it, so it looks at arguments too: it catches calls that only memory
/// backends make.
/// </remarks>
internal static partial class RefusingThread
{
    // prctl(2) and seccomp(2).
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const int FilterMode = 2;
    private const uint Allow = 0x7FFF_0000;
    private const uint FailWith = 0x0005_0000;

    // Classic BPF: load a word of the call, jump if equal, return.
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint ArgumentsOffset = 16;

    private const uint NoSpace = 28;
    private const uint TooLarge = 27;
    private const uint NotSupported = 95;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The result of a function that runs on such a thread.</summary>
    public static T Run<T>(Refusal refusal, Func<T> function)
    {
        var result = default(T);
        ExceptionDispatchInfo? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                Install([.. Refused(refusal), new Instruction(Return, 0, 0, Allow)]);
                result = function();
            }
            catch (Exception exception)
            {
                problem = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        problem?.Throw();
        return result!;
    }

    // fallocate with FALLOC_FL_KEEP_SIZE alone, pwrite of 2 MiB, ftruncate to 512 MiB.
    private static Instruction[] Refused(Refusal refusal) => refusal switch
    {
        Refusal.Reservation => Fail(IsArm ? 47u : 285u, 1, 1, NotSupported),
        Refusal.Room => [.. Fail(IsArm ? 47u : 285u, 1, 1, NoSpace), .. Fail(IsArm ? 68u : 18u, 2, 2 << 20, NoSpace)],
        _ => Fail(IsArm ? 46u : 77u, 1, 512 << 20, TooLarge),
    };

    private static Instruction[] Fail(uint call, uint argument, uint value, uint error) =>
    [
        new(Load, 0, 0, NumberOffset),
        new(JumpIfEqual, 0, 3, call),
        new(Load, 0, 0, ArgumentsOffset + 8 * argument),
        new(JumpIfEqual, 0, 1, value),
        new(Return, 0, 0, FailWith | error),
    ];

    private static unsafe void Install(ReadOnlySpan<Instruction> filter)
    {
        fixed (Instruction* start = filter)
        {
            var program = new Program((ushort)filter.Length, start);
            if (Prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || Prctl(SetSeccomp, FilterMode, (nuint)(&program), 0, 0) != 0)
                throw new InvalidOperationException($"the kernel takes no filter: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    [StructLayout(LayoutKind.Sequential)]
    private readonly unsafe struct Program(ushort length, Instruction* start)
    {
        private readonly ushort _length = length;
        private readonly Instruction* _start = start;
    }
}
