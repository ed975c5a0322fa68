using System.Buffers.Binary;
using System.Text.Json;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Loads, stores and the mappings of HPA to device and DPA.</content>
internal sealed partial class VectorReplay
{
    private const int LargestAccess = 8;

    private void ReplayMappings(List<JsonElement> mappings)
    {
        if (_lostBecause is null)
            foreach (var mapping in mappings) Store(mapping.Hex("hpa"), WordFor(mapping.Hex("hpa")));
        foreach (var mapping in mappings) Count($"mapping of {mapping.Text("hpa")}", mapping, ReplayMapping);
    }

    private StepOutcome ReplayMapping(JsonElement mapping)
    {
        var hpa = mapping.Hex("hpa");
        var word = WordFor(hpa);
        var expected = mapping.Need("device").ValueKind == JsonValueKind.Null
            ? "nowhere"
            : $"{mapping.Text("device")} {mapping.Text("partition")} {mapping.Hex("dpa"):x}";
        var read = Load(hpa, LargestAccess);
        var readsBack = read.AsSpan().SequenceEqual(word);
        var found = $"{WhereIs(hpa, word)}, {ReadText(readsBack)}";

        // What another word was read instead ("read") was the recorder's word for another address: ours differs.
        if (!readsBack && !mapping.Has("read") && read.Any(value => value != 0)) found += $" {Convert.ToHexStringLower(read)}";
        return StepOutcome.Compare($"{expected}, {ReadText(mapping.Flag("reads_back"))}", found);
    }

    private static string ReadText(bool readsBack) => readsBack ? "reads back" : "does not read back";

    /// <summary>The place that an address decodes to, provided that its word stands there.</summary>
    private string WhereIs(ulong hpa, byte[] word)
    {
        if (_topology.Route(hpa) is not { } device) return "nowhere";
        var ld = device.LogicalDevices[0];
        if (!ld.Decoders.TryTranslate(hpa, out var dpa) || dpa >= device.Regions.Base + device.Regions.TotalBytes) return "nowhere";
        if (!device.Peek(0, new Dpa(dpa), LargestAccess).SequenceEqual(word)) return "nowhere";
        return $"{device.Name} {PartitionOf(device, dpa)} {dpa:x}";
    }

    private static string PartitionOf(Type3Device device, ulong dpa)
    {
        var ld = device.LogicalDevices[0];
        if (dpa < ld.VolatileBytes) return "volatile";
        return dpa < ld.VolatileBytes + ld.PersistentBytes ? "persistent" : "dc";
    }

    private StepOutcome ReplayStore(JsonElement step)
    {
        Store(step.Hex("mem_write"), step.Bytes("data"));
        return StepOutcome.Pass;
    }

    private StepOutcome ReplayLoad(JsonElement step)
    {
        var data = Load(step.Hex("mem_read"), step.Int("size"));
        return StepOutcome.Compare(step.Text("data"), Convert.ToHexStringLower(data));
    }

    private void Store(ulong hpa, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var piece = data[..Math.Min(PieceAt(hpa), data.Length)];
            _topology.Route(hpa)?.LogicalDevices[0].WriteBytes(hpa, piece);
            data = data[piece.Length..];
            hpa += (ulong)piece.Length;
        }
    }

    /// <summary>
    /// Pieces of 8 bytes at most, each sent whole to where its first byte decodes, as the recorded host does; a host of the specification
    /// does not cross a cache line either.
    /// </summary>
    private int PieceAt(ulong hpa) =>
        _departures.Count == 0 ? LargestAccess : Math.Min(LargestAccess, Sizes.Line - (int)(hpa % Sizes.Line));

    private byte[] Load(ulong hpa, int size)
    {
        var data = new byte[size];
        for (var offset = 0; offset < size;)
        {
            var at = hpa + (ulong)offset;
            var piece = data.AsSpan(offset, Math.Min(PieceAt(at), size - offset));
            if (_topology.Route(at) is { } device) device.LogicalDevices[0].ReadBytes(at, piece);
            else piece.Fill(profile.FailedReadsAreZero ? (byte)0x00 : (byte)0xFF);
            offset += piece.Length;
        }

        return data;
    }

    private static byte[] WordFor(ulong hpa)
    {
        var word = new byte[LargestAccess];
        BinaryPrimitives.WriteUInt64LittleEndian(word, StableHash.Mix(hpa));
        return word;
    }
}
