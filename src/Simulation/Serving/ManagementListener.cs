using System.Net;
using System.Net.Sockets;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Management.Mctp;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Listens for the fabric managers of one component, and serves as many at once as come.</summary>
internal sealed class ManagementListener : IDisposable
{
    // More than any fabric manager needs, and an end to what a flood of connections can take.
    private const int MaxConnections = 512;
    private const int KeepAliveSeconds = 30;
    private const int KeepAliveProbes = 3;

    private readonly int _target;
    private readonly RequestGate _gate;
    private readonly ListService _lists;
    private readonly MctpIdentity _identity;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<ManagementConnection> _connections = [];
    private ManagementConnection? _notified;

    /// <param name="name">The component.</param>
    /// <param name="target">Its place among the gateway's targets.</param>
    /// <param name="place">Where to listen.</param>
    /// <param name="gate">The way to the component.</param>
    /// <param name="lists">Answers what is asked about the whole fabric.</param>
    public ManagementListener(string name, int target, ListenerPlace place, RequestGate gate, ListService lists)
    {
        _lists = lists;
        _target = target;
        _gate = gate;
        var endpointId = (byte)Math.Min(MctpIdentity.FirstEndpointId + target, MctpIdentity.Broadcast - 1);
        _identity = new MctpIdentity(name, place.Dialect, endpointId);
        _socket = new Socket(place.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(place.Address, place.Port));
            _socket.Listen(backlog: 128);
        }
        catch (SocketException problem)
        {
            _socket.Dispose();
            throw new ScenarioException($"{name} cannot listen at {place.Address} port {place.Port}: {problem.Message}", problem);
        }

        Address = new ListenerAddress(name, (IPEndPoint)_socket.LocalEndPoint!, place.Dialect, endpointId);
    }

    public ListenerAddress Address { get; }

    /// <summary>Connections that are open.</summary>
    public int Connections
    {
        get
        {
            lock (_lock) return _connections.Count;
        }
    }

    public void Start() => _ = AcceptAsync();

    /// <summary>Whoever set the policy of Event Notification last hears of an event.</summary>
    public void Notify(CciMessage notification)
    {
        ManagementConnection? connection;
        lock (_lock) connection = _notified;
        if (connection is not null) _ = connection.NotifyAsync(notification, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        lock (_lock)
        {
            foreach (var connection in _connections) connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that went before it was taken, or no file handle left: the next one may have more luck, a moment later.
                await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new ManagementConnection(client, new MctpEndpoint(_identity), AskAsync);
        try
        {
            lock (_lock)
            {
                if (_connections.Count == MaxConnections) return;
                _connections.Add(connection);
            }

            client.NoDelay = true;
            client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            await connection.ServeAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ManagementConnection.IsGone(exception))
        {
            // Forgotten below.
        }
        finally
        {
            lock (_lock)
            {
                _connections.Remove(connection);
                if (_notified == connection) _notified = null;
            }
        }
    }

    private Task<CciMessage> AskAsync(ManagementConnection connection, CciMessage command)
    {
        if (command.Opcode == Opcode.ListFabric) return _lists.AnswerAsync(command);
        if (command.Opcode == Opcode.SetMctpEventInterruptPolicy)
        {
            lock (_lock) _notified = connection;
        }

        var answer = new TaskCompletionSource<CciMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate.Submit(new GatewayRequest(_target, command, answer.SetResult));
        return answer.Task;
    }
}
