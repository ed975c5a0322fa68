using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using CxlFabricSim.Cli.FabricManagement;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim fm dcd VERB</c>: the dynamic capacity of a device.</summary>
internal static class FmDcdVerb
{
    private const uint MaxExtents = 64;

    public static Command Create(FmCommand shared)
    {
        var regionsHost = Host();
        var extentsHost = Host();
        var start = new Option<uint>("--start") { Description = "The first extent of the list to show." };
        return new Command("dcd", "Dynamic capacity of a device.")
        {
            shared.Create("info", "Get DCD Info (5600h).", Opcode.GetDcdInfo, _ => [], FmAnswers.DcdInfo),
            shared.Create(
                "regions", "Get Host DC Region Configuration (5601h).", Opcode.GetHostDcRegionConfiguration,
                parsed => [.. U16(parsed.GetValue(regionsHost)), 8, 0], FmAnswers.DcRegions, regionsHost),
            shared.Create(
                "extents", "Get DC Region Extent Lists (5603h).", Opcode.GetDcRegionExtentLists,
                parsed => [.. U16(parsed.GetValue(extentsHost)), 0, 0, .. U32(MaxExtents), .. U32(parsed.GetValue(start))], FmAnswers.DcExtents, extentsHost, start),
            Add(shared),
            Release(shared),
        };
    }

    private static Command Add(FmCommand shared)
    {
        var (host, extents, tag) = (Host(), Extents(), Tag());
        var region = new Option<byte>("--region") { Description = "Where the device chooses: the region." };
        var length = new Option<ulong>("--length") { Description = "Where the device chooses: how much.", CustomParser = result => Bytes(result.Tokens[0].Value, result.AddError) };
        var policy = new Option<SelectionPolicy?>("--policy") { Description = "Who chooses: free, contiguous, prescriptive or enableSharedAccess; prescriptive where extents are named, else free." };
        return shared.Create("add", "Initiate Dynamic Capacity Add (5604h).", Opcode.InitiateDynamicCapacityAdd, parsed =>
        {
            var named = parsed.GetValue(extents) ?? [];
            var chosen = parsed.GetValue(policy) ?? (named.Length > 0 ? SelectionPolicy.Prescriptive : SelectionPolicy.Free);
            return new CapacityRequest(parsed.GetValue(host), (int)chosen, parsed.GetValue(region), parsed.GetValue(length), parsed.GetValue(tag), named).Encode();
        }, null, host, extents, tag, region, length, policy);
    }

    private static Command Release(FmCommand shared)
    {
        var (host, extents, tag) = (Host(), Extents(), Tag());
        var forced = new Option<bool>("--forced") { Description = "At once, without the host's answer." };
        return shared.Create("release", "Initiate Dynamic Capacity Release (5605h): the extents named, or all under the tag.", Opcode.InitiateDynamicCapacityRelease, parsed =>
        {
            var named = parsed.GetValue(extents) ?? [];
            var policy = named.Length > 0 ? RemovalPolicy.Prescriptive : RemovalPolicy.TagBased;
            return new CapacityRequest(parsed.GetValue(host), (int)policy, 0, 0, parsed.GetValue(tag), named) { IsForced = parsed.GetValue(forced) }.Encode();
        }, null, host, extents, tag, forced);
    }

    private static Option<ushort> Host() => new("--host") { Description = "The host as the device knows it: the LD-ID on a multi-logical device." };

    private static Option<DcExtent[]> Extents() => new("--extent")
    {
        Description = "An extent by its DPA and length, for example 0x0+128MiB; may be given again.",
        HelpName = "DPA+LENGTH",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            var extents = new List<DcExtent>();
            foreach (var token in result.Tokens)
            {
                var parts = token.Value.Split('+');
                if (parts.Length == 2 && Quantity.TryParse(parts[0], out var start) && Quantity.TryParse(parts[1], out var length)) extents.Add(new DcExtent(new Dpa(start), length));
                else result.AddError($"\"{token.Value}\" is not an extent; for example 0x0+128MiB");
            }

            return [.. extents];
        },
    };

    private static Option<UInt128> Tag() => new("--tag")
    {
        Description = "A UUID.",
        CustomParser = result =>
        {
            if (Guid.TryParse(result.Tokens[0].Value, out var uuid)) return UInt128.Parse(uuid.ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            result.AddError($"\"{result.Tokens[0].Value}\" is not a UUID");
            return UInt128.Zero;
        },
    };

    private static ulong Bytes(string text, Action<string> addError)
    {
        if (Quantity.TryParse(text, out var bytes)) return bytes;
        addError($"\"{text}\" is not a size; for example 128MiB");
        return 0;
    }

    private static byte[] U16(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
