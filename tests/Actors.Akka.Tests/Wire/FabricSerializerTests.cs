using Akka.Actor;
using Akka.Serialization;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Tests.Wire;

public sealed class FabricSerializerTests : FabricTestKit
{
    private static readonly Vote SomeVote = new(0x0102030405060708, 0x1112131415161718, 0, IsInterrupted: true);

    [Fact]
    public void Frame_has_its_golden_bytes()
    {
        var frame = Assert.Single(NodeFrame.Split(FrameKind.Round, 3, 0x2122, SomeVote, isFailed: true, new byte[] { 0xAA, 0xBB }));

        Assert.Equal(
            "01010303" + "00000000" + "01000000" + "00000000" + "2221000000000000" + "0807060504030201" + "1817161514131211" + "aabb",
            Convert.ToHexStringLower(frame.Bytes));
    }

    [Fact]
    public void Start_of_a_run_has_its_golden_bytes()
    {
        var start = new StartRun(1, ["a"], new Job(["run", "x"], "/f", [[], ["devices"]]), ["k=v"]);

        Assert.Equal(
            "01" + "01000000" + "01000000" + "0161" + "02000000" + "0372756e" + "0178" + "022f66" + "02000000" + "00000000" + "01000000" + "0764657669636573" + "01000000" + "036b3d76",
            Convert.ToHexStringLower(Serializer().ToBinary(start)));
    }

    [Fact]
    public void All_that_travels_comes_back_as_it_was_and_never_as_JSON()
    {
        var job = new Job(["run", "a b.yaml", "--set", "x=é"], "/some folder", [["hosts", "switches"], []]);
        var frame = NodeFrame.Split(FrameKind.Results, 63, long.MaxValue, Vote.Neutral, false, new byte[100]).Single();

        Assert.Equal(frame.Bytes, ((NodeFrame)ThereAndBack(frame)).Bytes);
        Assert.Equal(new AwaitsMembers("waiting for 2"), ThereAndBack(new AwaitsMembers("waiting for 2")));
        AssertSame(job, ((SubmitJob)ThereAndBack(new SubmitJob(job))).Job);
        var start = (StartRun)ThereAndBack(new StartRun(2, ["akka.tcp://a@h:1", "akka.tcp://a@h:2"], job, ["k=v"]));
        AssertSame(job, start.Job);
        Assert.Equal(2, start.Node);
        Assert.Equal(["akka.tcp://a@h:1", "akka.tcp://a@h:2"], start.Members);
        Assert.Equal(["k=v"], start.Settings);
    }

    [Fact]
    public void Other_versions_are_refused_by_name()
    {
        var bytes = Serializer().ToBinary(new AwaitsMembers("x"));
        bytes[0] = 2;
        var frame = NodeFrame.Split(FrameKind.Round, 0, 0, Vote.Neutral, false, default).Single().Bytes;
        frame[0] = 2;

        Assert.Contains("version 2", Assert.Throws<FormatException>(() => Serializer().FromBinary(bytes, "w")).Message, StringComparison.Ordinal);
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => Serializer().FromBinary(frame, "f")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(NodeFrame.MostBytesOfPart, 1)]
    [InlineData(NodeFrame.MostBytesOfPart + 1, 2)]
    public void Long_content_is_split_into_parts_that_fit_a_frame(int bytes, int parts)
    {
        var content = new byte[bytes];
        new System.Random(1).NextBytes(content);
        var collector = new PartCollector();

        foreach (var frame in NodeFrame.Split(FrameKind.Results, 1, 0, Vote.Neutral, false, content)) collector.Add(frame);

        Assert.True(collector.IsComplete);
        Assert.Equal(parts, collector.First.Parts);
        Assert.Equal(content, collector.Content().ToArray());
    }

    private object ThereAndBack(object message)
    {
        var serializer = Assert.IsType<FabricSerializer>(Sys.Serialization.FindSerializerFor(message));
        return serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }

    private FabricSerializer Serializer() => new((ExtendedActorSystem)Sys);

    private static void AssertSame(Job expected, Job found)
    {
        Assert.Equal(expected.Arguments, found.Arguments);
        Assert.Equal(expected.Folder, found.Folder);
        Assert.Equal(expected.RolesOfNodes, found.RolesOfNodes);
    }
}
