using System.Net.Sockets;
using CxlFabricSim.Fabric.Management.Mctp;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;
using CxlFabricSim.Simulation.Listing;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>A fabric manager's connection to a component's listener, of this simulator or any other that speaks MCTP over TCP.</summary>
public sealed class ManagementClient : IDisposable
{
    // Twice what the public clients wait for an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MctpRequester _requester;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>Connects; where nobody listens is a <see cref="ScenarioException"/>.</summary>
    public ManagementClient(string host, int port, ManagementDialect dialect)
    {
        _requester = new MctpRequester(dialect);
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _socket.SendTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            _socket.Connect(host, port);
        }
        catch (SocketException problem)
        {
            _socket.Dispose();
            throw new ScenarioException($"{host} port {port}: {problem.Message}; cxlsim serve prints where it listens", problem);
        }
    }

    /// <summary>Has a command carried out; no answer is a <see cref="ScenarioException"/>.</summary>
    public CciMessage Ask(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        try
        {
            foreach (var packet in _requester.Ask(opcode, payload)) _socket.Send(packet);
            CciMessage answer;
            while (!_requester.TryTakeAnswer(out answer))
            {
                var count = _socket.Receive(_buffer);
                if (count == 0) throw new ScenarioException($"the connection was closed before {(ushort)opcode:X4}h was answered");
                _requester.Take(_buffer.AsSpan(0, count));
            }

            return answer;
        }
        catch (SocketException problem)
        {
            throw new ScenarioException($"no answer to {(ushort)opcode:X4}h: {problem.Message}", problem);
        }
    }

    /// <summary>The whole fabric behind the listener, as JSON; only this simulator has that.</summary>
    public byte[] List(ListOptions options)
    {
        var answer = Ask(Opcode.ListFabric, ListService.Encode(options));
        return answer.ReturnCode == MailboxReturnCode.Success ? answer.Payload.ToArray() : throw new ScenarioException($"the fabric cannot be listed: {answer.ReturnCode}");
    }

    public void Dispose() => _socket.Dispose();
}
