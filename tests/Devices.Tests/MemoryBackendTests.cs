using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Devices.Memory;

namespace CxlFabricSim.Devices.Tests;

public sealed class MemoryBackendTests : IDisposable
{
    private const ulong MiB = 1UL << 20;
    private const ulong Size = 16 * MiB;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"cxl-backend-{Guid.NewGuid():n}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Hundreds_of_gibibytes_cost_nothing_until_touched()
    {
        using var backend = MemoryBackend.Anonymous(512UL << 30);

        Write(backend, (512UL << 30) - 64, 0x5A);

        Assert.Equal(0x5A, backend.LineAt((512UL << 30) - 64));
        Assert.NotEqual(0UL, backend.Digest());
    }

    [Fact]
    public void The_last_line_is_inside_and_the_next_byte_is_not()
    {
        using var backend = MemoryBackend.Anonymous(Size);

        Assert.Equal(0, backend.LineAt(Size - 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.LineAt(Size - 63));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.LineAt(ulong.MaxValue));
        Assert.Equal(1, backend.Slice(Size - 1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Slice(Size - 1, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Slice(0, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Release(Size, 4096));
    }

    [Fact]
    public void A_disposed_backend_throws_instead_of_touching_the_mapping()
    {
        var backend = MemoryBackend.Anonymous(Size);
        backend.Dispose();
        backend.Dispose();

        Assert.Throws<ArgumentOutOfRangeException>(() => backend.LineAt(Size / 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Released_memory_reads_zero_and_its_neighbours_keep_their_bytes(bool inFile)
    {
        using var backend = inFile ? MemoryBackend.OfFile(_path, Size) : MemoryBackend.Anonymous(Size);
        foreach (var offset in new[] { 2 * MiB - 64, 2 * MiB, 6 * MiB - 64, 6 * MiB }) Write(backend, offset, 1);

        backend.Release(2 * MiB, 4 * MiB);

        Assert.Equal([1, 0, 0, 1], new[] { 2 * MiB - 64, 2 * MiB, 6 * MiB - 64, 6 * MiB }.Select(offset => (int)backend.LineAt(offset)));
        Assert.Equal([true, false, false, true], new ulong[] { 0, 2 * MiB, 4 * MiB, 6 * MiB }.Select(backend.IsWritten));
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4096, 0)]
    public void A_part_of_a_block_can_be_released_while_the_rest_stays_in_the_digest(ulong released, ulong kept)
    {
        using var backend = MemoryBackend.Anonymous(Size);
        using var other = MemoryBackend.Anonymous(Size);
        Write(backend, kept, 1);
        Write(backend, released, 2);
        Write(other, kept, 1);

        backend.Release(released, 4096);

        Assert.Equal(0, backend.LineAt(released));
        Assert.Equal(other.Digest(), backend.Digest());
        Assert.Throws<ArgumentException>(() => backend.Release(64, 4096));
    }

    [Fact]
    public void The_digest_sees_bytes_and_places_but_not_how_they_came_to_be()
    {
        using var backend = MemoryBackend.Anonymous(Size);
        using var other = MemoryBackend.Anonymous(Size);
        var empty = backend.Digest();

        Write(backend, 3 * MiB, 7);
        Write(backend, 9 * MiB, 8);
        Write(backend, 11 * MiB, 0);
        Write(other, 9 * MiB, 8);
        Write(other, 3 * MiB, 7);
        Assert.Equal(other.Digest(), backend.Digest());
        Assert.NotEqual(empty, backend.Digest());

        Write(other, 3 * MiB, 8);
        Write(other, 9 * MiB, 7);
        Assert.NotEqual(other.Digest(), backend.Digest());

        Write(backend, 3 * MiB, 0);
        Write(backend, 9 * MiB, 0);
        Assert.Equal(empty, backend.Digest());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2047)]
    [InlineData(4095)]
    public void The_digest_sees_every_byte_of_a_page(int place)
    {
        using var backend = MemoryBackend.Anonymous(Size);
        backend.MarkWritten(0);
        var empty = backend.Digest();

        backend.Slice(0, 4096)[place] = 1;

        Assert.NotEqual(empty, backend.Digest());
    }

    [Fact]
    public void A_digest_of_equal_words_in_other_lanes_differs()
    {
        using var backend = MemoryBackend.Anonymous(Size);
        var digests = new HashSet<ulong>();
        backend.MarkWritten(0);

        for (var word = 0; word < 512; word++)
        {
            backend.Slice(0, 4096).Clear();
            backend.Slice(0, 4096)[word * 8] = 1;
            Assert.True(digests.Add(backend.Digest()), $"word {word}");
        }
    }

    [Fact]
    public void A_file_is_created_sparse_and_keeps_its_bytes_for_the_next_run()
    {
        ulong digest;
        using (var first = MemoryBackend.OfFile(_path, Size))
        {
            Write(first, 5 * MiB, 42);
            digest = first.Digest();
        }

        using var second = MemoryBackend.OfFile(_path, Size);

        Assert.Equal((long)Size, new FileInfo(_path).Length);
        Assert.Equal(42, second.LineAt(5 * MiB));
        Assert.True(second.IsWritten(5 * MiB));
        Assert.False(second.IsWritten(8 * MiB));
        Assert.Equal(digest, second.Digest());
    }

    [Fact]
    public void A_file_of_another_size_is_refused_and_left_alone()
    {
        File.WriteAllBytes(_path, new byte[4096]);

        var problem = Assert.Throws<BackingException>(() => MemoryBackend.OfFile(_path, Size));

        Assert.Contains("4096 bytes", problem.Message, StringComparison.Ordinal);
        Assert.Equal(4096, new FileInfo(_path).Length);
        using (File.Open(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            // Openable: the refusal let go of the file.
        }
    }

    [Fact]
    public void An_empty_file_is_grown()
    {
        File.WriteAllBytes(_path, []);

        using var backend = MemoryBackend.OfFile(_path, Size);

        Assert.Equal(0, backend.LineAt(Size - 64));
    }

    [Fact]
    public void A_file_in_use_is_refused_until_its_user_ends()
    {
        var first = MemoryBackend.OfFile(_path, Size);

        Assert.Throws<BackingException>(() => MemoryBackend.OfFile(_path, Size));

        first.Dispose();
        using var second = MemoryBackend.OfFile(_path, Size);
    }

    [Fact]
    public void A_path_that_cannot_be_is_refused_with_its_name()
    {
        var problem = Assert.Throws<BackingException>(() => MemoryBackend.OfFile("/nowhere/at/all", Size));

        Assert.Contains("/nowhere/at/all", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(100UL)]
    [InlineData(1UL << 63)]
    public void A_size_that_cannot_be_is_refused(ulong size)
    {
        Assert.Throws<BackingException>(() => MemoryBackend.Anonymous(size));
    }

    [Fact]
    public void A_prefetch_anywhere_is_harmless()
    {
        using var backend = MemoryBackend.Anonymous(Size, hugePages: true);

        var list = new PrefetchList();
        for (var line = 0UL; line < 1000; line++) backend.Prefetch(line * 4096 % Size, list);
        backend.Prefetch(Size, list);
        backend.Prefetch(ulong.MaxValue, list);
        list.Fetch();

        Assert.Equal(0, backend.LineAt(0));
    }

    private static void Write(MemoryBackend backend, ulong offset, byte value)
    {
        Assert.True(backend.MarkWritten(offset));
        backend.LineAt(offset) = value;
    }
}
