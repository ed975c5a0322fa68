using System.Diagnostics;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>
/// A switch as its fabric manager commands it: the CCI, physical ports, virtual switches and their bindings. What follows from a command
/// inside the switch comes out of <see cref="TryTakeAction"/>, which the caller empties after each call.
/// </summary>
public sealed partial class SwitchComponent
{
    /// <summary>Names the FM-owned logical device, or all of a device, where messages name a logical device.</summary>
    public const byte FmOwned = 0xFF;

    private readonly SwitchDescription _description;
    private readonly SwitchCciProfile _profile;
    private readonly Dictionary<byte, PhysicalPort> _ports;
    private readonly ComponentCci _cci;
    private readonly Queue<SwitchAction> _actions = new();
    private readonly SortedDictionary<ushort, Tunnelled> _open = [];
    private (byte Port, CciMessage Message, bool IsWrapped, int Added)? _forward;
    private ushort _lastTicket;
    private SimTime _now;

    public SwitchComponent(SwitchDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
        _profile = description.Profile;
        _ports = description.Ports.ToDictionary(port => port.Id);
        var identity = new ComponentIdentity(description.Registers.Upstream, description.Serial, ComponentType.Switch);
        _cci = new ComponentCci(identity, _profile.Commands, AddTo);
    }

    /// <summary>What its functions show: registers, and what CDAT promises.</summary>
    public SwitchProfile Registers => _description.Registers;

    /// <summary>The table of its commands, for a mailbox function beside the upstream port.</summary>
    public CommandTable Commands => _cci.Commands;

    public IReadOnlyList<PhysicalPort> Ports => _description.Ports;

    public IReadOnlyList<ManagedVcs> VirtualSwitches => _description.VirtualSwitches;

    /// <summary>When <see cref="Advance"/> has something to do next.</summary>
    public SimTime NextDeadline => Commands.Background.IsRunning ? Commands.Background.Due : SimTime.Never;

    public bool TryTakeAction(out SwitchAction? action) => _actions.TryDequeue(out action);

    /// <summary>Lets the background operation end if its time has come.</summary>
    public void Advance(SimTime now)
    {
        _now = now;
        Commands.Background.Advance(now);
    }

    /// <summary>A request to the CCI. Its answer, or null when that waits for the component behind a port.</summary>
    /// <param name="request">From a fabric manager.</param>
    /// <param name="requester">Comes back with the answer.</param>
    /// <param name="now">The time of the request.</param>
    public CciMessage? Handle(CciMessage request, int requester, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(request);
        _forward = null;
        _now = now;
        var answer = IsPlugging(request.Opcode) ? Replug(request) : _cci.Answer(request, now);
        if (_removal is not null && !Commands.Background.IsRunning) EndRemoval(MailboxReturnCode.Aborted);
        if (_claiming is { } claiming)
        {
            _claims.Add(new Claim(request, requester, claiming.Vcs, claiming.Vppb));
            _claiming = null;
            return null;
        }

        if (_forward is not { } forward) return answer;
        Debug.Assert(answer.ReturnCode == MailboxReturnCode.Success);
        while (_open.ContainsKey(++_lastTicket))
        {
        }

        _open.Add(_lastTicket, new Tunnelled(request, requester, forward.IsWrapped, forward.Added));
        _actions.Enqueue(new SwitchAction.Forward(_lastTicket, forward.Port, forward.Message, !forward.IsWrapped));
        return null;
    }

    /// <summary>
    /// The component behind a port has answered, or nobody is there (null): whose request is to be answered, and how. What is longer than the
    /// manager takes is Invalid Input, like everything that it may not ask then.
    /// </summary>
    public (int Requester, CciMessage Answer) Complete(ushort ticket, CciMessage? inner)
    {
        if (!_open.Remove(ticket, out var tunnelled))
            throw new InvalidOperationException($"{_description.Name}: an answer with ticket {ticket}, which is not open");
        var request = tunnelled.Request;
        if (inner is null) return (tunnelled.Requester, request.Respond(MailboxReturnCode.InvalidInput, default));
        var (code, payload) = tunnelled.IsWrapped ? (MailboxReturnCode.Success, TunnelFrame.Wrap(inner)) : (inner.ReturnCode, inner.Payload);
        return (tunnelled.Requester, payload.Length + tunnelled.Added <= Commands.ResponseRoom
            ? request.Respond(code, payload)
            : request.Respond(MailboxReturnCode.InvalidInput, default));
    }

    private void AddTo(CommandTable commands)
    {
        _events.AddRecordsTo(commands);
        _eventPolicy.AddTo(commands);
        AddPhysicalTo(commands);
        AddVirtualTo(commands);
        AddTunnelsTo(commands);
        AddFarTo(commands);
    }

    private readonly record struct Tunnelled(CciMessage Request, int Requester, bool IsWrapped, int Added);
}
