using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// The FM-owned logical device of a memory device: its CCI, and a tunnel from there to that of each host's logical device. A device with one
/// logical device has the same, with the memory device commands on it.
/// </summary>
internal sealed class FmOwnedDevice
{
    private readonly Type3Device _device;
    private readonly ManagementProfile _profile;
    private readonly ComponentIdentity _identity;
    private readonly ManagementEvents? _events;
    private readonly ComponentCci _cci;
    private readonly ComponentCci?[] _ldCcis;
    private readonly LdAccess _access;

    public FmOwnedDevice(Type3Device device, ManagementEvents? events)
    {
        _device = device;
        _profile = device.Profile.Management;
        _events = events;
        _identity = new ComponentIdentity(device.Profile.Registers.Identity, device.Serial, ComponentType.Type3Device);
        _ldCcis = new ComponentCci?[device.LogicalDevices.Count];
        _access = new LdAccess(device);
        var only = device.LogicalDevices.Count == 1 ? device.LogicalDevices[0] : null;
        _cci = new ComponentCci(_identity, _profile.FmOwned, Fill, only?.Commands.Background, only?.Timestamp);
    }

    public MailboxReturnCode Execute(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        _cci.Execute(opcode, input, output, now, out written);

    /// <summary>A CXL.io request for a logical device, which the switch above makes of a command of its own: no tunnel carries one.</summary>
    public MailboxReturnCode ExecuteLdIo(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        opcode switch
        {
            Opcode.SendLdIoConfiguration => _access.Configure(input, output, now, out written),
            Opcode.SendLdIoMemory => _access.Access(input, output, now, out written),
            _ => throw new InvalidOperationException($"{_device.Name}: {opcode} is no CXL.io request"),
        };

    private void Fill(CommandTable commands)
    {
        _events?.AddTo(commands);
        if (_device.LogicalDevices.Count == 1 && _profile.HasMemoryCommands) _device.LogicalDevices[0].AddMemoryCommandsTo(commands);
        commands.AddOfAnyLength(Opcode.TunnelManagement, Tunnel);
        if (_device.LogicalDevices.Count > 1)
        {
            new LdCommands(_device, _access.Forget).AddTo(commands);
            new QosCommands(_device.LogicalDevices.Count, _device.Quality!).AddTo(commands);
        }

        if (_device.Heads > 1)
            new HeadCommands([.. _device.LogicalDevices.Select(ld => ld.Id % _device.Heads)], _device.Heads, _device.Profile.Registers.Link).AddTo(commands);
        if (_device.Regions.Count > 0) _device.Management.AddTo(commands);
    }

    /// <summary>
    /// Tunnel Management Command (5300h), see <see cref="TunnelFrame"/>: to a logical device of a host, or from any head to the pool of logical
    /// devices of a multi-headed device, which is managed as the FM-owned one is. After the frame's own checks: a pool where there is one head
    /// only, or a number that is not there: Invalid Input; otherwise Success, whatever the answer inside says, unless that is longer than the
    /// manager takes: Invalid Input. Source: CXL 3.x.
    /// </summary>
    private MailboxReturnCode Tunnel(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var code = TunnelFrame.TryRead(input, out var frame);
        if (code != MailboxReturnCode.Success) return code;
        var isPool = frame.Type == TunnelTarget.LdPool;
        if (isPool ? _device.Heads == 1 : frame.Target >= _ldCcis.Length) return MailboxReturnCode.InvalidInput;
        var cci = isPool ? _cci : CciOf(frame.Target);
        // A tunnel from the pool to the pool would lead nowhere else.
        if (isPool && frame.Message.Opcode == Opcode.TunnelManagement) return MailboxReturnCode.InvalidInput;
        var answer = TunnelFrame.Wrap(cci.Answer(frame.Message, now));
        if (answer.Length + frame.Added > output.Length) return MailboxReturnCode.InvalidInput;
        answer.CopyTo(output);
        written = answer.Length;
        return MailboxReturnCode.Success;
    }

    private ComponentCci CciOf(int ldId)
    {
        if (_ldCcis[ldId] is { } known) return known;
        var ld = _device.LogicalDevices[ldId];
        return _ldCcis[ldId] = new ComponentCci(_identity, _profile.Ld, FillLd, ld.Commands.Background, ld.Timestamp);

        void FillLd(CommandTable commands)
        {
            if (_profile.HasMemoryCommands) ld.AddMemoryCommandsTo(commands);
        }
    }
}
