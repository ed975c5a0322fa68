using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>
/// The bytes of what members say to each other. A frame is its own bytes. The rest begins with a version byte and goes on with fields:
/// numbers are little-endian i32, a text is its length in bytes as 7-bit groups and UTF-8, a list is its length and its items.
/// </summary>
public sealed class FabricSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const byte Version = 1;
    private const string FrameManifest = "f";
    private const string SubmitManifest = "j";
    private const string AwaitsManifest = "w";
    private const string StartManifest = "s";

    /// <summary>Of this serializer in every message; 0 to 40 are Akka's own.</summary>
    public override int Identifier => 7301;

    public override string Manifest(object o) => o switch
    {
        NodeFrame => FrameManifest,
        SubmitJob => SubmitManifest,
        AwaitsMembers => AwaitsManifest,
        StartRun => StartManifest,
        _ => throw new ArgumentException($"{o.GetType()} does not travel between members", nameof(o)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        NodeFrame frame => frame.Bytes,
        SubmitJob submit => Written(writer => Write(writer, submit.Job)),
        AwaitsMembers awaits => Written(writer => writer.Write(awaits.What)),
        StartRun start => Written(writer =>
        {
            writer.Write(start.Node);
            Write(writer, start.Members);
            Write(writer, start.Job);
            Write(writer, start.Settings);
        }),
        _ => throw new ArgumentException($"{obj.GetType()} does not travel between members", nameof(obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest == FrameManifest) return NodeFrame.Read(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        var version = reader.ReadByte();
        if (version != Version) throw new FormatException($"a message of version {version} arrived, this program speaks version {Version}");
        return manifest switch
        {
            SubmitManifest => new SubmitJob(ReadJob(reader)),
            AwaitsManifest => new AwaitsMembers(reader.ReadString()),
            StartManifest => new StartRun(reader.ReadInt32(), ReadTexts(reader), ReadJob(reader), ReadTexts(reader)),
            _ => throw new FormatException($"a message of an unknown kind \"{manifest}\" arrived"),
        };
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, Job job)
    {
        Write(writer, job.Arguments);
        writer.Write(job.Folder);
        writer.Write(job.RolesOfNodes.Count);
        foreach (var roles in job.RolesOfNodes) Write(writer, roles);
    }

    private static Job ReadJob(BinaryReader reader)
    {
        var (arguments, folder) = (ReadTexts(reader), reader.ReadString());
        var roles = new IReadOnlyList<string>[reader.ReadInt32()];
        for (var node = 0; node < roles.Length; node++) roles[node] = ReadTexts(reader);
        return new Job(arguments, folder, roles);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts) writer.Write(text);
    }

    private static string[] ReadTexts(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var index = 0; index < texts.Length; index++) texts[index] = reader.ReadString();
        return texts;
    }
}
