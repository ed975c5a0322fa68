using System.Net.Sockets;
using CxlFabricSim.Fabric.Management.Mctp;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>One client's connection: reads what it sends, has its commands carried out, and sends the answers, a packet at a time.</summary>
/// <param name="socket">Connected; disposed with this.</param>
/// <param name="endpoint">What the bytes mean.</param>
/// <param name="ask">Has the component carry out a command.</param>
internal sealed class ManagementConnection(Socket socket, MctpEndpoint endpoint, Func<ManagementConnection, CciMessage, Task<CciMessage>> ask) : IDisposable
{
    private const int BufferBytes = 4096;

    // Who takes no answer for so long is gone.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Until the client closes the connection or is found to be gone. The next commands wait for the answers to those before.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        var asked = new List<(MctpRequest Request, Task<CciMessage> Answer)>();
        while (await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                endpoint.Take(buffer.AsSpan(0, count));
                while (endpoint.TryTakeRequest(out var request)) asked.Add((request, ask(this, request.Command)));
                await SendPacketsAsync(cancellation).ConfigureAwait(false);
                foreach (var (request, answer) in asked)
                {
                    endpoint.Answer(request, await answer.WaitAsync(cancellation).ConfigureAwait(false));
                    await SendPacketsAsync(cancellation).ConfigureAwait(false);
                }

                asked.Clear();
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Passes on what the component asks of its own accord. A client that is gone does not hear it.</summary>
    public async Task NotifyAsync(CciMessage notification, CancellationToken cancellation)
    {
        try
        {
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                endpoint.Notify(notification);
                await SendPacketsAsync(cancellation).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The reading side sees the same and ends the connection.
        }
    }

    /// <summary>Whether this is how a client that vanished, or the server's end, shows.</summary>
    public static bool IsGone(Exception exception) =>
        exception is SocketException or OperationCanceledException or ObjectDisposedException or TimeoutException;

    public void Dispose() => socket.Dispose();

    // One call a packet: clients call recv once for 68 bytes and take whatever it returns for a packet.
    private async Task SendPacketsAsync(CancellationToken cancellation)
    {
        while (endpoint.TryTakePacket(out var packet))
        {
            for (var sent = 0; sent < packet.Length;)
            {
                var sending = socket.SendAsync(packet.AsMemory(sent), cancellation);
                sent += sending.IsCompletedSuccessfully ? sending.Result : await sending.AsTask().WaitAsync(SendLimit, cancellation).ConfigureAwait(false);
            }
        }
    }
}
