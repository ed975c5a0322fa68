using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>Config space of the physical ports' bridges, and domain validation, 5103h to 5107h.</content>
public sealed partial class SwitchComponent
{
    private const int PortConfigurationBytes = 8;
    private const int SecretBytes = 16;

    private readonly Dictionary<byte, SwitchBridge> _bridges = [];
    private byte[]? _secret;

    private void AddPortAccessTo(CommandTable commands)
    {
        const CommandEffects Changes = CommandEffects.ImmediateConfigurationChange;
        commands.Add(new CommandDescription(Opcode.SendPpbIoConfiguration, PortConfigurationBytes, Changes), SendPortConfiguration);
        commands.Add(Opcode.GetDomainValidationSvState, 0, GetSecretState);
        commands.Add(new CommandDescription(Opcode.SetDomainValidationSv, SecretBytes, CommandEffects.ImmediatePolicyChange), SetSecret);
        commands.Add(Opcode.GetVcsDomainValidationSvState, 1, GetSecretStateOfVcs);
        commands.Add(Opcode.GetDomainValidationSv, 1, GetSecret);
    }

    /// <summary>
    /// Send PPB CXL.io Configuration Request (5103h). Input: port u8, register and write flag u24, see <see cref="ConfigurationRequest"/>, data
    /// 4. Output: data 4, zero on a write. Not a port that leads down: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SendPortConfiguration(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!_ports.TryGetValue(input[0], out var port) || port.Role == PortRole.Upstream) return MailboxReturnCode.InvalidInput;
        ConfigurationRequest.Read(input[1..]).Carry(BridgeOf(port).Function.ConfigSpace, input[4..], output);
        written = sizeof(uint);
        return MailboxReturnCode.Success;
    }

    /// <summary>The bridge of a physical port that leads down; one that nobody has looked at shows what is there now, and no change.</summary>
    private SwitchBridge BridgeOf(PhysicalPort port)
    {
        if (_bridges.TryGetValue(port.Id, out var known)) return known;
        var link = new PortLink(port.Id, port.Id, port.Device?.Link, port.Device?.IsFlit256 == true);
        var bridge = new SwitchFunctions(_description.Registers).PhysicalBridge($"{_description.Name} port {port.Id}", link);
        Show(port, bridge.Slot);
        return _bridges[port.Id] = bridge;
    }

    /// <summary>Get Domain Validation SV State (5104h). Input: nothing. Output: 1 once the secret value is set u8. Success. Source: CXL 3.x.</summary>
    private MailboxReturnCode GetSecretState(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[0] = _secret is null ? (byte)0 : (byte)1;
        written = 1;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Domain Validation SV (5105h). Input: UUID 16. Output: nothing. Set already: Invalid Input, since it stays until the switch is reset;
    /// otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SetSecret(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (_secret is not null) return MailboxReturnCode.InvalidInput;
        _secret = input.ToArray();
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get VCS Domain Validation SV State (5106h). Input: virtual switch u8. Output: 1 once its value is set u8, with that of the switch. No such
    /// virtual switch: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetSecretStateOfVcs(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        return input[0] < VirtualSwitches.Count ? GetSecretState(input, output, now, out written) : MailboxReturnCode.InvalidInput;
    }

    /// <summary>
    /// Get Domain Validation SV (5107h). Input: virtual switch u8. Output: UUID 16. No such virtual switch, or nothing set: Invalid Input;
    /// otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetSecret(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input[0] >= VirtualSwitches.Count || _secret is null) return MailboxReturnCode.InvalidInput;
        _secret.CopyTo(output);
        written = SecretBytes;
        return MailboxReturnCode.Success;
    }
}
