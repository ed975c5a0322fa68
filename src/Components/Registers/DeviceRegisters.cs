namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The device registers of a function with a mailbox (CXL 3.x, "CXL Device Registers"): the capability array, then device status,
/// mailbox and memory device status one behind the other.
/// </summary>
public static class DeviceRegisters
{
    public const int SpaceBytes = 0x1000;
    public const int StatusOffset = 0x80;
    public const int MailboxOffset = 0x88;
    public const int MemoryStatusOffset = MailboxOffset + MailboxRegisters.Bytes;

    /// <summary>The Memory Device Status register where nothing is ever disabled: media and mailbox interfaces are ready.</summary>
    public const ulong ReadyMemoryDevice = 0x14;

    private const int RegisterBytes = 8;
    private const int HeaderBytes = 0x10;
    private const ulong ArrayVersion = 1UL << 16;

    // Capability ids with their versions.
    private const uint DeviceStatus = 0x0001 | 2u << 16;
    private const uint PrimaryMailbox = 0x0002 | 1u << 16;
    private const uint MemoryDeviceStatus = 0x4000 | 1u << 16;

    /// <param name="mailbox">The function's mailbox.</param>
    /// <param name="eventStatus">The Event Status register: a bit for each log with records.</param>
    /// <param name="memoryStatus">The Memory Device Status register.</param>
    public static RegisterFile Build(MailboxRegisters mailbox, Func<ulong> eventStatus, Func<ulong> memoryStatus)
    {
        var file = new RegisterFile(SpaceBytes);
        ReadOnlySpan<(uint Id, int Offset, int Length)> capabilities =
        [
            (DeviceStatus, StatusOffset, RegisterBytes),
            (PrimaryMailbox, MailboxOffset, MailboxRegisters.Bytes),
            (MemoryDeviceStatus, MemoryStatusOffset, RegisterBytes),
        ];
        file.Add(new RegisterField(0, 8, (ulong)capabilities.Length << 32 | ArrayVersion));
        for (var index = 0; index < capabilities.Length; index++)
        {
            var (id, offset, length) = capabilities[index];
            file.Add((index + 1) * HeaderBytes, [new(0, 4, id), new(4, 4, (uint)offset), new(8, 4, (uint)length)]);
        }

        return file
            .Attach(StatusOffset, new StatusRegister(eventStatus))
            .Attach(MailboxOffset, mailbox)
            .Attach(MemoryStatusOffset, new StatusRegister(memoryStatus));
    }
}
