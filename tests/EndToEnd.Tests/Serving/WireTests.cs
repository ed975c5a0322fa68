using System.Net.Sockets;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>Fabric managers that speak raw packets of 68 bytes over real sockets.</summary>
public sealed class WireTests
{
    // Host 0, from the first extent, sixteen of them.
    private static readonly byte[] ExtentsOfHost0 = Convert.FromHexString("00000000" + "10000000" + "00000000");

    [Theory]
    [InlineData(ManagementDialect.Spec, 0x01, 7)]
    [InlineData(ManagementDialect.Spec, 0x01, 8)]
    [InlineData(ManagementDialect.Jrlabs, 0x10, 7)]
    public void Every_component_identifies_itself_in_both_dialects(ManagementDialect dialect, byte category, byte type)
    {
        using var fabric = new ServedFabric(dialect);
        foreach (var (component, kind) in new[] { ("sw0", 0), ("dcd0", 3) })
        {
            using var client = fabric.Connect(component);
            client.Send(RawClient.Request(0x0001, type: type, mctpTag: 5, cciTag: 9));

            var answer = client.Receive(mctpTag: 5);

            Assert.Equal([type, category, 9, 0, 0x01, 0x00, 18, 0, 0, 0, 0, 0, 0], answer[..13]);
            Assert.Equal(kind, answer[13 + 17]);
        }
    }

    [Fact]
    public void A_device_gives_and_takes_capacity()
    {
        using var fabric = new ServedFabric(overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        using var client = fabric.Connect("dcd0");
        // 64 MiB at the start of the region, prescriptive, for host 0.
        var extent = Convert.FromHexString("0000000000000000" + "0000000400000000" + new string('0', 48));
        byte[] add = [0, 0, 2, 0, .. new byte[24], 1, 0, 0, 0, .. extent];
        byte[] release = [0, 0, 1, 0, .. new byte[24], 1, 0, 0, 0, .. extent];

        Assert.Equal(0, client.Ask(0x5604, add).Code);
        ServedFabric.Await(() => Total(client) == 1);
        Assert.Equal(0x1E, client.Ask(0x5604, add).Code);
        Assert.Equal(0, client.Ask(0x5605, release).Code);
        ServedFabric.Await(() => Total(client) == 0);

        Assert.Equal((1, 1), (fabric.End().Hosts[0].ExtentsAccepted, fabric.Server.Requests > 4 ? 1 : 0));
    }

    [Theory]
    [InlineData(0xABCD, 3)]
    [InlineData(0xC000, 3)]
    [InlineData(0x5699, 3)]
    public void Unknown_opcodes_are_answered(int opcode, int code)
    {
        using var fabric = new ServedFabric();
        foreach (var component in new[] { "sw0", "dcd0" })
        {
            using var client = fabric.Connect(component);
            Assert.Equal((code, []), client.Ask((ushort)opcode, new byte[100]));
        }
    }

    [Theory]
    [InlineData(ManagementDialect.Spec)]
    [InlineData(ManagementDialect.Jrlabs)]
    public void A_request_may_lack_its_last_byte_and_no_more(ManagementDialect dialect)
    {
        using var fabric = new ServedFabric(dialect);
        using var client = fabric.Connect("dcd0");
        var whole = RawClient.Request(0x5604, new byte[51 + 64]);
        Assert.Equal(2, whole.Length / RawClient.PacketBytes);

        // Two packets hold 115 bytes of payload; a length of 116 says that one byte is missing, 117 two.
        client.Send(WithLength(whole, 116));
        var oneShort = RawClient.CodeAndPayload(client.Receive()).Code;
        client.Send(WithLength(whole, 117));
        var twoShort = RawClient.CodeAndPayload(client.Receive()).Code;

        Assert.NotEqual(0x16, oneShort);
        Assert.Equal(0x16, twoShort);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(67)]
    [InlineData(69)]
    [InlineData(500)]
    public void Segments_may_be_split_and_merged_anywhere(int piece)
    {
        using var fabric = new ServedFabric();
        using var client = fabric.Connect("dcd0");
        byte[] stream = [.. Enumerable.Range(0, 6).SelectMany(tag => RawClient.Request(0x5600, cciTag: (byte)tag, mctpTag: (byte)tag))];

        foreach (var part in stream.Chunk(piece)) client.Send(part);

        for (byte tag = 0; tag < 6; tag++)
        {
            var answer = client.Receive(mctpTag: tag);
            Assert.Equal((tag, 84), (answer[2], RawClient.CodeAndPayload(answer).Payload.Length));
        }
    }

    [Theory]
    [InlineData(0, 0x02)]
    [InlineData(0, 0x00)]
    [InlineData(3, 0xC0)]
    [InlineData(4, 0x05)]
    [InlineData(4, 0x87)]
    [InlineData(4, 0x70)]
    public void Wrong_versions_types_and_answers_to_nothing_are_passed_over(int place, byte value)
    {
        using var fabric = new ServedFabric();
        using var client = fabric.Connect("sw0");
        var wrong = RawClient.Request(0x0001, cciTag: 1);
        wrong[place] = value;

        client.Send(wrong);
        client.Send(RawClient.Request(0x0001, cciTag: 2));

        Assert.Equal(2, client.Receive()[2]);
    }

    [Fact]
    public void Control_and_private_messages_are_answered()
    {
        using var fabric = new ServedFabric(ManagementDialect.Jrlabs);
        using var client = fabric.Connect("sw0");

        client.Send(RawClient.Cut([0x00, 0x82, 0x02]));
        Assert.Equal("0002020008", Convert.ToHexStringLower(client.Receive()[..5]));
        client.Send(RawClient.Cut([0x70, 0x10, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal("70" + "110300010100" + "0700" + "00000000" + "0005" + "6463643000", Convert.ToHexStringLower(client.Receive()[..20]));
    }

    [Fact]
    public void Many_clients_are_served_at_once()
    {
        const int Clients = 64;
        const int Rounds = 20;
        using var fabric = new ServedFabric(overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        var clients = Enumerable.Range(0, Clients).Select(number => fabric.Connect(number % 2 == 0 ? "sw0" : "dcd0")).ToList();

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (client, number) in clients.Select((client, number) => (client, number)))
                client.Send(RawClient.Request(0x0001, cciTag: (byte)number, mctpTag: (byte)(round & 7)));
            foreach (var (client, number) in clients.Select((client, number) => (client, number)))
                Assert.Equal(number, client.Receive(mctpTag: (byte)(round & 7))[2]);
        }

        Assert.Equal(Clients, fabric.Server.Connections);
        foreach (var client in clients) client.Dispose();
        ServedFabric.Await(() => fabric.Server.Connections == 0);
        Assert.Equal(Clients * Rounds, fabric.Server.Requests);
    }

    [Fact]
    public void What_is_tunnelled_does_not_take_the_answers_of_others()
    {
        using var fabric = new ServedFabric(overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        using var tunnelling = fabric.Connect("sw0");
        using var other = fabric.Connect("sw0");
        // Through port 2 to the device, which takes longer than what the switch answers itself.
        var tunnel = RawClient.Request(0x5300, [2, 0, 12, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        byte[] both = [.. tunnel, .. RawClient.Request(0x5100, cciTag: 1, mctpTag: 1)];

        for (var round = 0; round < 50; round++)
        {
            tunnelling.Send(both);
            other.Send(RawClient.Request(0x5101, [1, 0]));
            Assert.Equal(4 + 12 + 18, RawClient.CodeAndPayload(tunnelling.Receive()).Payload.Length);
            Assert.Equal(73, RawClient.CodeAndPayload(tunnelling.Receive(mctpTag: 1)).Payload.Length);
            Assert.Equal(20, RawClient.CodeAndPayload(other.Receive()).Payload.Length);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void A_client_that_vanishes_is_forgotten_and_the_others_go_on(int bytes)
    {
        using var fabric = new ServedFabric();
        using var other = fabric.Connect("dcd0");
        Assert.Equal(0, other.Ask(0x5603, ExtentsOfHost0).Code);

        for (var round = 0; round < 20; round++)
        {
            var vanishing = fabric.Connect("dcd0");
            // In the middle of a request, or behind a whole one and before its answer.
            vanishing.Send([.. RawClient.Request(0x5603, ExtentsOfHost0).Concat(RawClient.Request(0x5600)).Take(bytes)]);
            vanishing.Vanish();
        }

        ServedFabric.Await(() => fabric.Server.Connections == 1);
        Assert.Equal(0, other.Ask(0x5603, ExtentsOfHost0).Code);
    }

    [Fact]
    public void A_flood_of_garbage_disturbs_nobody_and_leaves_nothing_behind()
    {
        using var fabric = new ServedFabric(overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        using var other = fabric.Connect("dcd0");
        var random = new Random(4711);
        var garbage = new byte[RawClient.PacketBytes * 200];
        _ = other.Ask(0x5600);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var round = 0; round < 10; round++)
        {
            random.NextBytes(garbage);
            // Half of it looks like packets, with first and last ones in every order.
            for (var packet = 0; packet < garbage.Length && round % 2 == 0; packet += RawClient.PacketBytes) (garbage[packet], garbage[packet + 4]) = (1, 7);
            using var flood = fabric.Connect("dcd0");
            // Answers that nobody takes fill the sockets on the way: whoever floods may be made to wait.
            var reading = Task.Run(() => Drain(flood));
            flood.Send(garbage);
            Assert.Equal(0, other.Ask(0x5600).Code);
            flood.Vanish();
            ServedFabric.Await(() => reading.IsCompleted);
        }

        ServedFabric.Await(() => fabric.Server.Connections == 1);
        Assert.Equal(0, other.Ask(0x5600).Code);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_requests()
    {
        using var fabric = new ServedFabric(overrides: ["manager:steps=~", "hosts:host0:streams=~", "hosts:host1:streams=~", "expectations=~"]);
        using var client = fabric.Connect("dcd0");
        var burst = Enumerable.Repeat(RawClient.Request(0x5603, ExtentsOfHost0), 20).SelectMany(request => request).ToArray();
        void Run(int bursts)
        {
            for (var round = 0; round < bursts; round++)
            {
                client.Send(burst);
                for (var answer = 0; answer < 20; answer++) client.Receive();
            }
        }

        Run(20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Run(200);

        Assert.Equal(220 * 20, fabric.Server.Requests);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 20);
    }

    private static void Drain(RawClient client)
    {
        try
        {
            while (true) client.ReceivePacket();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or Xunit.Sdk.XunitException)
        {
            // The client has vanished.
        }
    }

    private static uint Total(RawClient client) => BitConverter.ToUInt32(client.Ask(0x5603, ExtentsOfHost0).Payload, 12);

    private static byte[] WithLength(byte[] request, byte length)
    {
        var changed = (byte[])request.Clone();
        changed[4 + 6] = length;
        return changed;
    }
}
