using System.Net;
using System.Net.Sockets;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>The same requests over and over on one connection, many under way at once; every answer must be the first one's.</summary>
internal sealed class Burst : IDisposable
{
    private const int Patience = 60_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _requests;
    private readonly byte[] _answers;
    private readonly byte[] _received;

    /// <param name="port">Where the component listens.</param>
    /// <param name="requests">How many are under way at once.</param>
    /// <param name="request">One request, in packets; its answer does not change.</param>
    public Burst(int port, int requests, byte[] request)
    {
        _requests = [.. Enumerable.Repeat(request, requests).SelectMany(packets => packets)];
        Count = requests;
        using (var first = new RawClient(port))
        {
            first.Send(request);
            var answer = new List<byte>();
            do answer.AddRange(first.ReceivePacket());
            while ((answer[^(RawClient.PacketBytes - 3)] & 0x40) == 0);
            Assert.Equal((0, 0), (answer[4 + 9], answer[4 + 10]));
            _answers = [.. Enumerable.Repeat(answer, requests).SelectMany(packets => packets)];
        }

        _received = new byte[_answers.Length];
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = Patience;
        _socket.SendTimeout = Patience;
        _socket.Connect(IPAddress.Loopback, port);
    }

    public int Count { get; }

    public void Run()
    {
        _socket.Send(_requests);
        for (var have = 0; have < _received.Length;)
        {
            var count = _socket.Receive(_received.AsSpan(have));
            Assert.NotEqual(0, count);
            have += count;
        }

        Assert.True(_answers.AsSpan().SequenceEqual(_received), "an answer is not as the first one was");
    }

    public void Dispose() => _socket.Dispose();
}
