using System.Diagnostics;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

/// <summary>Letters between nodes, without a network between them.</summary>
public sealed class AkkaPostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Letters_of_one_node_to_another_keep_their_order_and_long_ones_arrive_whole()
    {
        var posts = Connect(3);
        var big = new byte[2 * NodeFrame.MostBytesOfPart + 3];
        new System.Random(5).NextBytes(big);

        posts[1].Send(0, [1, 2]);
        posts[1].Send(0, big);
        posts[1].Send(0, [3]);

        Assert.Equal([[1, 2], big, [3]], Enumerable.Range(0, 3).Select(_ => Take(posts[0], 1)));
        Assert.False(posts[0].TryReceive(out _, out _));
        Assert.False(posts[2].TryReceive(out _, out _));
    }

    [Fact]
    public void Greetings_are_letters_that_nobody_has_to_read()
    {
        var peers = new DirectPeers();
        var posts = Connect(2, peers);

        posts[1].TryReceive(out _, out _);

        Assert.Equal(1, peers.Told);
        Assert.False(posts[0].TryReceive(out _, out _));
        Assert.Null(posts[0].LossOf(1));
    }

    [Fact]
    public void Letter_that_got_lost_is_seen_by_the_next_one_and_takes_its_sender_with_it()
    {
        var peers = new DirectPeers();
        var posts = Connect(2, peers);
        posts[1].Send(0, [1]);
        peers.Deaf.Add(0);
        posts[1].Send(0, [2]);
        peers.Deaf.Clear();
        Assert.Null(posts[0].LossOf(1));

        posts[1].Send(0, [3]);

        Assert.Equal("a letter of node-1 (here) has got lost", posts[0].LossOf(1));
        Assert.Equal([1], Take(posts[0], 1));
        Assert.False(posts[0].TryReceive(out _, out _));
    }

    [Fact]
    public void Part_of_a_letter_that_got_lost_is_seen_as_well()
    {
        var posts = Connect(2);
        var frames = NodeFrame.Split(FrameKind.Letter, 1, 0, Running.Vote.Neutral, false, new byte[3 * NodeFrame.MostBytesOfPart]).ToList();

        posts[0].Take(frames[0]);
        posts[0].Take(frames[2]);

        Assert.Equal("a letter of node-1 (here) has got lost", posts[0].LossOf(1));
    }

    [Fact]
    public void Node_that_greets_no_more_is_lost_when_patience_is_over()
    {
        var posts = DirectPeers.Connect(2, TimeSpan.FromMilliseconds(20)).Select(node => node.Post).ToList();
        var begin = Stopwatch.GetTimestamp();

        while (posts[0].LossOf(1) is null)
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, "a silent node is still taken for there");
            posts[0].TryReceive(out _, out _);
            posts[0].Rest();
        }

        Assert.StartsWith("node-1 (here) has not been heard of for", posts[0].LossOf(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_sent_to_a_node_that_is_lost_or_that_others_take_for_lost()
    {
        var peers = new DirectPeers();
        var nodes = DirectPeers.Connect(3, Patience, peers);
        nodes[0].Lose(1, "node-1 was silent");
        nodes[0].Post.GiveUp(2);

        nodes[0].Post.Send(1, [1]);
        nodes[0].Post.Send(2, [1]);

        Assert.Equal(0, peers.Told);
        Assert.Equal("node-1 was silent", nodes[0].Post.LossOf(1));
        Assert.Equal("node-2 (here) is lost to others", nodes[0].Post.LossOf(2));
    }

    [Fact]
    public void Node_that_leaves_makes_no_more_runs_for_others()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        nodes[1].Post.Send(0, [7]);

        nodes[1].AnnounceLeave();

        Assert.Equal([7], Take(nodes[0].Post, 1));
        Assert.Equal("node-1 (here) leaves", nodes[0].Post.LossOf(1));
    }

    private static List<AkkaPost> Connect(int nodes, DirectPeers? peers = null) => [.. DirectPeers.Connect(nodes, Patience, peers).Select(node => node.Post)];

    private static byte[] Take(AkkaPost post, int from)
    {
        Assert.True(post.TryReceive(out var sender, out var letter));
        Assert.Equal(from, sender);
        return letter;
    }
}
