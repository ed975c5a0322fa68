using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

/// <summary>A device of profile cxl with 512 MiB each of volatile, persistent and dynamic memory and 256 bytes of labels, spoken to in hexadecimal.</summary>
internal sealed class CommandDevice(DeviceProfile? profile = null) : IDisposable
{
    public const ulong Part = 512 * Sizes.MiB;

    private readonly TestDevice _device = new(profile, volatileBytes: Part, persistentBytes: Part, dynamicBytes: Part, labelBytes: 256);

    public static Dpa InVolatile => new(0x1000);

    public static Dpa InPersistent => new(Part + 0x1000);

    public static Dpa InDynamic => new(2 * Part);

    public TestDevice Device => _device;

    public LogicalDevice Ld => _device.Ld(0);

    public SimTime Now => _device.Now;

    /// <summary>What the last command answered.</summary>
    public string Output => Convert.ToHexStringLower(_device.Output);

    public void Dispose() => _device.Dispose();

    public MailboxReturnCode Execute(Opcode opcode, string input = "") => _device.Execute(0, opcode, Convert.FromHexString(input));

    /// <summary>Time passes, and what then is due happens.</summary>
    public void Wait(double seconds)
    {
        _device.Now += new SimTime((long)(seconds * SimTime.PicosecondsPerSecond));
        _device.Device.Advance(0, _device.Now);
    }

    public CompletionStatus Store(Dpa dpa, byte value) => _device.Store(0, dpa, value);

    /// <summary>The line's byte, or -1 where its bytes are not all alike.</summary>
    public (CompletionStatus Status, int Value) Load(Dpa dpa) => _device.Load(0, dpa);

    /// <summary>A byte of memory whether or not the host can reach it.</summary>
    public byte Peek(Dpa dpa) => _device.Device.Peek(0, dpa, 1)[0];

    /// <summary>A reset, after which the host programs its decoder again.</summary>
    public void Reset(ResetKind kind)
    {
        _device.Device.Reset(0, kind, _device.Now);
        Assert.True(Ld.Decoders.ProgramEndpoint(0, TestDevice.Base, 3 * Part, 256, 1, dpaSkip: 0));
    }
}
