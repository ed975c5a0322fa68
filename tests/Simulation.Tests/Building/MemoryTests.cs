using System.Buffers.Binary;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tests.Messages;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class MemoryTests
{
    private static readonly StreamOptions Fill = new() { Region = "r0", Pattern = AccessPattern.Sequential, Reads = new Share(0), Count = 32, Verify = false };

    [Fact]
    public void A_byte_that_nobody_wrote_is_reported_with_time_place_expected_and_found()
    {
        var scenario = TestFabric.Tree(1, 1, 0, 256, ("look", Fill with { Reads = new Share(1), Verify = true }));
        using var fabric = FabricBuilder.Build(scenario, new PokedBackends(offset: 5 * 64 + 10, value: 0xAB));

        var results = TestFabric.Run(scenario, fabric);

        var failure = Assert.Single(results.Failures);
        Assert.Equal("host0/look at hpa:0x110000140", failure.Actor);
        Assert.Equal("line 5 (never written) byte 8: 0000000000000000", failure.Expected);
        Assert.Equal("0000ab0000000000", failure.Found);
        Assert.InRange(failure.Time.Picoseconds, 1, results.SimulatedTime.Picoseconds);
        var stream = TestFabric.StreamOf(results, "host0", "look");
        Assert.Equal((1, 31), (stream.VerifyFailures, stream.LinesVerified));
    }

    [Fact]
    public void A_stream_that_checks_finds_what_one_that_does_not_check_wrote()
    {
        var look = Fill with { Reads = new Share(1), Verify = true, Start = SimTime.FromMicroseconds(20) };
        var results = TestFabric.Run(TestFabric.Tree(1, 1, 0, 256, ("fill", Fill), ("look", look)));

        Assert.Empty(results.Failures);
        Assert.Equal(32, TestFabric.StreamOf(results, "host0", "look").LinesVerified);
    }

    [Fact]
    public void A_backing_file_holds_what_was_written_and_the_next_run_is_the_same()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mem.bin");
        var tree = TestFabric.Tree(1, 1, 0, 256, ("fill", Fill), ("look", Fill with { Region = "r0", Reads = new Share(1), Offset = new ByteSize(64 * Sizes.KiB) }));
        var scenario = tree with
        {
            Devices = tree.Devices.ToDictionary(device => device.Key, device => device.Value with { Volatile = device.Value.Volatile with { Path = path } }),
        };

        var first = TestFabric.Run(scenario);
        var written = Lines(path, 33);
        var second = TestFabric.Run(scenario);

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(TestFabric.Run(tree).Digest, first.Digest);
        Assert.Equal([.. Enumerable.Range(0, 32).Select(line => (ulong)line * 64), 0UL], written.Select(word => word >> 20));
        Assert.NotEqual(0UL, written[0]);
        Assert.Equal(0UL, written[32]);
        Assert.Equal(written, Lines(path, 33));
    }

    [Fact]
    public void A_file_system_that_cannot_reserve_room_keeps_what_the_file_holds()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mem.bin");
        using (var backend = MemoryBackend.OfFile(path, 8 * Sizes.MiB))
        {
            Assert.True(backend.MarkWritten(3 * Sizes.MiB));
            backend.Slice(3 * Sizes.MiB, 1)[0] = 7;
        }

        var found = RefusingThread.Run(Refusal.Reservation, () =>
        {
            using var backend = MemoryBackend.OfFile(path, 8 * Sizes.MiB);
            Assert.True(backend.MarkWritten(5 * Sizes.MiB));
            return backend.Slice(3 * Sizes.MiB, 1)[0];
        });

        Assert.Equal(7, found);
    }

    [Fact]
    public void A_backing_file_in_use_is_a_mistake_of_the_scenario_that_names_the_device()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mem.bin");
        var tree = TestFabric.Tree(1, 2, 0, 256);
        var scenario = tree with
        {
            Devices = tree.Devices.ToDictionary(device => device.Key, device => device.Value with { Volatile = device.Value.Volatile with { Path = path } }),
        };

        var problem = Assert.Throws<ScenarioException>(() => TestFabric.Run(scenario));

        Assert.Equal("devices:mem010:volatile:path", Assert.Single(problem.Errors).Key);
        using var free = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    // The first eight bytes of each line.
    private static ulong[] Lines(string path, int count)
    {
        var bytes = new byte[count * 64];
        using var file = File.OpenHandle(path);
        RandomAccess.Read(file, bytes, 0);
        return [.. Enumerable.Range(0, count).Select(line => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(line * 64)))];
    }

    private sealed class PokedBackends(ulong offset, byte value) : IBackendSource
    {
        public MemoryBackend? Open(string device, BackingOptions options, bool isPersistent)
        {
            if (options.Size.Bytes == 0) return null;
            var backend = MemoryBackend.Anonymous(options.Size.Bytes);
            Assert.True(backend.MarkWritten(offset));
            backend.Slice(offset, 1)[0] = value;
            return backend;
        }
    }
}
