using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Fabric.Tests.Cci;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Fabric.Tests.Switching;

/// <summary>
/// Hosts 0 and 1 (ids 10 and 11) at links 0 and 1, a multi-logical device (id 20) at link 2 that takes two writes and no more, and a fabric
/// manager at the port behind the links.
/// </summary>
public sealed class UnboundWhileWaitingTests
{
    private const ulong Base = 0x1_1000_0000;

    private readonly ProbeActor[] _hosts = [new("host0"), new("host1")];
    private readonly ProbeActor _device = new("mld") { Keeps = MessageKind.MemoryWrite };
    private readonly ProbeActor _manager = new("manager");
    private readonly TestSwitch _switch = new();

    [Fact]
    public void Requests_that_wait_when_their_vppb_is_unbound_come_back_and_those_of_others_stay()
    {
        Manage(0, Opcode.BindVppb, 0, 0, TestSwitch.Mld, 0, 1, 0);
        Manage(0, Opcode.BindVppb, 1, 0, TestSwitch.Mld, 0, 2, 0);
        for (ushort tag = 0; tag < 4; tag++)
        {
            _hosts[0].Send(new MemoryMessage { Kind = MessageKind.MemoryWrite, Source = 10, Address = Base, Tag = tag }, atNanoseconds: 1000);
            _hosts[1].Send(new MemoryMessage { Kind = MessageKind.MemoryWrite, Source = 11, Address = Base, Tag = tag }, atNanoseconds: 1500);
        }

        Manage(2000, Opcode.UnbindVppb, 0, 0, 2);
        _hosts[0].Send(new MemoryMessage { Kind = MessageKind.MemoryWrite, Source = 10, Address = Base, Tag = 4 }, atNanoseconds: 3000);

        Run();

        var back = _hosts[0].Arrivals.Where(arrival => arrival.Header.Kind == MessageKind.WriteCompletion).ToList();
        Assert.Equal([2, 3, 4], back.Select(arrival => (int)arrival.Header.Tag));
        Assert.All(back, arrival => Assert.Equal(CompletionStatus.NotDecoded, arrival.Header.Status));
        Assert.DoesNotContain(_hosts[1].Arrivals, arrival => arrival.Header.Kind == MessageKind.WriteCompletion);
        Assert.Equal([MessageKind.MemoryWrite, MessageKind.MemoryWrite, MessageKind.LdReset], _device.Arrivals.Select(arrival => arrival.Header.Kind));
        Assert.Equal(1, _device.Arrivals[^1].Header.LdId);
    }

    [Fact]
    public void A_host_learns_of_what_comes_and_goes_and_the_manager_gets_its_answers()
    {
        Manage(0, Opcode.BindVppb, 1, 0, TestSwitch.Mld, 0, 3, 0);
        Manage(1000, Opcode.UnbindVppb, 1, 0, 1);
        _hosts[1].Send(new MemoryMessage { Kind = MessageKind.SlotPowerOff, Source = 11, Target = 20, LdId = 3 }, atNanoseconds: 2000);
        Manage(3000, Opcode.BackgroundOperationStatus);

        Run();

        Assert.Equal(
            [(ulong)SlotEvent.Added, (ulong)SlotEvent.RemovalRequested, (ulong)SlotEvent.Removed], _hosts[1].Arrivals.Select(arrival => arrival.Header.Address));
        Assert.All(_hosts[1].Arrivals, arrival => Assert.Equal((20, 11, 3), (arrival.Header.Source, arrival.Header.Target, arrival.Header.LdId)));
        Assert.Empty(_hosts[0].Arrivals);
        var answers = _manager.Arrivals.Select(arrival => CciMessage.TryDecode(arrival.Record, out var answer) ? answer! : null).ToList();
        Assert.Equal([MailboxReturnCode.Success, MailboxReturnCode.BackgroundCommandStarted, MailboxReturnCode.Success], answers.Select(answer => answer!.ReturnCode));
        Assert.Equal([200, 0, 0x02, 0x52, 0, 0, 0, 0], answers[2]!.Payload.ToArray());
    }

    [Fact]
    public void A_hosts_configuration_request_reaches_the_vppb_above_a_device_also_when_that_is_gone()
    {
        const int PcieCapability = 0x90;
        Manage(0, Opcode.BindVppb, 1, 0, TestSwitch.Mld, 0, 3, 0);
        Configure(1000, 0, false, PcieCapability + 0x18, 0);
        Configure(2000, 0, true, PcieCapability + 0x18, 0x0108_0000);
        Manage(3000, Opcode.UnbindVppb, 1, 0, 2);
        Configure(4000, 0, false, PcieCapability + 0x18, 0);
        Configure(5000, 3, false, PcieCapability + 0x18, 0);

        Run();

        var completions = _hosts[1].Arrivals.Where(arrival => arrival.Header.Kind == MessageKind.ConfigurationCompletion).Select(arrival => arrival.Header).ToList();
        Assert.All(completions, completion => Assert.Equal((20, 11, 3), (completion.Source, completion.Target, completion.LdId)));

        // Present, link and presence changed; cleared by the host; gone, which is a change again. There is no fourth vPPB.
        Assert.Equal([0x0148_13E9, 0, 0x0108_13E9, 0], completions.Select(completion => (long)completion.Address));
        Assert.Equal(
            [CompletionStatus.Success, CompletionStatus.Success, CompletionStatus.Success, CompletionStatus.NotDecoded],
            completions.Select(completion => completion.Status));

        void Configure(long atNanoseconds, byte vppb, bool isWrite, int offset, uint data) => _hosts[1].Send(
            new MemoryMessage
            {
                Kind = MessageKind.ConfigurationRequest,
                Source = 11,
                Target = 20,
                LdId = 3,
                Address = BridgeAccess.Encode(vppb, new ConfigurationRequest(offset, isWrite ? 0b1100 : 0xF, isWrite), data),
            },
            atNanoseconds);
    }

    [Fact]
    public void A_tunnelled_command_goes_to_the_fm_owned_logical_device_and_its_answer_to_the_manager()
    {
        var inner = CciMessage.Request(3, Opcode.GetLdInfo, default);
        Manage(0, Opcode.TunnelManagement, new TunnelFrame(TestSwitch.Mld, TunnelTarget.PortOrLd, inner).Encode());
        var answer = inner.Respond(MailboxReturnCode.Success, new byte[] { 1, 2, 3 });
        _device.Send(new MemoryMessage { Kind = MessageKind.CciResponse, Source = 20, Tag = 1, LdId = 0xFF }, atNanoseconds: 2000, record: answer.Encode());

        Run();

        var request = Assert.Single(_device.Arrivals);
        Assert.Equal((MessageKind.CciRequest, (byte)0xFF, (ushort)1), (request.Header.Kind, request.Header.LdId, request.Header.Tag));
        Assert.Equal(inner.Encode(), request.Record);
        Assert.True(CciMessage.TryDecode(Assert.Single(_manager.Arrivals).Record, out var outer));
        Assert.Equal(TunnelFrame.Wrap(answer), outer!.Payload.ToArray());
    }

    private void Manage(long atNanoseconds, Opcode opcode, params byte[] payload) => _manager.Send(
        new MemoryMessage { Kind = MessageKind.CciRequest }, atNanoseconds, record: CciMessage.Request(0, opcode, payload).Encode());

    private void Run()
    {
        var virtualSwitches = Enumerable.Range(0, 2).Select(host =>
        {
            var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
            Assert.True(decoders.Program(0, Base, 256 * Sizes.MiB, 256, 1, [0]));
            return new VirtualSwitch($"vcs{host}", host, decoders, [new Vppb(Vppb.Unbound, 0, 0)], new Dictionary<ushort, int>());
        });
        var routing = new SwitchRouting(3, [.. virtualSwitches]);
        routing.Learn(10, 0);
        routing.Learn(11, 1);
        var control = new SwitchControl(_switch.Component, [0, 1, 2, -1, -1, -1], [(0, 10), (1, 11)]) { Links = 3 };

        var model = new Model();
        var actor = model.Add(new SwitchActor("sw0", routing, control));
        foreach (var probe in _hosts.Append(_device).Append(_manager))
        {
            model.Add(probe);
            var credits = probe == _device ? 2 : 64;
            var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(20), BytesPerSecond = 32_000_000_000, ClassBytes = FlitFormat.Bytes68.ClassBytes, Credits = [credits, credits, credits, credits, 4] };
            model.Connect(probe, actor, options);
            model.Connect(actor, probe, options with { Pulled = probe != _manager });
        }

        new Engine(model, new RunSettings { Duration = SimTime.FromMicroseconds(100) }).Run();
    }
}
