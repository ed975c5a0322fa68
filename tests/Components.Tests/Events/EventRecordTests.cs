using CxlFabricSim.Components.Events;

namespace CxlFabricSim.Components.Tests.Events;

/// <summary>The layouts of the specification's tables; recorded bytes are in the conformance tests.</summary>
public sealed class EventRecordTests
{
    private const int Body = 0x30;
    private readonly byte[] _record = [.. Enumerable.Repeat((byte)0xEE, EventRecord.Bytes)];

    [Fact]
    public void An_optional_field_of_the_header_sets_its_flag()
    {
        new GeneralMediaEvent { Header = new EventHeader { Flags = 0x02, LdId = 0x1234 } }.Write(_record, 0x99);
        Assert.Equal("820000", Convert.ToHexStringLower(_record[0x11..0x14]));
        Assert.Equal("0000341200", Convert.ToHexStringLower(_record[0x20..0x25]));

        new GeneralMediaEvent { Header = new EventHeader { MaintenanceClass = 1, MaintenanceSubclass = 2, HeadId = 3 } }.Write(_record, 0);
        Assert.Equal("400100", Convert.ToHexStringLower(_record[0x11..0x14]));
        Assert.Equal("0102000003", Convert.ToHexStringLower(_record[0x20..0x25]));
    }

    [Fact]
    public void What_is_not_known_of_a_media_event_is_zero_and_not_valid()
    {
        new DramEvent { Address = 0x1140 }.Write(_record, 0);

        Assert.Equal("4011", Convert.ToHexStringLower(_record[Body..(Body + 2)]));
        Assert.All(_record[(Body + 2)..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_count_of_corrected_errors_makes_it_a_threshold_event()
    {
        new GeneralMediaEvent { Descriptor = MediaEventDescriptor.Uncorrectable, CorrectedErrors = 0x010203 }.Write(_record, 0);

        Assert.Equal(3, _record[Body + 8]);
        Assert.Equal("030201", Convert.ToHexStringLower(_record[(Body + 0x23)..(Body + 0x26)]));
    }

    [Fact]
    public void A_component_id_is_cut_at_sixteen_bytes()
    {
        new MemoryModuleEvent { ComponentId = "0123456789abcdefXYZ" }.Write(_record, 0);

        Assert.Equal("0123456789abcdef", System.Text.Encoding.ASCII.GetString(_record[(Body + 0x15)..(Body + 0x25)]));
        Assert.Equal((1, 0), (_record[Body + 0x13], _record[Body + 0x25]));
    }

    [Fact]
    public void A_sparing_event_has_its_subclass_in_the_header_and_its_resources_in_the_body()
    {
        new MemorySparingEvent { Subclass = 3, ResourcesAvailable = 0x102, Rank = 7, SubChannel = 9 }.Write(_record, 5);

        Assert.Equal("0203", Convert.ToHexStringLower(_record[0x20..0x22]));
        Assert.Equal("0202", Convert.ToHexStringLower(_record[(Body + 4)..(Body + 6)]));
        Assert.Equal("0201", Convert.ToHexStringLower(_record[(Body + 0x0C)..(Body + 0x0E)]));
        Assert.Equal(9, _record[Body + 0x2A]);
    }
}
