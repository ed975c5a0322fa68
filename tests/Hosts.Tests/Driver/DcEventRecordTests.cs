using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class DcEventRecordTests
{
    // QEMU 11.1.3: output of Get Event Records after an add of 14 MiB at 2 MiB of the second DC region.
    private const string RecordedPage =
        "0200000000000000000000000000000000000000010000000000000000000000ca95afa7f18340188c2f95268e101a2a80010000010000000080c6a47e8d"
        + "030000000000000000000000000000000000000100000000000000002030000000000000e0000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000ff01000000000000";

    [Fact]
    public void A_recorded_page_gives_its_record()
    {
        var page = EventRecordPage.Read(Convert.FromHexString(RecordedPage));

        Assert.NotNull(page);
        Assert.False(page.Overflowed);
        var record = Assert.Single(page.Records);
        Assert.Equal(new DcEventRecord(1, true, DcEventType.AddCapacity, false, new DcExtent(new Dpa(0x30200000), 14 * Sizes.MiB)), record);
    }

    [Fact]
    public void Overflow_and_the_number_of_lost_records_are_read()
    {
        var payload = Convert.FromHexString(RecordedPage);
        payload[0] |= 1;
        payload[2] = 0x34;
        payload[3] = 0x12;

        var page = EventRecordPage.Read(payload);

        Assert.True(page!.Overflowed);
        Assert.Equal(0x1234, page.LostRecords);
    }

    [Fact]
    public void More_belongs_to_the_record_and_another_uuid_is_not_dynamic_capacity()
    {
        var payload = Convert.FromHexString(RecordedPage);
        payload[32 + 53] = 1;
        Assert.True(EventRecordPage.Read(payload)!.Records[0].More);

        payload[32 + 15] ^= 1;
        Assert.False(EventRecordPage.Read(payload)!.Records[0].IsDynamicCapacity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(159)]
    public void A_payload_shorter_than_its_count_says_is_no_page(int length)
    {
        Assert.Null(EventRecordPage.Read(Convert.FromHexString(RecordedPage).AsSpan(0, length)));
    }

    [Fact]
    public void An_extent_list_gives_total_and_extents_and_is_refused_when_cut_short()
    {
        var payload = new byte[16 + 2 * DcExtent.Bytes];
        payload[0] = 2;
        payload[4] = 7;
        new DcExtent(new Dpa(0x1000), 64).Write(payload.AsSpan(16));
        new DcExtent(new Dpa(0x2000), 128).Write(payload.AsSpan(56));

        var page = ExtentListPage.Read(payload);

        Assert.Equal(7u, page!.Total);
        Assert.Equal([new DcExtent(new Dpa(0x1000), 64), new DcExtent(new Dpa(0x2000), 128)], page.Extents);
        Assert.Null(ExtentListPage.Read(payload.AsSpan(0, payload.Length - 1)));
        payload[3] = 0xFF;
        Assert.Null(ExtentListPage.Read(payload));
    }
}
